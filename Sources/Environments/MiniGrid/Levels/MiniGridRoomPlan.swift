import Determinism

/// Rooms of equal size in rows and columns; neighbours share the wall between them.
struct MiniGridRoomPlan: Sendable {
  /// The side of a room with its walls, in cells.
  let roomSize: Int
  /// The rooms beside each other.
  let columns: Int
  /// The rooms below each other.
  let rows: Int
  /// The map with all walls and nothing else.
  let walls: MiniGridMap

  /// The largest number of rooms: each is a bit of a word.
  static let mostRooms = 32

  /// - Precondition: rooms of at least 3 cells, at most ``mostRooms`` of them, on a possible map.
  init(roomSize: Int, columns: Int, rows: Int) {
    precondition(
      columns * rows <= Self.mostRooms,
      "expected at most \(Self.mostRooms) rooms, got \(columns) by \(rows)")
    self.roomSize = roomSize
    self.columns = columns
    self.rows = rows
    let step = roomSize - 1
    var walls = MiniGridMap(width: step * columns + 1, height: step * rows + 1)
    for row in 0..<rows {
      for column in 0..<columns {
        walls.wallRectangle(column * step, row * step, roomSize, roomSize)
      }
    }
    self.walls = walls
  }

  /// Draws the walls and where doors may be, and puts the agent into the middle, where nothing may
  /// be put beside it until it is placed.
  func begin(
    _ state: inout MiniGridState, from random: inout RandomStream
  ) -> MiniGridRooms {
    state.map.copyCells(of: walls)
    let step = roomSize - 1
    state.x = columns / 2 * step + roomSize / 2
    state.y = rows / 2 * step + roomSize / 2
    return MiniGridRooms(roomSize: roomSize, columns: columns, rows: rows, from: &random)
  }
}

/// One side of a room; the raw values are the agent's directions.
enum MiniGridSide: Int {
  case right, down, left, up

  /// The side that a neighbour shows to this one.
  var opposite: MiniGridSide { turned(by: 2) }

  /// The side after some quarter turns to the right.
  func turned(by quarters: Int) -> MiniGridSide {
    MiniGridSide(rawValue: (rawValue + quarters) & 3) ?? self
  }

  /// From a cell to the one on this side of it.
  var vector: (x: Int, y: Int) {
    switch self {
    case .right: (1, 0)
    case .down: (0, 1)
    case .left: (-1, 0)
    case .up: (0, -1)
    }
  }
}

/// A room by its place among the rooms.
struct MiniGridRoom {
  /// Its column, from the left.
  var column: Int
  /// Its row, from the top.
  var row: Int

  init(_ column: Int, _ row: Int) {
    self.column = column
    self.row = row
  }
}
