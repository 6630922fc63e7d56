import Documents

extension GridDefinition {
  /// Reads the world of a grid task.
  ///
  /// - Parameters:
  ///   - grid: the node after `grid:`, a mapping with `map`, `legend` and perhaps `slip`.
  ///   - document: the whole definition, for `observation`, `actions`, `rewards`, `termination`.
  /// - Throws: `InputError` with file, line and what was expected.
  init(reading grid: DocumentNode, of document: DocumentMapping) throws {
    let world = try grid.mapping(keys: ["map", "legend", "slip"], required: ["map", "legend"])
    let legendNode = try world.require("legend")
    let (legend, legendLines) = try Self.legend(legendNode)
    let mapNode = try world.require("map")
    let rows = try Self.rows(mapNode)
    let (actions, _) = try Self.actions(document.require("actions"))
    let rewards = try document.require("rewards").mapping(
      keys: ["step"] + Self.rewardKinds.map(\.rawValue), required: ["step"])
    var kindRewards: [Kind: Double] = [:]
    var rewardLines: [Kind: Int] = [:]
    for kind in Self.rewardKinds {
      guard let node = rewards[kind.rawValue] else { continue }
      kindRewards[kind] = try Self.reward(node)
      rewardLines[kind] = node.line
    }
    let observation = try document.require("observation")
    self.init(
      width: rows[0].text.count, height: rows.count,
      cells: try Self.cells(rows, legend, file: mapNode.file), legend: legend, actions: actions,
      slip: try world["slip"].map { try Self.slip($0) } ?? .none,
      observation: try Self.word(observation, "observation", Observation.allCases),
      stepReward: try Self.reward(rewards.require("step")), kindRewards: kindRewards,
      endings: try Self.endings(document.require("termination")), mapLines: rows.map(\.line),
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

  private static let rewardKinds: [Kind] = [.floor, .start, .goal, .hazard, .cliff]

  private static func remedy(for kind: Kind, symbol: Character, _ legend: [Cell]) -> String {
    if let cell = legend.first(where: { $0.kind == kind }) {
      return "put '\(cell.symbol)' somewhere into the map"
    }
    return "add '\(symbol): \(kind.rawValue)' to the legend and '\(symbol)' to the map"
  }

  // MARK: Map and legend

  /// The map's rows with their lines in the file: a block of text, or a list of strings.
  private static func rows(_ node: DocumentNode) throws -> [(text: String, line: Int)] {
    var rows: [(text: String, line: Int)]
    if node.isSequence {
      rows = try node.sequence().map { (try $0.string(), $0.line) }
    } else {
      // A block begins on the line after its `|`.
      let lines = try node.string().split(separator: "\n", omittingEmptySubsequences: false)
      rows = lines.enumerated().map {
        (String($0.element), lines.count == 1 ? node.line : node.line + 1 + $0.offset)
      }
    }
    while let last = rows.last, last.text.isEmpty { rows.removeLast() }
    guard !rows.isEmpty else {
      throw node.error("the map is empty", remedy: "write one row of cells a line after 'map: |'")
    }
    let lengths = Dictionary(grouping: rows, by: \.text.count).mapValues(\.count)
    let most = lengths.values.max() ?? 0
    let width = rows.map(\.text.count).first { lengths[$0] == most } ?? 0
    for (index, row) in rows.enumerated() where row.text.count != width {
      throw InputError(
        "map row \(index + 1) has \(row.text.count) cells, expected \(width) like the other rows: "
          + "'\(shown(row.text))'",
        file: node.file, line: row.line, remedy: "make all rows equally long")
    }
    guard rows.count <= largestSide, width <= largestSide else {
      throw node.error(
        "the map has \(rows.count) rows of \(width) cells, expected at most \(largestSide) of each")
    }
    return rows
  }

  private static func cells(
    _ rows: [(text: String, line: Int)], _ legend: [Cell], file: String
  ) throws -> [Cell] {
    let bySymbol = Dictionary(uniqueKeysWithValues: legend.map { ($0.symbol, $0) })
    var cells: [Cell] = []
    for (row, text) in rows.enumerated() {
      for (column, symbol) in text.text.enumerated() {
        guard let cell = bySymbol[symbol] else {
          let known = legend.map { "'\(shown(String($0.symbol)))' \($0.kind.rawValue)" }
          throw InputError(
            "unknown cell '\(shown(String(symbol)))' in map row \(row + 1), column \(column + 1)",
            file: file, line: text.line,
            remedy: "the legend has: " + known.joined(separator: ", "))
        }
        cells.append(cell)
      }
    }
    return cells
  }

  private static func legend(_ node: DocumentNode) throws -> ([Cell], [Int]) {
    var legend: [Cell] = []
    var lines: [Int] = []
    for entry in try node.mapping().entries {
      guard let symbol = entry.key.first, entry.key.count == 1 else {
        throw InputError(
          "a legend key is one character, got '\(shown(entry.key))'", file: node.file,
          line: entry.keyLine)
      }
      if let place = legend.firstIndex(where: { $0.symbol == symbol }) {
        throw InputError(
          "the legend has '\(shown(entry.key))' twice, first on line \(lines[place])",
          file: node.file, line: entry.keyLine)
      }
      legend.append(try cell(symbol, entry.node))
      lines.append(entry.keyLine)
    }
    guard !legend.isEmpty else {
      throw node.error("the legend is empty", remedy: "write lines such as '\"#\": wall'")
    }
    return (legend, lines)
  }

  /// A legend's entry: a kind, or `{kind: floor, reward: 0.5}`.
  private static func cell(_ symbol: Character, _ node: DocumentNode) throws -> Cell {
    guard node.isMapping else {
      return Cell(symbol: symbol, kind: try word(node, "kind of cell", Kind.allCases), reward: nil)
    }
    let entry = try node.mapping(keys: ["kind", "reward"], required: ["kind"])
    let kind = try word(entry.require("kind"), "kind of cell", Kind.allCases)
    guard let reward = entry["reward"] else { return Cell(symbol: symbol, kind: kind, reward: nil) }
    guard kind != .wall else {
      throw reward.error("a wall cannot be entered, so it has no reward")
    }
    return Cell(symbol: symbol, kind: kind, reward: try self.reward(reward))
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

  private static func slip(_ node: DocumentNode) throws -> GridSlip {
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

  private static func word<Word: RawRepresentable<String>>(
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
