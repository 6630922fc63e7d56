import Documents

extension EnvironmentDefinition {
  /// Every key of a definition, in the order in which files have them.
  public static let keys = [
    "id", "version", "summary", "source", "grid", "game", "parameters", "observation", "actions",
    "rewards", "termination", "timeLimit", "success", "wrappers", "agent", "agents",
  ]

  /// Finds a definition by the id of a built-in one, or reads the file at a path.
  ///
  /// What begins with the scheme of an ``ExternalWorld`` is asked for where it runs; what ends in
  /// `.yaml` or `.yml` or holds a slash is a path.
  ///
  /// - Throws: `InputError`: no such environment (with the nearest name), no such file, or what is
  ///   wrong in it.
  public static func load(_ idOrPath: String) throws -> EnvironmentDefinition {
    if let text = try ExternalWorlds.definitionText(of: idOrPath) {
      return try parse(text, file: idOrPath)
    }
    let isPath =
      idOrPath.hasSuffix(".yaml") || idOrPath.hasSuffix(".yml") || idOrPath.contains("/")
    guard isPath else { return try EnvironmentRegistry.definition(idOrPath) }
    return try parse(readText(idOrPath), file: idOrPath)
  }

  /// Reads a definition.
  ///
  /// - Parameters:
  ///   - text: the YAML.
  ///   - file: the name for error messages.
  /// - Returns: the definition.
  /// - Throws: `InputError` with file, line and what was expected.
  public static func parse(_ text: String, file: String) throws -> EnvironmentDefinition {
    let root = try DocumentNode.parse(text, file: file)
    let document = try root.mapping(
      keys: keys + ExternalWorlds.keys,
      required: [
        "id", "version", "summary", "observation", "actions", "rewards", "termination",
        "timeLimit", "success",
      ])
    let timeLimit = try timeLimit(document.require("timeLimit"))
    let world: World
    var parameters = ""
    switch (document["grid"], document["game"]) {
    case (let grid?, nil):
      if let node = document["parameters"] {
        throw node.error("only a game has parameters; this world is a grid")
      }
      world =
        GridDefinition.isPlain(grid, document)
        ? .grid(try GridDefinition(reading: grid, of: document))
        : .objectGrid(
          try ObjectGridDefinition(reading: grid, of: document, timeLimit: timeLimit))
    case (nil, let game?):
      let (made, text) = try self.game(game, document)
      world = .game(made)
      parameters = text
    case (let grid?, .some):
      throw grid.error("a definition has either 'grid' or 'game', got both")
    case (nil, nil):
      if let external = try ExternalWorlds.world(of: document) {
        world = .external(external)
        break
      }
      throw root.error(
        "a definition has a world, got neither 'grid' nor 'game'",
        remedy: "write 'grid:' with a map and a legend, or 'game:' with a game's name")
    }
    return EnvironmentDefinition(
      id: try id(document.require("id")),
      version: try document.require("version").int(in: 1...1_000_000),
      summary: try prose(document.require("summary")),
      source: try document["source"].map { try prose($0) } ?? "", file: file, text: text,
      world: world, wrappers: try wrappers(document["wrappers"], around: world),
      actions: try document.require("actions").strings(),
      observation: try words(world, document, "observation"),
      rewards: try words(world, document, "rewards"),
      termination: try words(world, document, "termination"), timeLimit: timeLimit,
      success: try success(document.require("success"), timeLimit: timeLimit),
      agent: try document["agent"].map { try $0.mapping() },
      agents: try agents(document["agents"]), parameters: parameters)
  }

  /// The sections of `agents:` by the algorithms' names; their reader knows which there are.
  private static func agents(_ node: DocumentNode?) throws -> [String: DocumentMapping] {
    guard let node else { return [:] }
    return Dictionary(
      try node.mapping().entries.map { ($0.key, try $0.node.mapping()) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func wrappers(
    _ node: DocumentNode?, around world: World
  ) throws -> [Wrapper] {
    guard let node else { return [] }
    switch world {
    case .grid(let grid): return try Wrapper.list(node, around: GridWorld(grid))
    case .objectGrid(let grid): return try Wrapper.list(node, around: ObjectGridWorld(grid))
    case .game(let game): return try Wrapper.list(node, around: game)
    case .external(let world):
      throw node.error("a world that \(type(of: world).nature) has no wrappers")
    }
  }

  private static func id(_ node: DocumentNode) throws -> String {
    let id = try node.string()
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-")
    guard !id.isEmpty, id.count <= 64, id.allSatisfy(letters.contains), id.first != "-" else {
      throw node.error(
        "expected an id of at most 64 lower-case letters, digits and hyphens, got '\(shown(id))'")
    }
    return id
  }

  private static func timeLimit(_ node: DocumentNode) throws -> Int? {
    if try node.isScalar && node.string() == "none" { return nil }
    do {
      return try node.int(in: 1...10_000_000)
    } catch let error as InputError {
      throw node.error(error.message, remedy: "write a number of steps, or 'none'")
    }
  }

  private static func success(_ node: DocumentNode, timeLimit: Int?) throws -> Success {
    if node.isMapping {
      let entry = try node.mapping(keys: ["returnAtLeast"], required: ["returnAtLeast"])
      return .returnAtLeast(try entry.require("returnAtLeast").double(in: -1e9...1e9))
    }
    switch try node.string() {
    case "terminated": return .terminated
    case "survived":
      guard timeLimit != nil else {
        throw node.error("success 'survived' needs a time limit, got 'timeLimit: none'")
      }
      return .survived
    case let other:
      throw unknownWord(
        "success", other, among: ["terminated", "survived", "{returnAtLeast: NUMBER}"],
        file: node.file, line: node.line)
    }
  }

  /// A text of one or more lines, as one line.
  private static func prose(_ node: DocumentNode) throws -> String {
    let text = try node.string().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !text.isEmpty else { throw node.error("expected a text, got an empty one") }
    return text
  }

  /// A rule in words: what the file says of a game, what follows from the rules of a grid.
  private static func words(
    _ world: World, _ document: DocumentMapping, _ key: String
  ) throws -> String {
    let node = try document.require(key)
    switch (world, key) {
    case (.game, _), (.external, _): return try prose(node)
    case (.grid(let grid), "observation"): return grid.observationWords
    case (.grid(let grid), "rewards"): return grid.rewardWords
    case (.grid(let grid), _): return grid.endingWords
    case (.objectGrid(let grid), "observation"): return grid.observationWords
    case (.objectGrid(let grid), "rewards"): return grid.rewardWords
    case (.objectGrid(let grid), _): return grid.endingWords
    }
  }

  // MARK: Games

  private static func game(
    _ node: DocumentNode, _ document: DocumentMapping
  ) throws -> (any Game, String) {
    let name = try node.string()
    guard let type = GameCatalog.games.first(where: { $0.name == name }) else {
      throw unknownWord(
        "game", name, among: GameCatalog.games.map { $0.name }, file: node.file, line: node.line)
    }
    let (game, text) = try make(type, at: node, document["parameters"])
    let actions = try document.require("actions")
    let names = game.actionSpace.names
    guard try actions.strings() == names else {
      throw actions.error(
        "the actions of game '\(name)' are [\(names.joined(separator: ", "))], in this order",
        remedy: "the list documents them; it cannot change them")
    }
    return (game, text)
  }

  private static func make<Kind: Game>(
    _ type: Kind.Type, at node: DocumentNode, _ values: DocumentNode?
  ) throws -> (any Game, String) {
    var parameters = Kind.defaultParameters
    if let values { try Kind.parameterFields.apply(values.mapping(), to: &parameters) }
    do {
      return (try Kind(parameters: parameters), Kind.parameterFields.yaml(of: parameters))
    } catch let error as InputError where error.line == nil {
      throw (values ?? node).error(error.message, remedy: error.remedy)
    }
  }
}
