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
  /// After so many chains the longest is taken; up to six rooms it is never that many.
  private static let mostChains = 500

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
    var rooms = chain(from: &random)
    for _ in 1..<Self.mostChains where rooms.count < count {
      let other = chain(from: &random)
      if other.count > rooms.count { rooms = other }
    }
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

  /// A chain of at most `count` rooms: it ends early where eight tries in a row find no place for a
  /// next room.
  private func chain(from random: inout RandomStream) -> [Room] {
    var rooms: [Room] = []
    rooms.reserveCapacity(count)
    let corner = MiniGridPlace(
      random.integer(below: width - 2), random.integer(below: height - 2))
    // Without a door, the first room's top left corner is at the place.
    let first = MiniGridArea(
      x: corner.x, y: corner.y, width: side(from: &random), height: side(from: &random))
    guard isOnMap(first) else { return [] }
    rooms.append(Room(area: first, door: corner, doorSide: .left))
    while rooms.count < count, let next = nextRoom(after: rooms, from: &random) {
      rooms.append(next)
    }
    return rooms
  }

  private func side(from random: inout RandomStream) -> Int {
    random.integer(in: Self.smallestSide..<largestSide + 1)
  }

  /// A room behind a door of the last room, in a wall other than that of its entry.
  private func nextRoom(after rooms: [Room], from random: inout RandomStream) -> Room? {
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
