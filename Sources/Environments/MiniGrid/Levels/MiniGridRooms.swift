import Determinism

/// What is known of the rooms of one episode: where doors may be, which rooms are connected.
struct MiniGridRooms {
  let roomSize: Int
  let columns: Int
  let rows: Int
  /// For each room, where in its right and its lower wall a door may be.
  private var rightOffset = SIMD32<UInt8>(repeating: 0)
  private var downOffset = SIMD32<UInt8>(repeating: 0)
  /// One bit for each room whose right or lower wall has a door or is gone.
  private var rightWays: UInt32 = 0
  private var downWays: UInt32 = 0
  /// One bit for each room that was last given a locked door.
  private var locked: UInt32 = 0

  init(roomSize: Int, columns: Int, rows: Int, from random: inout RandomStream) {
    self.roomSize = roomSize
    self.columns = columns
    self.rows = rows
    for room in 0..<columns * rows {
      rightOffset[room] = UInt8(random.integer(in: 1..<roomSize - 1))
      downOffset[room] = UInt8(random.integer(in: 1..<roomSize - 1))
    }
  }

  private var step: Int { roomSize - 1 }

  private func index(_ room: MiniGridRoom) -> Int {
    precondition(
      room.column >= 0 && room.column < columns && room.row >= 0 && room.row < rows,
      "expected one of \(columns) by \(rows) rooms, got \(room)")
    return room.row * columns + room.column
  }

  /// The cells of a room and its walls.
  func area(of room: MiniGridRoom) -> MiniGridArea {
    MiniGridArea(
      x: room.column * step, y: room.row * step, width: roomSize, height: roomSize)
  }

  /// The room on one side of another, or nil at the edge.
  func neighbor(of room: MiniGridRoom, on side: MiniGridSide) -> MiniGridRoom? {
    let column = room.column + side.vector.x
    let row = room.row + side.vector.y
    guard column >= 0, column < columns, row >= 0, row < rows else { return nil }
    return MiniGridRoom(column, row)
  }

  /// Where a wall may have its door.
  ///
  /// - Precondition: there is a room behind the wall.
  func doorPlace(of room: MiniGridRoom, on side: MiniGridSide) -> MiniGridPlace {
    guard let behind = neighbor(of: room, on: side) else {
      preconditionFailure("expected a room behind a door, got none \(side) of \(room)")
    }
    switch side {
    case .right:
      return MiniGridPlace(
        (room.column + 1) * step, room.row * step + Int(rightOffset[index(room)]))
    case .down:
      return MiniGridPlace(
        room.column * step + Int(downOffset[index(room)]), (room.row + 1) * step)
    case .left, .up: return doorPlace(of: behind, on: side.opposite)
    }
  }

  /// Whether a wall has a door or is gone.
  func hasWay(_ room: MiniGridRoom, on side: MiniGridSide) -> Bool {
    guard let behind = neighbor(of: room, on: side) else { return false }
    switch side {
    case .right: return rightWays >> UInt32(index(room)) & 1 != 0
    case .down: return downWays >> UInt32(index(room)) & 1 != 0
    case .left, .up: return hasWay(behind, on: side.opposite)
    }
  }

  private mutating func makeWay(_ room: MiniGridRoom, on side: MiniGridSide) {
    precondition(!hasWay(room, on: side), "expected a closed wall, got a way \(side) of \(room)")
    guard let behind = neighbor(of: room, on: side) else {
      preconditionFailure("expected a room behind a wall, got none \(side) of \(room)")
    }
    switch side {
    case .right: rightWays |= 1 << UInt32(index(room))
    case .down: downWays |= 1 << UInt32(index(room))
    case .left, .up: makeWay(behind, on: side.opposite)
    }
  }

  /// Puts a door into a wall.
  ///
  /// - Returns: where it is.
  @discardableResult
  mutating func addDoor(
    _ room: MiniGridRoom, on side: MiniGridSide, _ color: MiniGridColor, isLocked: Bool,
    to state: inout MiniGridState
  ) -> MiniGridPlace {
    makeWay(room, on: side)
    let bit: UInt32 = 1 << UInt32(index(room))
    locked = isLocked ? locked | bit : locked & ~bit
    let place = doorPlace(of: room, on: side)
    state.map[place.x, place.y] = MiniGridCell(
      .door, color, state: isLocked ? .locked : .closed)
    return place
  }

  /// Takes a wall away, all but its ends.
  mutating func removeWall(
    _ room: MiniGridRoom, on side: MiniGridSide, from state: inout MiniGridState
  ) {
    makeWay(room, on: side)
    let (left, top) = (room.column * step, room.row * step)
    for offset in 1..<step {
      switch side {
      case .right: state.map[left + step, top + offset] = .empty
      case .down: state.map[left + offset, top + step] = .empty
      case .left: state.map[left, top + offset] = .empty
      case .up: state.map[left + offset, top] = .empty
      }
    }
  }

  /// Puts something into a room, not beside the agent.
  func place(
    _ cell: MiniGridCell, in room: MiniGridRoom, of state: inout MiniGridState,
    from random: inout RandomStream
  ) {
    let (x, y) = (state.x, state.y)
    state.place(
      cell, in: area(of: room), from: &random,
      isRefused: { abs($0.x - x) + abs($0.y - y) < 2 })
  }

  /// Puts the agent into a room, looking at nothing or at a wall.
  func placeAgent(
    in room: MiniGridRoom, of state: inout MiniGridState, from random: inout RandomStream
  ) {
    while true {
      state.placeAgent(in: area(of: room), from: &random)
      let ahead = MiniGridSide.right.turned(by: state.direction).vector
      let cell = state.map[state.x + ahead.x, state.y + ahead.y]
      if cell == .empty || cell.holds(.wall) { return }
    }
  }

  /// Adds doors that are not locked at random walls until every room can be reached from the agent's,
  /// but none to a room with a locked door.
  ///
  /// - Precondition: the rooms without a locked door can be connected, and the others are.
  mutating func connectAll(_ state: inout MiniGridState, from random: inout RandomStream) {
    let start = MiniGridRoom(state.x / step, state.y / step)
    while reachable(from: start).nonzeroBitCount < columns * rows {
      let room = MiniGridRoom(random.integer(below: columns), random.integer(below: rows))
      let side = MiniGridSide.right.turned(by: random.integer(below: 4))
      guard let behind = neighbor(of: room, on: side), !hasWay(room, on: side),
        !isLocked(room), !isLocked(behind)
      else { continue }
      addDoor(room, on: side, .random(from: &random), isLocked: false, to: &state)
    }
  }

  private func isLocked(_ room: MiniGridRoom) -> Bool {
    locked >> UInt32(index(room)) & 1 != 0
  }

  /// The rooms that can be reached through doors of any state, one bit each.
  private func reachable(from start: MiniGridRoom) -> UInt32 {
    var reached: UInt32 = 1 << UInt32(index(start))
    while true {
      var grown = reached
      for room in 0..<columns * rows {
        let bit: UInt32 = 1 << UInt32(room)
        if rightWays & bit != 0 { grown |= joined(bit, bit << 1, grown) }
        if downWays & bit != 0 { grown |= joined(bit, bit << UInt32(columns), grown) }
      }
      if grown == reached { return reached }
      reached = grown
    }
  }

  /// Both of two connected rooms if one of them has been reached, else none.
  private func joined(_ a: UInt32, _ b: UInt32, _ reached: UInt32) -> UInt32 {
    reached & (a | b) != 0 ? a | b : 0
  }
}
