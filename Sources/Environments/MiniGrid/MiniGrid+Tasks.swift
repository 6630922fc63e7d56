extension MiniGrid {
  /// Takes an action and looks whether the task is done, or cannot be done any more.
  ///
  /// The goal and the lava end an episode whatever the task is.
  mutating func act(_ action: Int, for task: MiniGridTask) -> StepResult {
    switch task {
    case .openDoor(let x, let y):
      let result = act(action)
      return action == Action.toggle && state.map[x, y].isOpenDoor ? success() : result
    case .redBlueDoors(let redX, let redY, let blueX, let blueY):
      return openBoth(action, red: MiniGridPlace(redX, redY), blue: MiniGridPlace(blueX, blueY))
    case .pickUp(let object, let color):
      let result = act(action)
      guard action == Action.pickup, let carried = state.carrying,
        carried.isAlike(MiniGridCell(object, color))
      else { return result }
      return success()
    case .fetch(let object, let color, _):
      let result = act(action)
      guard let carried = state.carrying else { return result }
      return carried.isAlike(MiniGridCell(object, color)) ? success() : failure
    case .goTo(_, _, let x, let y):
      return goTo(action, MiniGridPlace(x, y))
    case .putNear(let object, let color, _, _, let x, let y):
      return putNear(action, MiniGridCell(object, color), MiniGridPlace(x, y))
    case .memory(let successX, let successY, let failureX, let failureY):
      // Picking up would make the hallway's end easy to mark, so it acts like toggling.
      let result = act(action == Action.pickup ? Action.toggle : action)
      if state.x == failureX && state.y == failureY { return failure }
      return state.x == successX && state.y == successY ? success() : result
    case .reachGoal, .reachLockedGoal, .avoidObstacles, .none: return act(action)
    }
  }

  /// The end of an episode whose task cannot be done any more.
  private var failure: StepResult { StepResult(reward: 0, terminated: true) }

  /// Only the red door may be open when the blue one is opened.
  private mutating func openBoth(
    _ action: Int, red: MiniGridPlace, blue: MiniGridPlace
  ) -> StepResult {
    let wasRedOpen = state.map[red.x, red.y].isOpenDoor
    let wasBlueOpen = state.map[blue.x, blue.y].isOpenDoor
    let result = act(action)
    if state.map[blue.x, blue.y].isOpenDoor { return wasRedOpen ? success() : failure }
    return wasBlueOpen && state.map[red.x, red.y].isOpenDoor ? failure : result
  }

  /// `done` ends the episode, with a reward beside the place; so does `toggle`, without one.
  private mutating func goTo(_ action: Int, _ place: MiniGridPlace) -> StepResult {
    let result = act(action)
    switch action {
    case Action.toggle: return failure
    case Action.done:
      let distance = abs(state.x - place.x) + abs(state.y - place.y)
      return distance == 1 ? success() : failure
    default: return result
    }
  }

  /// A wrong object taken, or anything dropped, ends the episode; a reward if it lies near enough.
  private mutating func putNear(
    _ action: Int, _ object: MiniGridCell, _ target: MiniGridPlace
  ) -> StepResult {
    let carried = state.carrying
    let result = act(action)
    if action == Action.pickup, let taken = state.carrying, !taken.isAlike(object) {
      return failure
    }
    guard action == Action.drop, carried != nil else { return result }
    guard state.carrying == nil else { return failure }
    let (stepX, stepY) = Self.offset(state.direction)
    let isNear =
      abs(state.x + stepX - target.x) <= 1 && abs(state.y + stepY - target.y) <= 1
    return isNear ? success() : failure
  }
}
