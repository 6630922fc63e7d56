import Determinism
import Documents

/// A room with a red door in its left and a blue one in its right wall, to be opened in this order.
///
/// `size` is the height of the map, which is twice as wide.
struct MiniGridRedBlueDoors: MiniGridGenerator {
  private let walls: MiniGridMap
  private let size: Int

  var width: Int { walls.width }
  var height: Int { walls.height }

  init(_ parameters: MiniGridParameters) throws {
    size = parameters.size
    if let expected = within(4...MiniGridMap.longestSide / 2)(size) {
      throw InputError("size: expected \(expected), got \(size)")
    }
    var walls = MiniGridMap.room(width: 2 * size, height: size)
    walls.wallRectangle(size / 2, 0, size, size)
    self.walls = walls
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: walls)
    let room = MiniGridArea(x: size / 2, y: 0, width: size, height: size)
    state.placeAgent(in: room, from: &random)
    let red = MiniGridPlace(room.x, random.integer(in: 1..<size - 1))
    let blue = MiniGridPlace(room.x + size - 1, random.integer(in: 1..<size - 1))
    state.map[red.x, red.y] = MiniGridCell(.door, .red, state: .closed)
    state.map[blue.x, blue.y] = MiniGridCell(.door, .blue, state: .closed)
    state.task = .redBlueDoors(redX: red.x, redY: red.y, blueX: blue.x, blueY: blue.y)
  }
}

/// Six rooms along a hallway, each with a door of another colour; behind a locked one is the goal,
/// and its key lies in one of the others.
///
/// The map has 19 by 19 cells.
struct MiniGridLockedRoom: MiniGridGenerator {
  let width = 19
  let height = 19

  private static let walls: MiniGridMap = {
    var walls = MiniGridMap.room(width: 19, height: 19)
    for x in [7, 11] { walls.verticalWall(x, 0) }
    for y in [6, 12] {
      walls.horizontalWall(0, y, length: 7)
      walls.horizontalWall(11, y)
    }
    return walls
  }()

  init(_ parameters: MiniGridParameters) throws { try require19(parameters) }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: Self.walls)
    let locked = random.integer(below: 6)
    let keyRoom = (locked + random.integer(in: 1..<6)) % 6
    var used = MiniGridColorSet()
    var (lockedColor, keyRoomColor) = (MiniGridColor.red, MiniGridColor.red)
    for room in 0..<6 {
      let color = used.insertAnother(from: &random)
      let door = MiniGridPlace(room % 2 == 0 ? 7 : 11, room / 2 * 6 + 3)
      state.map[door.x, door.y] = MiniGridCell(
        .door, color, state: room == locked ? .locked : .closed)
      if room == locked { lockedColor = color }
      if room == keyRoom { keyRoomColor = color }
    }
    state.place(.goal, in: interior(of: locked), from: &random)
    state.place(MiniGridCell(.key, lockedColor), in: interior(of: keyRoom), from: &random)
    // The hallway between the two rows of rooms.
    state.placeAgent(in: MiniGridArea(x: 8, y: 0, width: 3, height: 19), from: &random)
    state.task = .reachLockedGoal(key: lockedColor, room: keyRoomColor)
  }

  /// The cells of a room without its walls: even rooms on the left, odd ones on the right.
  private func interior(of room: Int) -> MiniGridArea {
    MiniGridArea(x: room % 2 == 0 ? 1 : 12, y: room / 2 * 6 + 1, width: 6, height: 5)
  }
}

/// Nine rooms with doors between all neighbours and twelve objects; nothing is asked for.
///
/// The map has 19 by 19 cells.
struct MiniGridPlayground: MiniGridGenerator {
  let width = 19
  let height = 19

  private static let walls: MiniGridMap = {
    var walls = MiniGridMap.room(width: 19, height: 19)
    for line in [6, 12] {
      walls.verticalWall(line, 0)
      walls.horizontalWall(0, line)
    }
    return walls
  }()

  init(_ parameters: MiniGridParameters) throws { try require19(parameters) }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: Self.walls)
    for line in [6, 12] {
      for room in 0..<3 {
        // Never beside the lower or right end of a wall, as in minigrid.
        let upright = MiniGridPlace(line, room * 6 + random.integer(in: 1..<5))
        let level = MiniGridPlace(room * 6 + random.integer(in: 1..<5), line)
        for place in [upright, level] {
          state.map[place.x, place.y] = MiniGridCell(
            .door, .random(from: &random), state: .closed)
        }
      }
    }
    state.placeAgent(from: &random)
    for _ in 0..<12 {
      let object = MiniGridObject.randomPortable(from: &random)
      state.place(MiniGridCell(object, .random(from: &random)), from: &random)
    }
    state.task = .none
  }
}

/// A level whose map has one size only.
private func require19(_ parameters: MiniGridParameters) throws {
  guard parameters.size == 19 else {
    throw InputError(
      "level '\(parameters.level.rawValue)' has a size of 19, got \(parameters.size)")
  }
}
