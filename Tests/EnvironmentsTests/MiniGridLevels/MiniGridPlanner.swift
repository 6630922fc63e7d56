import Environments

/// Plays any level of MiniGrid to its end: it knows the whole state and plans one errand at a time.
///
/// An errand is a way to where something can be done, and the action that does it: pick up a key,
/// open a box, put down what is in the way. On its way the planner opens closed doors.
struct MiniGridPlanner {
  let state: MiniGridState

  private enum Action {
    static let left = 0
    static let right = 1
    static let forward = 2
    static let pickup = 3
    static let drop = 4
    static let toggle = 5
    static let done = 6
  }

  /// Where the agent stands and looks.
  struct Pose: Hashable {
    var x: Int
    var y: Int
    var direction: Int

    /// The place in front of it.
    var front: MiniGridPlace {
      let (x, y) = [(1, 0), (0, 1), (-1, 0), (0, -1)][direction]
      return MiniGridPlace(self.x + x, self.y + y)
    }
  }

  /// The actions of the next errand, or nil where the planner knows none.
  func errand() -> [Int]? {
    switch state.task {
    case .reachGoal, .reachLockedGoal, .avoidObstacles:
      let goals = places { $0.holds(.goal) }
      return path { goals.contains(MiniGridPlace($0.x, $0.y)) } ?? unlock()
    case .openDoor: return unlock()
    case .redBlueDoors(let redX, let redY, let blueX, let blueY):
      let isRedOpen = state.map[redX, redY].isOpenDoor
      return facing(
        isRedOpen ? MiniGridPlace(blueX, blueY) : MiniGridPlace(redX, redY), then: Action.toggle)
    case .pickUp(let object, let color):
      let targets = places { $0.isAlike(MiniGridCell(object, color)) }
      for target in targets {
        if let actions = take(target) { return actions }
      }
      return unlock()
    case .fetch(let object, let color, _):
      let targets = places { $0.isAlike(MiniGridCell(object, color)) }
      return path { targets.contains($0.front) }.map { $0 + [Action.pickup] }
    case .goTo(_, _, let x, let y):
      return path { abs($0.x - x) + abs($0.y - y) == 1 }.map { $0 + [Action.done] }
    case .putNear(let object, let color, _, _, let x, let y):
      guard state.carrying != nil else {
        let targets = places { $0.isAlike(MiniGridCell(object, color)) }
        return path { targets.contains($0.front) }.map { $0 + [Action.pickup] }
      }
      return path { pose in
        let front = pose.front
        return abs(front.x - x) <= 1 && abs(front.y - y) <= 1
          && state.map[front.x, front.y] == .empty
      }.map { $0 + [Action.drop] }
    case .memory(let x, let y, _, _):
      return path { $0.x == x && $0.y == y }
    case .none: return nil
    }
  }

  /// Unlocks a door, or does what must be done before: takes its key, opens a box with a key, clears
  /// away what lies before a door.
  private func unlock() -> [Int]? {
    let locked = places { $0.holds(.door) && $0.stateNumber == 2 }
    for door in locked where facing(door, then: Action.toggle) != nil {
      let key = MiniGridCell(.key, state.map[door.x, door.y].color)
      if let carried = state.carrying, carried.isAlike(key) {
        return facing(door, then: Action.toggle)
      }
      for place in places(where: { $0.isAlike(key) }) {
        if let actions = take(place, keepingFree: [door]) { return actions }
      }
    }
    for box in places(where: { $0.holds(.box) && $0.contents.holds(.key) }) {
      if let actions = facing(box, then: Action.toggle) { return actions }
    }
    for door in locked + places(where: { $0.holds(.door) && $0.stateNumber < 2 }) {
      for before in neighbors(of: door) where state.map[before.x, before.y].isPortable {
        if let actions = take(before) { return actions }
      }
    }
    return nil
  }

  /// Picks something up, or, with something in hand, first drops that where it blocks nothing.
  private func take(_ place: MiniGridPlace, keepingFree others: [MiniGridPlace] = []) -> [Int]? {
    guard let actions = facing(place, then: Action.pickup) else { return nil }
    return state.carrying == nil ? actions : drop(keepingFree: [place] + others)
  }

  /// Drops what is carried: not before a door if there is another place.
  private func drop(keepingFree needed: [MiniGridPlace]) -> [Int]? {
    func way(sparingDoors: Bool) -> [Int]? {
      path { pose in
        let front = pose.front
        guard state.map.contains(front.x, front.y), state.map[front.x, front.y] == .empty,
          !sparingDoors || neighbors(of: front).allSatisfy({ !state.map[$0.x, $0.y].holds(.door) })
        else { return false }
        return needed.allSatisfy { facing($0, then: Action.drop, without: front) != nil }
      }
    }
    return (way(sparingDoors: true) ?? way(sparingDoors: false)).map { $0 + [Action.drop] }
  }

  /// The places beside a place, on the map.
  private func neighbors(of place: MiniGridPlace) -> [MiniGridPlace] {
    (0..<4).map { Pose(x: place.x, y: place.y, direction: $0).front }
      .filter { state.map.contains($0.x, $0.y) }
  }

  private func facing(
    _ place: MiniGridPlace, then action: Int, without blocked: MiniGridPlace? = nil
  ) -> [Int]? {
    path(without: blocked) { $0.front == place }.map { $0 + [action] }
  }

  private func places(where isWanted: (MiniGridCell) -> Bool) -> [MiniGridPlace] {
    state.map.places(where: isWanted)
  }

  /// The shortest way to a good pose, doors that are not locked being opened.
  private func path(
    without blocked: MiniGridPlace? = nil, to isGood: (Pose) -> Bool
  ) -> [Int]? {
    let start = Pose(x: state.x, y: state.y, direction: state.direction)
    var cameFrom: [Pose: (Pose, [Int])] = [:]
    var queue = [start]
    var next = 0
    while next < queue.count {
      let pose = queue[next]
      next += 1
      if isGood(pose) { return actions(to: pose, from: start, cameFrom) }
      var moves = [
        (Pose(x: pose.x, y: pose.y, direction: (pose.direction + 3) % 4), [Action.left]),
        (Pose(x: pose.x, y: pose.y, direction: (pose.direction + 1) % 4), [Action.right]),
      ]
      let front = pose.front
      if front != blocked, state.map.contains(front.x, front.y) {
        let cell = state.map[front.x, front.y]
        let ahead = Pose(x: front.x, y: front.y, direction: pose.direction)
        if cell.canBeEntered {
          moves.append((ahead, [Action.forward]))
        } else if cell.holds(.door), cell.stateNumber == 1 {
          moves.append((ahead, [Action.toggle, Action.forward]))
        }
      }
      for (reached, actions) in moves where reached != start && cameFrom[reached] == nil {
        cameFrom[reached] = (pose, actions)
        queue.append(reached)
      }
    }
    return nil
  }

  private func actions(
    to pose: Pose, from start: Pose, _ cameFrom: [Pose: (Pose, [Int])]
  ) -> [Int] {
    var pieces: [[Int]] = []
    var pose = pose
    while pose != start, let (before, actions) = cameFrom[pose] {
      pieces.append(actions)
      pose = before
    }
    return pieces.reversed().flatMap { $0 }
  }
}

extension MiniGridMap {
  /// The places of some cells, row by row.
  func places(where isWanted: (MiniGridCell) -> Bool) -> [MiniGridPlace] {
    (0..<height).flatMap { y in
      (0..<width).filter { isWanted(self[$0, y]) }.map { MiniGridPlace($0, y) }
    }
  }
}
