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
    let colors = MiniGridColorOrder(from: &random)
    if maze.hasOneDoor {
      let room = MiniGridRoom(0, 0)
      addLockedDoor(room, on: .right, colors[0], to: &rooms, of: &state)
      addKey(colors[0], to: room, of: rooms, in: &state, from: &random)
      rooms.place(Self.target, in: MiniGridRoom(1, 0), of: &state, from: &random)
    } else {
      for quarter in 0..<maze.quarters {
        addQuarter(quarter, colors, to: &rooms, of: &state, from: &random)
      }
      let corner = Self.corners[random.integer(below: maze.quarters)]
      rooms.place(Self.target, in: corner, of: &state, from: &random)
    }
    rooms.placeAgent(in: maze.agentRoom, of: &state, from: &random)
    state.task = .pickUp(.ball, .blue)
  }

  /// A door from the middle to a side room, and from there a locked one to each corner beside it.
  private func addQuarter(
    _ quarter: Int, _ colors: MiniGridColorOrder, to rooms: inout MiniGridRooms,
    of state: inout MiniGridState, from random: inout RandomStream
  ) {
    let middle = MiniGridRoom(1, 1)
    let side = MiniGridSide.right.turned(by: quarter)
    guard let room = rooms.neighbor(of: middle, on: side) else { return }
    rooms.addDoor(middle, on: side, colors[quarter], isLocked: false, to: &state)
    for turn in stride(from: -1, through: 1, by: 2) {
      let color = colors[quarter + turn + 6]
      addLockedDoor(room, on: side.turned(by: turn), color, to: &rooms, of: &state)
    }
    for turn in stride(from: -1, through: 1, by: 2) {
      addKey(colors[quarter + turn + 6], to: room, of: rooms, in: &state, from: &random)
    }
  }

  private func addLockedDoor(
    _ room: MiniGridRoom, on side: MiniGridSide, _ color: MiniGridColor,
    to rooms: inout MiniGridRooms, of state: inout MiniGridState
  ) {
    let door = rooms.addDoor(room, on: side, color, isLocked: true, to: &state)
    guard maze.isBlocked else { return }
    state.map[door.x - side.vector.x, door.y - side.vector.y] = MiniGridCell(.ball, .green)
  }

  private func addKey(
    _ color: MiniGridColor, to room: MiniGridRoom, of rooms: MiniGridRooms,
    in state: inout MiniGridState, from random: inout RandomStream
  ) {
    let key = MiniGridCell(.key, color)
    let cell = maze.hidesKeys ? MiniGridCell(boxOf: .grey, containing: key) : key
    rooms.place(cell, in: room, of: &state, from: &random)
  }

  private static let target = MiniGridCell(.ball, .blue)

  /// The corner rooms, in the order in which the quarters make them reachable.
  private static let corners = [
    MiniGridRoom(2, 0), MiniGridRoom(2, 2), MiniGridRoom(0, 2), MiniGridRoom(0, 0),
  ]
}
