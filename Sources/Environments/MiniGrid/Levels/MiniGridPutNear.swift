import Determinism
import Documents

/// A room with different objects, none beside another; one is to be dropped beside another.
///
/// `size` is the side of the room, `count` the number of objects.
struct MiniGridPutNear: MiniGridGenerator {
  private let room: MiniGridMap
  private let count: Int

  var width: Int { room.width }
  var height: Int { room.height }

  init(_ parameters: MiniGridParameters) throws {
    let interior = (parameters.size - 2) * (parameters.size - 2)
    count = parameters.count
    // An object keeps the others away from at most nine cells.
    let most = min(18, (interior - 1) / 9 + 1)
    guard parameters.size >= 5, count >= 2, count <= most else {
      throw InputError(
        "expected a room of at least 5 cells and 2 to \(most) different objects in it, "
          + "got \(count) in a room of size \(parameters.size)")
    }
    room = .room(width: parameters.size, height: parameters.size)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: room)
    let moved = random.integer(below: count)
    let target = (moved + random.integer(in: 1..<count)) % count
    var used = MiniGridKindSet()
    var movedKind = (MiniGridObject.key, MiniGridColor.red)
    var targetKind = movedKind
    var targetPlace = MiniGridPlace(0, 0)
    for number in 0..<count {
      let kind = used.insertAnother(from: &random)
      guard
        let place = state.freePlace(
          in: nil, from: &random, isRefused: { Self.isNear($0, on: state.map) })
      else { preconditionFailure("expected a free place for one of \(count) objects, got none") }
      state.map[place.x, place.y] = MiniGridCell(kind.0, kind.1)
      if number == moved { movedKind = kind }
      if number == target { (targetKind, targetPlace) = (kind, place) }
    }
    state.placeAgent(from: &random)
    state.task = .putNear(
      movedKind.0, movedKind.1, target: targetKind.0, targetColor: targetKind.1, x: targetPlace.x,
      y: targetPlace.y)
  }

  /// Whether an object lies on a place or on one of the eight around it.
  private static func isNear(_ place: MiniGridPlace, on map: MiniGridMap) -> Bool {
    for y in place.y - 1...place.y + 1 {
      for x in place.x - 1...place.x + 1 where map.contains(x, y) && map[x, y].isPortable {
        return true
      }
    }
    return false
  }
}
