/// The world of a grid task with objects, a generator or rewards that are computed.
///
/// A ``GridDefinition`` is the special case that needs none of these. Which of the two a file is
/// read as shows in nothing but speed.
public struct ObjectGridDefinition: Sendable {
  /// What the agent sees.
  enum Observation: Sendable, Hashable {
    case coordinates
    case oneHot
    case layers
    /// The cells at most `radius` rows and columns away.
    case egocentric(radius: Int)
  }

  /// How keys and parcels are taken and doors are opened.
  struct Dynamics: Sendable, Hashable {
    /// Whether keys and parcels are taken by entering their cell, else by the action `pickup`.
    var takesByEntering = true
    /// Whether doors and boxes open by moving against them, else by the action `toggle`.
    var opensByMoving = true
    /// Whether a key is gone once it has unlocked a door.
    var usesUpKeys = false
  }

  /// A rewarded event or condition.
  struct Reward: Sendable, Hashable {
    /// The reward counts where this is not 0.
    var condition: GridExpression
    var value: GridExpression
    /// The key under `rewards` as it was written.
    var text: String
    var line: Int
  }

  /// What ends the task.
  struct Ending: Sendable, Hashable {
    /// The task ends where this is not 0.
    var condition: GridExpression
    var text: String
    var line: Int
  }

  /// An event that an expression speaks of: what happens to which things.
  struct Event: Sendable, Hashable {
    var verb: GridVerb
    /// Codes of things, terrains or guards, as the verb has it.
    var selection: GridSelection
  }

  /// What the ground of cells can be; a map's cells are numbers of these.
  var terrains: [GridTerrain]
  /// What can lie in a cell; code 0 is nothing.
  var things: [GridThing]
  /// The kinds of guards.
  var guards: [GridGuard]
  /// The legend, in the order of the file.
  var legend: [GridLegendEntry]
  /// Where the cells come from.
  var source: Source
  /// The actions, in order.
  var actions: [ObjectGridAction]
  /// How moves can fail.
  var slip: GridSlip
  var dynamics: Dynamics
  var observation: Observation
  /// The reward of a step by the kind of ground it ends on; `step` where a kind has none.
  var stepReward: GridExpression
  var kindRewards: [GridTerrain.Kind: GridExpression]
  var kindRewardLines: [GridTerrain.Kind: Int]
  /// What is added for events.
  var rewards: [Reward]
  var endings: [Ending]
  /// The events that rewards and endings speak of, at most 64.
  var events: [Event]
  /// The time limit, for expressions; nil for none.
  var timeLimit: Int?

  /// Where the cells come from.
  enum Source: Sendable {
    /// One map, with the lines of its rows in the file.
    case map(GridLayout, lines: [Int])
    /// Another map in every episode.
    case generator(GridGenerator)
  }

  /// The number of columns.
  public var width: Int {
    switch source {
    case .map(let layout, _): layout.width
    case .generator(let generator): generator.width
    }
  }

  /// The number of rows.
  public var height: Int {
    switch source {
    case .map(let layout, _): layout.height
    case .generator(let generator): generator.height
    }
  }

  /// How many items there are, those in boxes included.
  func count(of selection: GridSelection) -> Int {
    switch source {
    case .map(let layout, _):
      layout.things.reduce(0) { $0 + weight(of: $1, in: selection) }
    case .generator(let generator):
      generator.contents.reduce(0) { sum, entry in
        sum + entry.count * weight(of: legend[entry.legend].thing, in: selection)
      }
    }
  }

  /// How many things of a selection a cell's thing stands for: itself, and what it holds.
  func weight(of code: UInt8, in selection: GridSelection) -> Int {
    guard code != 0 else { return 0 }
    return (selection.contains(code) ? 1 : 0)
      + weight(of: things[Int(code)].contents, in: selection)
  }

  /// All items.
  var items: GridSelection {
    GridSelection(things.indices.filter { things[$0].kind == .item })
  }

  /// The reward of a step that ends on a ground, without what is added for events.
  func groundReward(_ terrain: GridTerrain) -> GridExpression {
    terrain.reward ?? kindRewards[terrain.kind] ?? stepReward
  }
}

/// A symbol of the legend: the ground of its cells and what lies or stands on it.
struct GridLegendEntry: Sendable, Hashable {
  var symbol: Character
  /// The number of the ground.
  var terrain: UInt8
  /// The code of the thing that lies there, 0 for none.
  var thing: UInt8 = 0
  /// The number of the kind of guard that stands there, if one does.
  var guardKind: Int?
  var line: Int
}

/// A map: the ground of each cell, the things on it, the guards, and where episodes begin.
struct GridLayout: Sendable, Hashable {
  var width: Int
  var height: Int
  /// The symbols, row by row.
  var symbols: [Character]
  /// The number of each cell's ground.
  var terrain: [UInt8]
  /// The code of what lies in each cell, 0 for nothing.
  var things: [UInt8]
  var guards: [GridGuardState]
  /// The start cells.
  var starts: [Int32]

  /// The map as lines of text.
  var rows: [String] {
    (0..<height).map { String(symbols[($0 * width)..<(($0 + 1) * width)]) }
  }

  /// Puts a map together from the legend's entries.
  init(
    width: Int, height: Int, entries: [GridLegendEntry], terrains: [GridTerrain],
    guards kinds: [GridGuard]
  ) {
    self.width = width
    self.height = height
    symbols = entries.map(\.symbol)
    terrain = entries.map(\.terrain)
    things = entries.map(\.thing)
    guards = []
    for (cell, entry) in entries.enumerated() {
      guard let kind = entry.guardKind else { continue }
      guards.append(
        GridGuardState(
          cell: Int32(cell), kind: UInt8(kind), heading: kinds[kind].moves.firstHeading))
    }
    starts = entries.indices.filter { terrains[Int(entries[$0].terrain)].kind == .start }
      .map { Int32($0) }
  }
}
