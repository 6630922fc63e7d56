import Determinism
import Documents

/// Two rooms with a locked door between them, its key and the agent in the first.
///
/// The task is to open the door, or to pick up the box behind it; a ball may lie before the door.
/// `size` is the side of a room.
struct MiniGridUnlock: MiniGridGenerator {
  /// What there is beside the door and its key.
  enum Kind {
    /// Nothing: the door is to be opened.
    case door
    /// A box in the second room, which is to be picked up.
    case box
    /// The box, and a ball before the door.
    case blockedBox
  }

  private let plan: MiniGridRoomPlan
  private let kind: Kind

  var width: Int { plan.walls.width }
  var height: Int { plan.walls.height }

  init(_ parameters: MiniGridParameters, _ kind: Kind) throws {
    if let expected = within(5...32)(parameters.size) {
      throw InputError("size: expected \(expected), got \(parameters.size)")
    }
    plan = MiniGridRoomPlan(roomSize: parameters.size, columns: 2, rows: 1)
    self.kind = kind
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    var rooms = plan.begin(&state, from: &random)
    let (first, second) = (MiniGridRoom(0, 0), MiniGridRoom(1, 0))
    let boxColor = MiniGridColor.random(from: &random)
    if kind != .door {
      rooms.place(MiniGridCell(.box, boxColor), in: second, of: &state, from: &random)
    }
    let doorColor = MiniGridColor.random(from: &random)
    let door = rooms.addDoor(first, on: .right, doorColor, isLocked: true, to: &state)
    if kind == .blockedBox {
      state.map[door.x - 1, door.y] = MiniGridCell(.ball, .random(from: &random))
    }
    rooms.place(MiniGridCell(.key, doorColor), in: first, of: &state, from: &random)
    rooms.placeAgent(in: first, of: &state, from: &random)
    state.task = kind == .door ? .openDoor(x: door.x, y: door.y) : .pickUp(.box, boxColor)
  }
}
