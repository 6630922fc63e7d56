import Determinism
import Documents

/// An empty room with a goal in its bottom right corner.
struct MiniGridEmptyRoom: MiniGridGenerator {
  let width: Int
  let height: Int
  private let base: MiniGridMap
  private let isRandom: Bool

  init(_ parameters: MiniGridParameters) throws {
    (width, height) = (parameters.size, parameters.size)
    guard width >= 4 else { throw tooSmall(parameters, smallest: 4) }
    isRandom = parameters.randomStart
    base = roomWithGoal(side: width)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    begin(&state, anywhere: isRandom, from: &random)
  }
}

/// An empty room with a goal in its bottom right corner and blue balls that move.
struct MiniGridObstacleRoom: MiniGridGenerator {
  let width: Int
  let height: Int
  private let base: MiniGridMap
  private let isRandom: Bool
  private let count: Int

  init(_ parameters: MiniGridParameters) throws {
    (width, height) = (parameters.size, parameters.size)
    guard width >= 5 else { throw tooSmall(parameters, smallest: 5) }
    guard parameters.count <= width / 2 + 1 else {
      throw InputError(
        "a room of size \(width) has at most \(width / 2 + 1) obstacles, got \(parameters.count)")
    }
    isRandom = parameters.randomStart
    count = parameters.count
    base = roomWithGoal(side: width)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    state.task = .avoidObstacles
    begin(&state, anywhere: isRandom, from: &random)
    for _ in 0..<count {
      state.obstacles.append(state.place(MiniGridCell(.ball, .blue), from: &random))
    }
  }
}

/// A room of nine by seven cells with two strips of lava, the second of which is moved.
struct MiniGridLavaStrips: MiniGridGenerator {
  let width = 9
  let height = 7
  private let base: MiniGridMap

  init(_ parameters: MiniGridParameters) throws {
    guard (1...5).contains(parameters.row) else {
      throw InputError("the second strip of lava lies in row 1 to 5, got \(parameters.row)")
    }
    var map = MiniGridMap.room(width: width, height: height)
    map[width - 2, 1] = .goal
    map.horizontalWall(3, 1, length: width - 6, of: .lava)
    map.horizontalWall(3, parameters.row, length: width - 6, of: .lava)
    base = map
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    begin(&state, anywhere: false, from: &random)
  }
}

/// Walls all round and a goal in the bottom right corner.
func roomWithGoal(side: Int) -> MiniGridMap {
  var map = MiniGridMap.room(width: side, height: side)
  map[side - 2, side - 2] = .goal
  return map
}

/// The agent in the top left corner, looking right; or anywhere, looking anywhere.
func begin(_ state: inout MiniGridState, anywhere: Bool, from random: inout RandomStream) {
  if anywhere {
    state.placeAgent(from: &random)
  } else {
    (state.x, state.y, state.direction) = (1, 1, 0)
  }
}

/// The error of a size that is too small for the level.
func tooSmall(_ parameters: MiniGridParameters, smallest: Int) -> InputError {
  InputError(
    "level '\(parameters.level.rawValue)' has a size of at least \(smallest), "
      + "got \(parameters.size)")
}
