import Documents

/// The level of a ``MiniGrid``, its clock and what is seen of it.
public struct MiniGridParameters: Sendable, Hashable {
  /// The kind of level.
  public var level = MiniGridLevel.empty
  /// The side of the map, or of one of its rooms, in cells.
  public var size = 8
  /// How many obstacles, crossings, objects or rooms the level has.
  public var count = 1
  /// The row of what the level has in a row of its own.
  public var row = 2
  /// Whether the hallway of a memory level may be shorter than the map allows.
  public var randomLength = false
  /// Which of the obstructed mazes.
  public var maze = MiniGridMaze.full
  /// Whether the agent starts anywhere instead of at the level's usual place.
  public var randomStart = false
  /// The steps by which the reward is scaled: the level's time limit.
  public var maxSteps = 256
  /// Whether walls and closed doors hide nothing.
  public var seesThroughWalls = false
  /// What is observed.
  public var view = MiniGridView.partial
  /// The side of the partial view, an odd number of cells.
  public var viewSize = 7

  /// The empty room of eight by eight cells.
  public init() {}

  /// The keys under `parameters:`.
  static let fields = FieldTable<MiniGridParameters>([
    Field("level", \.level, "kind of level, a word of MiniGrid's ids"),
    Field(
      "size", \.size, "side of the map, or of one room, 3 to 64 cells", check: within(3...64)),
    Field(
      "count", \.count, "number of obstacles, crossings, objects or rooms, 1 to 64",
      check: within(1...64)),
    Field("row", \.row, "row of the second strip of lava, 1 to 64", check: within(1...64)),
    Field("randomLength", \.randomLength, "a memory level's hallway may be shorter, true or false"),
    Field("maze", \.maze, "which obstructed maze, a word of MiniGrid's ids"),
    Field("randomStart", \.randomStart, "the agent starts anywhere, true or false"),
    Field(
      "maxSteps", \.maxSteps, "steps by which the reward is scaled, 1 to 1000000",
      check: within(1...1_000_000)),
    Field(
      "seesThroughWalls", \.seesThroughWalls, "walls and closed doors hide nothing, true or false"),
    Field("view", \.view, "what is observed: partial, full, partial-one-hot or full-one-hot"),
    Field(
      "viewSize", \.viewSize, "side of the partial view, an odd number from 3 to 15",
      check: { within(3...15)($0) ?? ($0 % 2 == 1 ? nil : "an odd number") }),
  ])
}

/// What is observed of a ``MiniGrid``.
public enum MiniGridView: String, CaseIterable, Sendable {
  /// Object, colour and state of the cells before the agent, turned so that it looks upwards.
  case partial
  /// Object, colour and state of all cells, the agent among them.
  case full
  /// The partial view, one plane for each object, colour and state.
  case partialOneHot = "partial-one-hot"
  /// The full view, one plane for each object, colour and state.
  case fullOneHot = "full-one-hot"

  /// Whether only the cells before the agent are seen.
  var isPartial: Bool { self == .partial || self == .partialOneHot }
  /// Whether each plane is 0 or 1.
  var isOneHot: Bool { self == .partialOneHot || self == .fullOneHot }
}
