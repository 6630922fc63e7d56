extension MiniGrid {
  /// The numbers of the actions.
  enum Action {
    static let left = 0
    static let right = 1
    static let forward = 2
    static let pickup = 3
    static let drop = 4
    static let toggle = 5
    static let done = 6
  }

  /// From a cell to the next one, by direction: right, down, left, up.
  @inline(__always)
  static func offset(_ direction: Int) -> (x: Int, y: Int) {
    // 0, 1, 2, 3 give x 1, 0, −1, 0 and y 0, 1, 0, −1.
    ((1 - direction) * (1 - direction & 1), (2 - direction) * (direction & 1))
  }

  /// The rules, with random outcomes from any source.
  ///
  /// - Parameters:
  ///   - action: a number of the action space.
  ///   - source: where the obstacles' moves are drawn from.
  /// - Returns: the reward and whether the task ended.
  package mutating func advance(
    _ action: Int, from source: inout some RandomSource
  ) -> StepResult {
    precondition(action >= 0 && action < 7, "expected an action in 0..<7, got \(action)")
    state.steps += 1
    switch state.task {
    case .reachGoal, .reachLockedGoal, .none: return act(action)
    case .avoidObstacles: return actAmongObstacles(action, from: &source)
    default: return act(action, for: state.task)
    }
  }

  /// The effect that an action has whatever the task is; a goal and lava end the episode.
  @inline(__always)
  mutating func act(_ action: Int) -> StepResult {
    let (stepX, stepY) = Self.offset(state.direction)
    let (x, y) = (state.x + stepX, state.y + stepY)
    let front = state.map[x, y]
    switch action {
    case Action.left: state.direction = (state.direction + 3) & 3
    case Action.right: state.direction = (state.direction + 1) & 3
    case Action.forward:
      guard front.canBeEntered else { break }
      (state.x, state.y) = (x, y)
      if front.holds(.goal) { return success() }
      if front.holds(.lava) { return StepResult(reward: 0, terminated: true) }
    case Action.pickup:
      guard front.isPortable, state.carrying == nil else { break }
      state.carrying = front
      put(.empty, x, y)
    case Action.drop:
      guard front == .empty, let carried = state.carrying else { break }
      put(carried, x, y)
      state.carrying = nil
    case Action.toggle: toggle(front, x, y)
    default: break
    }
    return StepResult(reward: 0)
  }

  /// Opens or closes a door, unlocks it with the key of its colour, or opens a box.
  private mutating func toggle(_ front: MiniGridCell, _ x: Int, _ y: Int) {
    if front.holds(.box) {
      put(front.contents, x, y)
    } else if front.holds(.door) {
      switch MiniGridDoorState(rawValue: front.stateNumber) {
      case .open: put(MiniGridCell(.door, front.color, state: .closed), x, y)
      case .closed: put(MiniGridCell(.door, front.color), x, y)
      default:
        guard let key = state.carrying, key.isAlike(MiniGridCell(.key, front.color)) else { return }
        put(MiniGridCell(.door, front.color), x, y)
      }
    }
  }

  /// Changes a cell; every change of the map by the rules is made here.
  @inline(__always)
  private mutating func put(_ cell: MiniGridCell, _ x: Int, _ y: Int) {
    state.map[x, y] = cell
    changes &+= 1
  }

  /// The end of an episode whose task was done in the present step.
  func success() -> StepResult {
    StepResult(reward: Float(successReward), terminated: true)
  }

  /// What doing the task in the present step is worth.
  package var successReward: Double {
    1 - 0.9 * (Double(state.steps) / Double(parameters.maxSteps))
  }
}

// MARK: - Moving obstacles

extension MiniGrid {
  /// How often an obstacle tries to find an empty cell near it.
  static let tries = 101

  /// The obstacles move, then the agent acts; only the goal may be in front of it when it walks.
  private mutating func actAmongObstacles(
    _ action: Int, from source: inout some RandomSource
  ) -> StepResult {
    let (stepX, stepY) = Self.offset(state.direction)
    let front = state.map[state.x + stepX, state.y + stepY]
    for index in state.obstacles.indices { moveObstacle(index, from: &source) }
    let result = act(action > Action.forward ? Action.left : action)
    guard action == Action.forward, front != .empty, !front.holds(.goal) else { return result }
    return StepResult(reward: -1, terminated: true)
  }

  /// Moves an obstacle to an empty cell beside it, also diagonally, if one is found soon.
  private mutating func moveObstacle(_ index: Int, from source: inout some RandomSource) {
    let old = state.obstacles[index]
    let (left, top) = (max(old.x - 1, 0), max(old.y - 1, 0))
    let columns = left..<min(left + 3, state.map.width)
    let rows = top..<min(top + 3, state.map.height)
    for _ in 0..<Self.tries {
      let x = source.integer(in: columns)
      let y = source.integer(in: rows)
      guard state.map[x, y] == .empty, x != state.x || y != state.y else { continue }
      put(state.map[old.x, old.y], x, y)
      put(.empty, old.x, old.y)
      state.obstacles[index] = MiniGridPlace(x, y)
      return
    }
  }
}
