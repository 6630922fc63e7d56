import Determinism

/// Makes maps: another one for every episode, or one for ever from a seed.
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

  /// How many cells get an entry of the legend.
  struct Content: Sendable, Hashable {
    /// The entry's place in the legend.
    var legend: Int
    var count: Int
  }

  var kind: Kind
  var width: Int
  var height: Int
  /// What is placed, and how often.
  var contents: [Content]
}

extension GridGenerator {
  /// What it makes, in words.
  var words: String { "\(kind.rawValue), \(width) x \(height), another one in every episode" }

  func layout(
    of definition: ObjectGridDefinition, using random: inout RandomStream
  ) -> GridLayout {
    GridLayout(
      width: width, height: height, entries: [], terrains: definition.terrains,
      guards: definition.guards)
  }
}
