import Documents

extension ObjectGridDefinition {
  /// Reads the world of a grid task with objects.
  ///
  /// - Parameters:
  ///   - grid: the node after `grid:`.
  ///   - document: the whole definition.
  ///   - timeLimit: the definition's time limit, for expressions.
  /// - Throws: `InputError` with file, line and what was expected.
  init(reading grid: DocumentNode, of document: DocumentMapping, timeLimit: Int?) throws {
    let world = try grid.mapping(keys: GridDefinition.worldKeys, required: ["legend"])
    var legend = try ObjectGridLegend(world.require("legend"))
    let names = GridNames(
      terrains: legend.terrains, things: legend.things, guards: legend.guards,
      timeLimit: timeLimit)
    for (terrain, node) in legend.rewardNodes {
      legend.setReward(try names.expression(node, "reward"), of: terrain)
    }
    let actionNode = try document.require("actions")
    let actions = try Self.actions(actionNode)
    let rewards = try Rewards(document.require("rewards"), names)
    let endings = try document.require("termination").sequence().map {
      try Self.ending($0, names)
    }
    terrains = legend.terrains
    things = legend.things
    guards = legend.guards
    self.legend = legend.entries
    source = try Self.source(world, legend)
    self.actions = actions
    slip = try world["slip"].map { try GridDefinition.slip($0) } ?? .none
    dynamics = try Self.dynamics(world["dynamics"], actions, actionNode)
    observation = try Self.observation(document.require("observation"), source)
    stepReward = rewards.step
    kindRewards = rewards.kinds
    kindRewardLines = rewards.kindLines
    self.rewards = rewards.events
    self.endings = endings
    events = names.events
    self.timeLimit = timeLimit
    try requireGoal(document.require("termination"), world)
    try requireSmallObservation(document.require("observation"))
  }

  // MARK: Map

  private static func source(
    _ world: DocumentMapping, _ legend: ObjectGridLegend
  ) throws -> Source {
    let node = try GridDefinition.mapNode(world)
    guard world["map"] != nil else { return try generated(node, legend) }
    let rows = try GridDefinition.rows(node)
    let bySymbol = Dictionary(uniqueKeysWithValues: legend.entries.map { ($0.symbol, $0) })
    let known = legend.entries.map { entry in
      (entry.symbol, Self.words(for: entry, legend.terrains, legend.things, legend.guards))
    }
    let entries = try GridDefinition.cells(rows, bySymbol, known: known, file: node.file)
    let layout = GridLayout(
      width: rows[0].text.count, height: rows.count, entries: entries, terrains: legend.terrains,
      guards: legend.guards)
    guard !layout.starts.isEmpty else {
      let symbol = legend.entries.first { legend.terrains[Int($0.terrain)].kind == .start }?.symbol
      throw node.error(
        "the map has no start cell",
        remedy: symbol.map { "put '\($0)' somewhere into the map" }
          ?? "add 'S: start' to the legend and 'S' to the map")
    }
    try requireFewGuards(layout.guards.count, node)
    return .map(layout, lines: rows.map(\.line))
  }

  private static func requireFewGuards(_ count: Int, _ node: DocumentNode) throws {
    guard count <= 16 else {
      throw node.error(
        "the map has \(count) guards, expected at most 16", remedy: "leave some of them out")
    }
  }

  private static func generated(
    _ node: DocumentNode, _ legend: ObjectGridLegend
  ) throws -> Source {
    let (generator, seed) = try GridGenerator.read(
      node, roles: legend.entries.map { $0.role(legend.terrains, legend.things) },
      symbols: legend.entries.map(\.symbol))
    try requireFewGuards(
      generator.contents.reduce(0) {
        $0 + (legend.entries[$1.legend].guardKind == nil ? 0 : $1.count)
      }, node)
    guard let seed else { return .generator(generator) }
    let layout = GridLayout(
      width: generator.width, height: generator.height,
      entries: generator.map(seed: seed).map { legend.entries[$0] }, terrains: legend.terrains,
      guards: legend.guards)
    return .map(layout, lines: (0..<generator.height).map { _ in node.line })
  }

  /// An ending that speaks of a goal needs one.
  private func requireGoal(_ termination: DocumentNode, _ world: DocumentMapping) throws {
    let hasGoal = legend.contains { terrains[Int($0.terrain)].kind == .goal }
    guard !hasGoal, let ending = endings.first(where: { $0.text == "goal" }) else { return }
    throw InputError(
      "the task ends in a 'goal' cell, and the legend has none", file: termination.file,
      line: ending.line, remedy: "add 'G: goal' to the legend and 'G' to the map, or end otherwise")
  }

  /// What is seen must fit into memory, times the copies of a vector.
  private func requireSmallObservation(_ node: DocumentNode) throws {
    let count = ObjectGridView(self).names.count
    let limit = 1 << 20
    guard count * width * height <= limit else {
      throw node.error(
        "the observation would have \(count) planes of \(width * height) cells, expected at most "
          + "\(limit) numbers", remedy: "make the map smaller, or use {view: egocentric, radius: 3}"
      )
    }
  }

  // MARK: Rules

  private static func actions(_ node: DocumentNode) throws -> [ObjectGridAction] {
    var actions: [ObjectGridAction] = []
    for item in try node.sequence() {
      let name = try item.string()
      guard let action = ObjectGridAction(name: name) else {
        throw unknownWord(
          "action", name, among: ObjectGridAction.names, file: item.file, line: item.line)
      }
      guard !actions.contains(action) else {
        throw item.error("the action '\(name)' is listed twice")
      }
      actions.append(action)
    }
    let directions = GridAction.directions.map { ObjectGridAction.move($0) }
    guard actions.contains(where: directions.contains) else {
      throw node.error(
        "expected at least one direction among the actions",
        remedy: "for example: actions: [left, down, right, up]")
    }
    if actions.contains(.drop), !actions.contains(.pickup) {
      throw node.error(
        "the action 'drop' needs 'pickup': nothing would be in the hand",
        remedy: "add 'pickup' to the actions, or leave 'drop' out")
    }
    return actions
  }

  /// How things are taken and opened; what is not said follows from the actions.
  private static func dynamics(
    _ node: DocumentNode?, _ actions: [ObjectGridAction], _ actionNode: DocumentNode
  ) throws -> Dynamics {
    var dynamics = Dynamics()
    dynamics.takesByEntering = !actions.contains(.pickup)
    dynamics.opensByMoving = !actions.contains(.toggle)
    guard let node else { return dynamics }
    let values = try node.mapping(keys: ["pickup", "open", "keys"])
    func choice(_ key: String, _ words: [String]) throws -> String? {
      guard let value = values[key] else { return nil }
      let text = try value.string()
      guard words.contains(text) else {
        throw unknownWord("way to \(key)", text, among: words, file: value.file, line: value.line)
      }
      return text
    }
    func agree(_ key: String, _ says: Bool?, _ action: String, _ isListed: Bool) throws {
      guard let says, says != isListed, let value = values[key] else { return }
      throw value.error(
        says
          ? "things are to be taken or opened by the action '\(action)', which 'actions' lacks"
          : "'actions' lists '\(action)', which would do nothing",
        remedy: says
          ? "add '\(action)' to the actions" : "remove '\(action)' from the actions, or this line")
    }
    try agree(
      "pickup", choice("pickup", ["enter", "action"]).map { $0 == "action" }, "pickup",
      !dynamics.takesByEntering)
    try agree(
      "open", choice("open", ["move", "toggle"]).map { $0 == "toggle" }, "toggle",
      !dynamics.opensByMoving)
    dynamics.usesUpKeys = try choice("keys", ["kept", "used"]) == "used"
    return dynamics
  }

  private static func observation(
    _ node: DocumentNode, _ source: Source
  ) throws -> Observation {
    let views = GridDefinition.Observation.allCases.map(\.rawValue) + ["egocentric"]
    func view(_ node: DocumentNode, radius: Int) throws -> Observation {
      switch try node.string() {
      case "coordinates": return .coordinates
      case "one-hot": return .oneHot
      case "layers": return .layers
      case "egocentric": return .egocentric(radius: radius)
      case let other:
        throw unknownWord("observation", other, among: views, file: node.file, line: node.line)
      }
    }
    func possible(_ view: Observation) throws -> Observation {
      guard case .generator = source, view == .coordinates || view == .oneHot else { return view }
      throw node.error(
        "an observation by cells says nothing where every episode has another map",
        remedy: "use 'layers' or {view: egocentric, radius: 3}")
    }
    guard node.isMapping else { return try possible(view(node, radius: 3)) }
    let values = try node.mapping(keys: ["view", "radius"], required: ["view"])
    let radius = try values["radius"].map { try $0.int(in: 1...32) }
    let result = try view(values.require("view"), radius: radius ?? 3)
    if let node = values["radius"], result != .egocentric(radius: radius ?? 3) {
      throw node.error(
        "only the view 'egocentric' has a radius",
        remedy: "write {view: egocentric, radius: 3}, or leave the radius out")
    }
    return try possible(result)
  }

  private static func ending(_ node: DocumentNode, _ names: GridNames) throws -> Ending {
    let text = try node.string()
    let isWord = text.allSatisfy { $0.isLetter || $0 == "-" || $0 == "_" }
    let valid = GridNames.verbs + GridNames.grounds
    guard !isWord || valid.contains(text) else {
      throw unknownWord(
        "ending", text, among: valid + ["all(collected)", "all(placed)"], file: node.file,
        line: node.line)
    }
    let condition = try names.expression(text, "ending", file: node.file, line: node.line)
    guard condition.constant == nil else {
      throw node.error(
        "the ending '\(shown(text))' does not depend on anything",
        remedy: "write an event such as 'goal' or a condition such as 'collected >= 3'")
    }
    return Ending(condition: condition, text: text, line: node.line)
  }

  /// What stands under `rewards`.
  private struct Rewards {
    var step: GridExpression
    var kinds: [GridTerrain.Kind: GridExpression] = [:]
    var kindLines: [GridTerrain.Kind: Int] = [:]
    var events: [Reward] = []

    init(_ node: DocumentNode, _ names: GridNames) throws {
      let mapping = try node.mapping()
      step = try names.expression(mapping.require("step"), "reward")
      for entry in mapping.entries where entry.key != "step" {
        let value = try names.expression(entry.node, "reward")
        if let kind = GridTerrain.Kind(rawValue: entry.key), kind != .wall {
          kinds[kind] = value
          kindLines[kind] = entry.keyLine
          continue
        }
        let condition = try Self.condition(entry.key, names, file: node.file, line: entry.keyLine)
        events.append(
          Reward(condition: condition, value: value, text: entry.key, line: entry.keyLine))
      }
    }

    private static func condition(
      _ key: String, _ names: GridNames, file: String, line: Int
    ) throws -> GridExpression {
      let isWord = key.allSatisfy { $0.isLetter || $0 == "-" || $0 == "_" }
      let valid = ["step"] + GridNames.grounds + GridNames.verbs
      guard !isWord || valid.contains(key) else {
        throw unknownWord("key", key, among: valid, file: file, line: line)
      }
      let condition = try names.expression(key, "rewards", file: file, line: line)
      guard condition.constant == nil else {
        throw InputError(
          "the key '\(shown(key))' of a reward does not depend on anything", file: file,
          line: line, remedy: "write an event such as 'collect' or a condition such as 'steps > 9'")
      }
      return condition
    }
  }
}
