import Determinism
import Documents

/// A chain of rooms, each entered through a closed door; the agent starts in the first, the goal is
/// in the last.
///
/// `size` is the largest side of a room (the smallest is 4), `count` the number of rooms; the map
/// has 25 by 25 cells.
struct MiniGridMultiRoom: MiniGridGenerator {
  let width = 25
  let height = 25
  private let largestSide: Int
  private let count: Int

  private static let smallestSide = 4
  /// After so many chains that end early, the last is taken as it is.
  private static let mostChains = 5000

  init(_ parameters: MiniGridParameters) throws {
    if let expected = within(4...10)(parameters.size) {
      throw InputError("size: expected \(expected), got \(parameters.size)")
    }
    if let expected = within(1...8)(parameters.count) {
      throw InputError("count: expected \(expected), got \(parameters.count)")
    }
    largestSide = parameters.size
    count = parameters.count
  }

  /// A room with its walls, and the door through which it is entered.
  private struct Room {
    var area: MiniGridArea
    var door: MiniGridPlace
    var doorSide: MiniGridSide
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    withUnsafeTemporaryAllocation(of: Room.self, capacity: count) { rooms in
      var length = 0
      for _ in 0..<Self.mostChains {
        length = layChain(in: rooms, from: &random)
        if length == count { break }
      }
      draw(rooms[..<length], in: &state, from: &random)
    }
  }

  /// Draws a chain and puts agent and goal into its first and last room.
  private func draw(
    _ rooms: Slice<UnsafeMutableBufferPointer<Room>>, in state: inout MiniGridState,
    from random: inout RandomStream
  ) {
    state.map.copyCells(of: Self.nothing)
    var lastColor: MiniGridColor?
    for (number, room) in rooms.enumerated() {
      state.map.wallRectangle(room.area.x, room.area.y, room.area.width, room.area.height)
      guard number > 0 else { continue }
      var used = MiniGridColorSet()
      if let lastColor { used.insert(lastColor) }
      let color = used.insertAnother(from: &random)
      state.map[room.door.x, room.door.y] = MiniGridCell(.door, color, state: .closed)
      lastColor = color
    }
    state.placeAgent(in: rooms.first?.area, from: &random)
    state.place(.goal, in: rooms.last?.area, from: &random)
  }

  private static let nothing = MiniGridMap(width: 25, height: 25)

  /// Lays a room and then others behind it, until eight tries in a row find no place for the next.
  ///
  /// - Returns: the number of rooms, from 1 to `count`.
  private func layChain(
    in rooms: UnsafeMutableBufferPointer<Room>, from random: inout RandomStream
  ) -> Int {
    var first: MiniGridArea
    repeat {
      first = MiniGridArea(
        x: random.integer(below: width - 2), y: random.integer(below: height - 2),
        width: side(from: &random), height: side(from: &random))
    } while !isOnMap(first)
    // The first room has no door, but as in minigrid none on its left side leads on.
    rooms.initializeElement(
      at: 0, to: Room(area: first, door: MiniGridPlace(first.x, first.y), doorSide: .left))
    var length = 1
    while length < count, let next = nextRoom(after: rooms[..<length], from: &random) {
      rooms.initializeElement(at: length, to: next)
      length += 1
    }
    return length
  }

  private func side(from random: inout RandomStream) -> Int {
    random.integer(in: Self.smallestSide..<largestSide + 1)
  }

  /// A room behind a door of the last room, in a wall other than that of its entry.
  private func nextRoom(
    after rooms: Slice<UnsafeMutableBufferPointer<Room>>, from random: inout RandomStream
  ) -> Room? {
    guard let last = rooms.last else { return nil }
    for _ in 0..<8 {
      let exit = last.doorSide.turned(by: random.integer(in: 1..<4))
      let door = doorPlace(in: exit, of: last.area, from: &random)
      let entry = exit.opposite
      let area = area(behind: door, entered: entry, from: &random)
      if isOnMap(area), rooms.dropLast().allSatisfy({ !overlaps(area, $0.area) }) {
        return Room(area: area, door: door, doorSide: entry)
      }
    }
    return nil
  }

  private func doorPlace(
    in side: MiniGridSide, of area: MiniGridArea, from random: inout RandomStream
  ) -> MiniGridPlace {
    let isUpright = side == .left || side == .right
    let offset = random.integer(in: 1..<(isUpright ? area.height : area.width) - 1)
    return switch side {
    case .right: MiniGridPlace(area.x + area.width - 1, area.y + offset)
    case .down: MiniGridPlace(area.x + offset, area.y + area.height - 1)
    case .left: MiniGridPlace(area.x, area.y + offset)
    case .up: MiniGridPlace(area.x + offset, area.y)
    }
  }

  /// A room of any size that has a door in one of its walls, though not in a corner.
  private func area(
    behind door: MiniGridPlace, entered side: MiniGridSide, from random: inout RandomStream
  ) -> MiniGridArea {
    let width = self.side(from: &random)
    let height = self.side(from: &random)
    let isUpright = side == .left || side == .right
    let before = random.integer(in: 1..<(isUpright ? height : width) - 1)
    let (x, y) =
      switch side {
      case .right: (door.x - width + 1, door.y - before)
      case .down: (door.x - before, door.y - height + 1)
      case .left: (door.x, door.y - before)
      case .up: (door.x - before, door.y)
      }
    return MiniGridArea(x: x, y: y, width: width, height: height)
  }

  /// Whether a room lies on the map; as in minigrid, never on its last row.
  private func isOnMap(_ area: MiniGridArea) -> Bool {
    area.x >= 0 && area.y >= 0 && area.x + area.width <= width && area.y + area.height < height
  }

  /// Whether a new room would touch an old one; as in minigrid, a room to the left of or above an old
  /// one keeps a cell's distance, one to the right or below does not.
  private func overlaps(_ new: MiniGridArea, _ old: MiniGridArea) -> Bool {
    !(new.x + new.width < old.x || old.x + old.width <= new.x
      || new.y + new.height < old.y || old.y + old.height <= new.y)
  }
}
