import Determinism

/// Rooms with locked doors, whose keys may be hidden in boxes and which balls may block; in the room
/// behind lies the blue ball that is to be picked up.
///
/// With more than one door there are three by three rooms: from the one in the middle a door leads to
/// each side room that is used, and from there locked doors to the corner rooms on both sides.
///
/// minigrid's levels without `-v1` can put a blocking ball onto the box that hides a key, and then
/// cannot be solved. Here both versions put all balls first, as its `-v1` levels do.
struct MiniGridObstructedMaze: MiniGridGenerator {
  private let plan: MiniGridRoomPlan
  private let maze: MiniGridMaze

  var width: Int { plan.walls.width }
  var height: Int { plan.walls.height }

  init(_ parameters: MiniGridParameters) {
    maze = parameters.maze
    plan =
      maze.hasOneDoor
      ? MiniGridRoomPlan(roomSize: 6, columns: 2, rows: 1)
      : MiniGridRoomPlan(roomSize: 6, columns: 3, rows: 3)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    var rooms = plan.begin(&state, from: &random)
    let colors = Self.permutedColors(from: &random)
    if maze.hasOneDoor {
      lock(MiniGridRoom(0, 0), [.right], [colors[0]], &rooms, &state, &random)
      rooms.place(Self.target, in: MiniGridRoom(1, 0), of: &state, from: &random)
      rooms.placeAgent(in: MiniGridRoom(0, 0), of: &state, from: &random)
    } else {
      let middle = MiniGridRoom(1, 1)
      for quarter in 0..<maze.quarters {
        let side = MiniGridSide.right.turned(by: quarter)
        guard let sideRoom = rooms.neighbor(of: middle, on: side) else { continue }
        rooms.addDoor(middle, on: side, colors[quarter], isLocked: false, to: &state)
        lock(
          sideRoom, [side.turned(by: -1), side.turned(by: 1)],
          [colors[(quarter + 5) % 6], colors[quarter + 1]], &rooms, &state, &random)
      }
      let corner = Self.corners[random.integer(below: maze.quarters)]
      rooms.place(Self.target, in: corner, of: &state, from: &random)
      rooms.placeAgent(in: maze.agentRoom, of: &state, from: &random)
    }
    state.task = .pickUp(.ball, .blue)
  }

  /// Locks doors of a room, blocks them if this maze does, and puts their keys into the room.
  private func lock(
    _ room: MiniGridRoom, _ sides: [MiniGridSide], _ colors: [MiniGridColor],
    _ rooms: inout MiniGridRooms, _ state: inout MiniGridState, _ random: inout RandomStream
  ) {
    for (side, color) in zip(sides, colors) {
      let door = rooms.addDoor(room, on: side, color, isLocked: true, to: &state)
      if maze.isBlocked {
        state.map[door.x - side.vector.x, door.y - side.vector.y] = MiniGridCell(.ball, .green)
      }
    }
    for color in colors {
      let key = MiniGridCell(.key, color)
      rooms.place(
        maze.hidesKeys ? MiniGridCell(boxOf: .grey, containing: key) : key, in: room, of: &state,
        from: &random)
    }
  }

  private static let target = MiniGridCell(.ball, .blue)

  /// The corner rooms, in the order in which the quarters make them reachable.
  private static let corners = [
    MiniGridRoom(2, 0), MiniGridRoom(2, 2), MiniGridRoom(0, 2), MiniGridRoom(0, 0),
  ]

  /// All colours, in any order.
  private static func permutedColors(from random: inout RandomStream) -> [MiniGridColor] {
    var colors = MiniGridColor.allCases
    random.shuffle(&colors)
    return colors
  }
}

/// The obstructed mazes, by the words of MiniGrid's ids.
///
/// A number and `d` count the locked doors, `q` the quarters of the three by three rooms; `l` means
/// locked, `h` keys hidden in boxes, `b` doors blocked by balls.
public enum MiniGridMaze: String, CaseIterable, Sendable {
  /// One door, its key in sight.
  case oneDoor = "1dl"
  /// One door, its key in a box.
  case oneDoorHidden = "1dlh"
  /// One door behind a ball, its key in a box.
  case oneDoorBlocked = "1dlhb"
  /// Two doors, their keys in sight.
  case twoDoors = "2dl"
  /// Two doors, their keys in boxes.
  case twoDoorsHidden = "2dlh"
  /// Two doors behind balls, their keys in boxes.
  case twoDoorsBlocked = "2dlhb"
  /// One quarter, from the middle.
  case oneQuarter = "1q"
  /// Two quarters, from a side room.
  case twoQuarters = "2q"
  /// All four quarters, from the middle.
  case full

  /// Whether there are just two rooms.
  var hasOneDoor: Bool {
    switch self {
    case .oneDoor, .oneDoorHidden, .oneDoorBlocked: true
    default: false
    }
  }

  /// Whether keys lie in boxes.
  var hidesKeys: Bool { self != .oneDoor && self != .twoDoors }

  /// Whether a ball lies before every locked door.
  var isBlocked: Bool { hidesKeys && self != .oneDoorHidden && self != .twoDoorsHidden }

  /// How many side rooms are used; of the rooms with one door, none.
  var quarters: Int {
    switch self {
    case .oneDoor, .oneDoorHidden, .oneDoorBlocked: 0
    case .twoDoors, .twoDoorsHidden, .twoDoorsBlocked, .oneQuarter: 1
    case .twoQuarters: 2
    case .full: 4
    }
  }

  /// Where the agent starts.
  var agentRoom: MiniGridRoom {
    self == .full || self == .oneQuarter ? MiniGridRoom(1, 1) : MiniGridRoom(2, 1)
  }
}
