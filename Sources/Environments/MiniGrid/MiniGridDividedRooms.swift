import Determinism
import Documents

/// Two rooms side by side: the agent and a yellow key in the left, behind a locked yellow door the
/// right one with the goal.
struct MiniGridDoorKey: MiniGridGenerator {
  private let base: MiniGridMap
  var width: Int { base.width }
  var height: Int { base.height }

  init(_ parameters: MiniGridParameters) throws {
    base = try dividedRoom(parameters)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    let wall = random.integer(in: 2..<(width - 2))
    state.map.verticalWall(wall, 0)
    let left = MiniGridArea(x: 0, y: 0, width: wall, height: height)
    state.placeAgent(in: left, from: &random)
    let door = random.integer(in: 1..<(height - 2))
    state.map[wall, door] = MiniGridCell(.door, .yellow, state: .locked)
    state.place(MiniGridCell(.key, .yellow), in: left, from: &random)
  }
}

/// Four rooms, a gap in each of the four walls between them; agent and goal anywhere.
struct MiniGridFourRooms: MiniGridGenerator {
  let width: Int
  let height: Int
  private let base: MiniGridMap

  init(_ parameters: MiniGridParameters) throws {
    (width, height) = (parameters.size, parameters.size)
    guard width >= 7 else { throw tooSmall(parameters, smallest: 7) }
    var map = MiniGridMap.room(width: width, height: height)
    let half = width / 2
    map.verticalWall(half, 0, length: 2 * half)
    map.horizontalWall(0, half, length: 2 * half)
    base = map
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    let half = width / 2
    let (near, far) = (1..<half, (half + 1)..<(2 * half))
    state.map[half, random.integer(in: near)] = .empty
    state.map[random.integer(in: near), half] = .empty
    state.map[random.integer(in: far), half] = .empty
    state.map[half, random.integer(in: far)] = .empty
    state.placeAgent(from: &random)
    state.place(.goal, from: &random)
  }
}

/// A wall of lava across the room, with one gap.
struct MiniGridLavaGap: MiniGridGenerator {
  private let base: MiniGridMap
  var width: Int { base.width }
  var height: Int { base.height }

  init(_ parameters: MiniGridParameters) throws {
    base = try dividedRoom(parameters)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    begin(&state, anywhere: false, from: &random)
    let x = random.integer(in: 2..<(width - 2))
    let y = random.integer(in: 1..<(height - 1))
    state.map.verticalWall(x, 1, length: height - 2, of: .lava)
    state.map[x, y] = .empty
  }
}

/// A square room with the goal in its corner, large enough to be divided.
private func dividedRoom(_ parameters: MiniGridParameters) throws -> MiniGridMap {
  guard parameters.size >= 5 else { throw tooSmall(parameters, smallest: 5) }
  return roomWithGoal(side: parameters.size)
}
