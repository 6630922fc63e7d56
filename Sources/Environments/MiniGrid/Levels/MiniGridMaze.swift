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
    switch self {
    case .oneDoor, .oneDoorHidden, .oneDoorBlocked: MiniGridRoom(0, 0)
    case .oneQuarter, .full: MiniGridRoom(1, 1)
    default: MiniGridRoom(2, 1)
    }
  }
}
