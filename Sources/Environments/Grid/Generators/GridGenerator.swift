import Determinism

/// Makes maps: another one for every episode, or one for ever from a seed.
///
/// Walls first, then what is placed: a start and everything else in cells that can be reached from
/// it; hazards only where they leave a way past; the key of a locked door before the door; blocks
/// by pulling them off their targets, so that they can be pushed back.
struct GridGenerator: Sendable, Hashable {
  /// How the walls lie.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Rooms in rows and columns with doorways between them.
    case rooms
    /// Corridors one cell wide.
    case maze
    /// Open ground with single walls.
    case randomWalls = "random-walls"
  }

  /// What a legend's entry means to a generator.
  enum Role: Sendable, Hashable {
    case wall
    case floor
    case start
    case goal
    /// Anything that is no obstacle for long.
    case other
    /// A hazard or a cliff.
    case hazard
    case door
    case lockedDoor(GridColor?)
    /// A key, or a switch: what opens the locked doors of a colour; of all where it has none.
    case opener(GridColor?)
    case block
    case target
  }

  /// How many cells get an entry of the legend.
  struct Content: Sendable, Hashable {
    /// The entry's place in the legend.
    var legend: Int
    var count: Int
  }

  var kind: Kind
  var width: Int
  var height: Int
  /// Rows of rooms.
  var rows = 2
  /// Columns of rooms.
  var columns = 2
  /// The part of the open ground that becomes walls, where walls are random.
  var density = 0.2
  /// What is placed, and how often.
  var contents: [Content] = []
  /// What each entry of the legend means.
  var roles: [Role]

  /// The longest side of a map.
  static let largestSide = 64

  /// What it makes, in words.
  var words: String { "\(kind.rawValue), \(width) x \(height), another one in every episode" }

  /// The legend's entry of plain walls.
  var wall: Int { roles.firstIndex(of: .wall) ?? 0 }
  /// The legend's entry of plain floor.
  var floor: Int { roles.firstIndex(of: .floor) ?? 0 }

  /// The smallest number of open cells that its maps have.
  var capacity: Int {
    switch kind {
    case .rooms:
      (width - 1 - columns) * (height - 1 - rows)
    case .maze:
      2 * ((width - 1) / 2) * ((height - 1) / 2) - 1
    case .randomWalls:
      (width - 2) * (height - 2) - Int(Double((width - 2) * (height - 2)) * density)
    }
  }

  /// Makes a map.
  ///
  /// - Parameter random: the only source of chance.
  /// - Returns: for each cell, row by row, the number of its entry in the legend.
  func map(using random: inout RandomStream) -> [Int] {
    var ground = GridGround(width: width, height: height)
    switch kind {
    case .rooms: ground.digRooms(rows: rows, columns: columns, using: &random)
    case .maze: ground.digMaze(using: &random)
    case .randomWalls: ground.digWalls(density: density, using: &random)
    }
    var placing = GridPlacing(self, ground)
    placing.placeAll(using: &random)
    return placing.cells
  }

  /// Makes the map of an episode.
  func layout(
    of definition: ObjectGridDefinition, using random: inout RandomStream
  ) -> GridLayout {
    GridLayout(
      width: width, height: height, entries: map(using: &random).map { definition.legend[$0] },
      terrains: definition.terrains, guards: definition.guards)
  }
}
