import Determinism
import Documents

/// A hallway with an object at its beginning, and at its end, where it branches, the same object in
/// one branch and another in the other; the agent is to go to the one that it saw.
///
/// `size` is the side of the map, an odd number; with `randomLength` the hallway may be shorter.
struct MiniGridMemory: MiniGridGenerator {
  private let room: MiniGridMap
  private let hasRandomLength: Bool

  var width: Int { room.width }
  var height: Int { room.height }

  init(_ parameters: MiniGridParameters) throws {
    let size = parameters.size
    guard size >= 7, size % 2 == 1 else {
      throw InputError("size: expected an odd number of at least 7, got \(size)")
    }
    room = .room(width: size, height: size)
    hasRandomLength = parameters.randomLength
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: room)
    let middle = height / 2
    let end = hasRandomLength ? random.integer(in: 4..<width - 2) : width - 3
    drawWalls(to: end, on: &state.map)
    state.x = random.integer(in: 1..<end + 1)
    state.y = middle

    let shown = Self.object(from: &random)
    let upper = Self.object(from: &random)
    state.map[1, middle - 1] = MiniGridCell(shown, .green)
    state.map[end + 1, middle - 2] = MiniGridCell(upper, .green)
    state.map[end + 1, middle + 2] = MiniGridCell(upper == .key ? .ball : .key, .green)
    let (success, failure) = shown == upper ? (-1, 1) : (1, -1)
    state.task = .memory(
      successX: end + 1, successY: middle + success, failureX: end + 1, failureY: middle + failure)
  }

  /// A key or a ball.
  private static func object(from random: inout RandomStream) -> MiniGridObject {
    random.integer(below: 2) == 0 ? .key : .ball
  }

  /// The room at the left, the hallway up to `end`, and the branches behind it.
  private func drawWalls(to end: Int, on map: inout MiniGridMap) {
    let middle = height / 2
    map.horizontalWall(1, middle - 2, length: 4)
    map.horizontalWall(1, middle + 2, length: 4)
    for y in [middle - 1, middle + 1] {
      map[4, y] = .wall
      if end > 5 { map.horizontalWall(5, y, length: end - 5) }
    }
    map.verticalWall(end, 0)
    map[end, middle] = .empty
    map.verticalWall(end + 2, 0)
  }
}
