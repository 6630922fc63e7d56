import Determinism
import Documents

/// A hallway between two columns of rooms: in the one lies a key, in the other, behind a locked
/// door, the ball that is to be picked up.
///
/// `size` is the side of a room, `count` the number of rows.
struct MiniGridKeyCorridor: MiniGridGenerator {
  private let plan: MiniGridRoomPlan

  var width: Int { plan.walls.width }
  var height: Int { plan.walls.height }

  init(_ parameters: MiniGridParameters) throws {
    let rows = parameters.count
    let height = (parameters.size - 1) * rows + 1
    guard 3 * rows <= MiniGridRoomPlan.mostRooms, height <= MiniGridMap.longestSide,
      (parameters.size - 1) * 3 + 1 <= MiniGridMap.longestSide
    else {
      throw InputError(
        "expected at most 10 rows and a map of at most \(MiniGridMap.longestSide) cells a side, "
          + "got \(rows) rows of rooms of size \(parameters.size)")
    }
    plan = MiniGridRoomPlan(roomSize: parameters.size, columns: 3, rows: rows)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    var rooms = plan.begin(&state, from: &random)
    for row in 1..<max(plan.rows, 1) {
      rooms.removeWall(MiniGridRoom(1, row), on: .up, from: &state)
    }
    let lockedRoom = MiniGridRoom(2, random.integer(below: plan.rows))
    let doorColor = MiniGridColor.random(from: &random)
    rooms.addDoor(lockedRoom, on: .left, doorColor, isLocked: true, to: &state)
    let ballColor = MiniGridColor.random(from: &random)
    rooms.place(MiniGridCell(.ball, ballColor), in: lockedRoom, of: &state, from: &random)
    let keyRoom = MiniGridRoom(0, random.integer(below: plan.rows))
    rooms.place(MiniGridCell(.key, doorColor), in: keyRoom, of: &state, from: &random)
    rooms.placeAgent(in: MiniGridRoom(1, plan.rows / 2), of: &state, from: &random)
    rooms.connectAll(&state, from: &random)
    state.task = .pickUp(.ball, ballColor)
  }
}
