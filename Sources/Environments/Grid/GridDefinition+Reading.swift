import Documents

extension GridDefinition {
  /// Reads the world of a grid task.
  ///
  /// - Parameters:
  ///   - grid: the node after `grid:`, a mapping with `map`, `legend` and perhaps `slip`.
  ///   - document: the whole definition, for `observation`, `actions`, `rewards`, `termination`.
  /// - Throws: `InputError` with file, line and what was expected.
  init(reading grid: DocumentNode, of document: DocumentMapping) throws {
    let world = try grid.mapping(keys: Self.worldKeys, required: ["legend"])
    let legendNode = try world.require("legend")
    let (legend, legendLines) = try Self.legend(legendNode)
    let mapNode = try Self.mapNode(world)
    let map = try Self.map(mapNode, legend, isGenerator: world["map"] == nil)
    let (actions, _) = try Self.actions(document.require("actions"))
    let rewards = try document.require("rewards").mapping(
      keys: ["step"] + GridNames.grounds + GridNames.verbs, required: ["step"])
    var kindRewards: [Kind: Double] = [:]
    var rewardLines: [Kind: Int] = [:]
    for kind in Self.rewardKinds {
      guard let node = rewards[kind.rawValue] else { continue }
      kindRewards[kind] = try Self.reward(node)
      rewardLines[kind] = node.line
    }
    let observation = try document.require("observation")
    self.init(
      width: map.width, height: map.lines.count, cells: map.cells, legend: legend,
      actions: actions,
      slip: try world["slip"].map { try Self.slip($0) } ?? .none,
      observation: try Self.word(observation, "observation", Observation.allCases),
      stepReward: try Self.reward(rewards.require("step")), kindRewards: kindRewards,
      endings: try Self.endings(document.require("termination")), mapLines: map.lines,
      legendLines: legendLines, rewardLines: rewardLines)
    guard cells.contains(where: { $0.kind == .start }) else {
      throw mapNode.error(
        "the map has no start cell", remedy: Self.remedy(for: .start, symbol: "S", legend))
    }
    guard cells.contains(where: { $0.kind == .goal }) else {
      throw mapNode.error(
        "the map has no goal cell", remedy: Self.remedy(for: .goal, symbol: "G", legend))
    }
    let starts = places(of: .start).count
    guard starts <= 16 || !cells.contains(where: { $0.kind == .cliff }) else {
      throw mapNode.error(
        "the map has \(starts) start cells, expected at most 16 where there are cliffs, since each "
          + "cliff leads to every one of them")
    }
  }

  /// What can stand under `grid`.
  static let worldKeys = ["map", "generator", "legend", "slip", "dynamics"]

  private static let rewardKinds: [Kind] = [.floor, .start, .goal, .hazard, .cliff]

  /// The node that says where the cells come from: `map` or `generator`, not both.
  static func mapNode(_ world: DocumentMapping) throws -> DocumentNode {
    switch (world["map"], world["generator"]) {
    case (let map?, nil): return map
    case (nil, let generator?): return generator
    case (.some, let generator?):
      throw generator.error(
        "a grid has either a 'map' or a 'generator', got both", remedy: "remove one of them")
    case (nil, nil):
      throw world.error(
        "the key 'map' is missing",
        remedy: "write 'map: |' and one row of cells a line, or 'generator:'")
    }
  }

  /// The cells, and the line of each row in the file.
  private static func map(
    _ node: DocumentNode, _ legend: [Cell], isGenerator: Bool
  ) throws -> (width: Int, cells: [Cell], lines: [Int]) {
    guard isGenerator else {
      let rows = try rows(node)
      let cells = try cells(
        rows, Dictionary(uniqueKeysWithValues: legend.map { ($0.symbol, $0) }),
        known: legend.map { ($0.symbol, $0.kind.rawValue) }, file: node.file)
      return (rows[0].text.count, cells, rows.map(\.line))
    }
    let (generator, seed) = try GridGenerator.read(
      node, roles: legend.map { $0.kind.role(hasReward: $0.reward != nil) },
      symbols: legend.map(\.symbol))
    let cells = generator.map(seed: seed ?? 0).map { legend[$0] }
    return (generator.width, cells, cells.indices.prefix(generator.height).map { _ in node.line })
  }

  private static func remedy(for kind: Kind, symbol: Character, _ legend: [Cell]) -> String {
    if let cell = legend.first(where: { $0.kind == kind }) {
      return "put '\(cell.symbol)' somewhere into the map"
    }
    return "add '\(symbol): \(kind.rawValue)' to the legend and '\(symbol)' to the map"
  }

  // MARK: Legend

  private static func legend(_ node: DocumentNode) throws -> ([Cell], [Int]) {
    let symbols = try symbols(node)
    return (try symbols.map { try cell($0.symbol, $0.entry.node) }, symbols.map(\.entry.keyLine))
  }

  /// A legend's entry: a kind, or `{kind: floor, reward: 0.5}`.
  private static func cell(_ symbol: Character, _ node: DocumentNode) throws -> Cell {
    guard node.isMapping else {
      return Cell(symbol: symbol, kind: try kind(node), reward: nil)
    }
    let entry = try node.mapping(keys: ["kind", "reward"], required: ["kind"])
    let kind = try kind(entry.require("kind"))
    guard let reward = entry["reward"] else { return Cell(symbol: symbol, kind: kind, reward: nil) }
    guard kind != .wall else {
      throw reward.error("a wall cannot be entered, so it has no reward")
    }
    return Cell(symbol: symbol, kind: kind, reward: try self.reward(reward))
  }

  /// A kind of cell; of the words for objects the legend has none, else it would be read with them.
  private static func kind(_ node: DocumentNode) throws -> Kind {
    let text = try ObjectGridLegend.kind(node)
    guard let kind = Kind(rawValue: text) else {
      throw node.error("expected a kind of cell, got '\(shown(text))'")
    }
    return kind
  }

  // MARK: Rules

  private static func actions(_ node: DocumentNode) throws -> ([GridAction], Int) {
    var actions: [GridAction] = []
    for item in try node.sequence() {
      let action = try word(item, "action", GridAction.allCases)
      guard !actions.contains(action) else {
        throw item.error("the action '\(action.rawValue)' is listed twice")
      }
      actions.append(action)
    }
    guard actions.contains(where: { $0 != .stay }) else {
      throw node.error(
        "expected at least one direction among the actions",
        remedy: "for example: actions: [left, down, right, up]")
    }
    return (actions, node.line)
  }

  /// Reads how moves can fail.
  static func slip(_ node: DocumentNode) throws -> GridSlip {
    let entry = try node.mapping(keys: ["model", "intended", "each"], required: ["model"])
    let model = try word(entry.require("model"), "slip model", GridSlip.Model.allCases)
    guard model != .none else {
      if let extra = entry["intended"] ?? entry["each"] {
        throw extra.error("the slip model 'none' has no probabilities")
      }
      return .none
    }
    let others = model == .perpendicular ? 2.0 : 3.0
    let intended = try probability(entry.require("intended"))
    let each = try entry["each"].map { try probability($0) } ?? (1 - intended) / others
    guard abs(intended + others * each - 1) < 1e-9 else {
      throw node.error(
        "the slip probabilities sum to \(intended + others * each), expected 1",
        remedy: "leave 'each' out to share the rest equally")
    }
    return GridSlip(model: model, intended: intended, each: each)
  }

  /// A probability: a number or a fraction such as `1/3`.
  private static func probability(_ node: DocumentNode) throws -> Double {
    let text = try node.string()
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0.trimmed) }
    var value = Double.nan
    if numbers.count == parts.count && numbers.count <= 2 {
      value = numbers.count == 1 ? numbers[0] : numbers[0] / numbers[1]
    }
    guard value >= 0, value <= 1 else {
      throw node.error(
        "expected a probability in 0...1, as a number or a fraction such as 1/3, got '\(shown(text))'"
      )
    }
    return value
  }

  private static func reward(_ node: DocumentNode) throws -> Double {
    try node.double(in: -1e6...1e6)
  }

  private static func endings(_ node: DocumentNode) throws -> Set<Kind> {
    var endings: Set<Kind> = []
    for item in try node.sequence() {
      let name = try item.string()
      guard let kind = Kind(rawValue: name), kind == .goal || kind == .hazard else {
        throw unknownWord(
          "ending", name, among: [Kind.goal.rawValue, Kind.hazard.rawValue], file: item.file,
          line: item.line)
      }
      endings.insert(kind)
    }
    return endings
  }

  /// Reads one of several words.
  static func word<Word: RawRepresentable<String>>(
    _ node: DocumentNode, _ kind: String, _ valid: [Word]
  ) throws -> Word {
    let text = try node.string()
    guard let word = Word(rawValue: text) else {
      throw unknownWord(
        kind, text, among: valid.map(\.rawValue), file: node.file, line: node.line)
    }
    return word
  }
}

extension Substring {
  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    var rest = self
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}
