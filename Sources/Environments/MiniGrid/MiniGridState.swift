import Determinism

/// Everything that changes during an episode of ``MiniGrid``.
public struct MiniGridState: Codable, Hashable, Sendable {
  /// The cells; the agent is not drawn in them.
  package var map: MiniGridMap
  /// The agent's column; −1 where it has not been placed yet.
  package var x = -1
  /// The agent's row; −1 where it has not been placed yet.
  package var y = -1
  /// Where the agent looks: 0 right, 1 down, 2 left, 3 up.
  package var direction = 0
  /// What the agent carries.
  package var carrying: MiniGridCell?
  /// The steps taken in this episode.
  package var steps = 0
  /// What is asked for.
  package var task = MiniGridTask.reachGoal
  /// Where the moving obstacles are, in the order in which they move.
  package var obstacles: [MiniGridPlace] = []

  /// A state over a map, without agent.
  package init(map: MiniGridMap) { self.map = map }

  /// Puts everything back to the beginning of an episode, but leaves the map as it is.
  mutating func clear() {
    (x, y, direction) = (-1, -1, 0)
    carrying = nil
    steps = 0
    task = .reachGoal
    obstacles.removeAll(keepingCapacity: true)
  }
}

/// A place on a map.
package struct MiniGridPlace: Hashable, Codable, Sendable {
  /// The column.
  package var x: Int
  /// The row.
  package var y: Int

  /// A place by its column and row.
  package init(_ x: Int, _ y: Int) {
    self.x = x
    self.y = y
  }
}

/// A rectangle of a map; a part that lies outside the map is left out.
package struct MiniGridArea: Hashable, Sendable {
  /// The first column.
  package var x: Int
  /// The first row.
  package var y: Int
  /// The number of columns.
  package var width: Int
  /// The number of rows.
  package var height: Int

  /// A rectangle by its top left corner and its size.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}

// MARK: - Placing at random

extension MiniGridState {
  /// A place where something may be put: an empty cell without the agent, all equally likely.
  ///
  /// - Parameters:
  ///   - area: where to look; nil for the whole map.
  ///   - random: the source.
  ///   - isRefused: places that do not count, beside those that are taken.
  /// - Returns: the place, or nil where there is none.
  package func freePlace(
    in area: MiniGridArea?, from random: inout RandomStream,
    isRefused: (MiniGridPlace) -> Bool = { _ in false }
  ) -> MiniGridPlace? {
    let area = area ?? MiniGridArea(x: 0, y: 0, width: map.width, height: map.height)
    let columns = max(area.x, 0)..<min(max(area.x, 0) + area.width, map.width)
    let rows = max(area.y, 0)..<min(max(area.y, 0) + area.height, map.height)
    func isFree(_ place: MiniGridPlace) -> Bool {
      map[place.x, place.y] == .empty && !(place.x == x && place.y == y) && !isRefused(place)
    }
    // Guessing is quick where much is free; where it is not, the free places are counted.
    for _ in 0..<32 {
      let place = MiniGridPlace(random.integer(in: columns), random.integer(in: rows))
      if isFree(place) { return place }
    }
    var free = 0
    for y in rows { for x in columns where isFree(MiniGridPlace(x, y)) { free += 1 } }
    guard free > 0 else { return nil }
    var left = random.integer(below: free)
    for y in rows {
      for x in columns where isFree(MiniGridPlace(x, y)) {
        if left == 0 { return MiniGridPlace(x, y) }
        left -= 1
      }
    }
    return nil
  }

  /// Puts a cell on a free place.
  ///
  /// - Parameters:
  ///   - cell: what to put there.
  ///   - area: where to look; nil for the whole map.
  ///   - random: the source.
  ///   - isRefused: places that do not count.
  /// - Returns: the place.
  /// - Precondition: there is a free place; a generator's parameters see to it.
  @discardableResult
  package mutating func place(
    _ cell: MiniGridCell, in area: MiniGridArea? = nil, from random: inout RandomStream,
    isRefused: (MiniGridPlace) -> Bool = { _ in false }
  ) -> MiniGridPlace {
    guard let place = freePlace(in: area, from: &random, isRefused: isRefused) else {
      preconditionFailure("expected a free place for a \(cell), got none")
    }
    map[place.x, place.y] = cell
    return place
  }

  /// Puts the agent on a free place, looking in any direction.
  ///
  /// - Precondition: there is a free place; a generator's parameters see to it.
  package mutating func placeAgent(
    in area: MiniGridArea? = nil, from random: inout RandomStream
  ) {
    (x, y) = (-1, -1)
    guard let place = freePlace(in: area, from: &random) else {
      preconditionFailure("expected a free place for the agent, got none")
    }
    (x, y) = (place.x, place.y)
    direction = random.integer(below: 4)
  }
}
