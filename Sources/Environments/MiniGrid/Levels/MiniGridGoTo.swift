import Determinism
import Documents

/// A room with a closed door of another colour in each of its four walls; one is to be gone to.
///
/// `size` is the side of the map; the room may be smaller, but not below five cells a side.
struct MiniGridGoToDoor: MiniGridGenerator {
  let width: Int
  let height: Int
  private let nothing: MiniGridMap

  init(_ parameters: MiniGridParameters) throws {
    let size = parameters.size
    guard size >= 5 else { throw InputError("size: expected at least 5, got \(size)") }
    (width, height) = (size, size)
    nothing = MiniGridMap(width: size, height: size)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: nothing)
    let width = random.integer(in: 5..<self.width + 1)
    let height = random.integer(in: 5..<self.height + 1)
    state.map.wallRectangle(0, 0, width, height)
    let target = random.integer(below: 4)
    var used = MiniGridColorSet()
    for number in 0..<4 {
      let place =
        switch number {
        case 0: MiniGridPlace(random.integer(in: 2..<width - 2), 0)
        case 1: MiniGridPlace(random.integer(in: 2..<width - 2), height - 1)
        case 2: MiniGridPlace(0, random.integer(in: 2..<height - 2))
        default: MiniGridPlace(width - 1, random.integer(in: 2..<height - 2))
        }
      let color = used.insertAnother(from: &random)
      state.map[place.x, place.y] = MiniGridCell(.door, color, state: .closed)
      if number == target { state.task = .goTo(.door, color, x: place.x, y: place.y) }
    }
    state.placeAgent(
      in: MiniGridArea(x: 0, y: 0, width: width, height: height), from: &random)
  }
}

/// A room with different objects, one of which is to be gone to.
///
/// `size` is the side of the room, `count` the number of objects.
struct MiniGridGoToObject: MiniGridGenerator {
  private let room: MiniGridMap
  private let count: Int

  var width: Int { room.width }
  var height: Int { room.height }

  init(_ parameters: MiniGridParameters) throws {
    let interior = (parameters.size - 2) * (parameters.size - 2)
    count = parameters.count
    // Of eighteen kinds each is there once; the agent needs a place and one to step back.
    guard parameters.size >= 4, count <= 18, count + 2 <= interior else {
      throw InputError(
        "expected a room of at least 4 cells and at most \(max(0, min(18, interior - 2))) different "
          + "objects in it, got \(count) in a room of size \(parameters.size)")
    }
    room = .room(width: parameters.size, height: parameters.size)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: room)
    let target = random.integer(below: count)
    var used = MiniGridKindSet()
    for number in 0..<count {
      let (object, color) = used.insertAnother(from: &random)
      let place = state.place(MiniGridCell(object, color), from: &random)
      if number == target { state.task = .goTo(object, color, x: place.x, y: place.y) }
    }
    state.placeAgent(from: &random)
  }
}
