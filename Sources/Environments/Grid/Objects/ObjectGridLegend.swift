import Documents

/// Reads a legend with objects: grounds, things and guards.
struct ObjectGridLegend {
  private(set) var terrains: [GridTerrain] = []
  /// Code 0 is nothing; its place is never looked at.
  private(set) var things: [GridThing] = [GridThing(kind: .item)]
  private(set) var guards: [GridGuard] = []
  private(set) var entries: [GridLegendEntry] = []
  /// The rewards of the grounds, to be read when all names are known.
  private(set) var rewardNodes: [(terrain: Int, node: DocumentNode)] = []
  private var wantNodes: [(terrain: Int, node: DocumentNode)] = []

  /// The most grounds and things that a definition can have: they are numbered by bytes.
  private static let codeLimit = 200

  /// Every word that can stand for a kind in a legend.
  static let kinds: [String] = {
    let classic = GridDefinition.Kind.allCases.map(\.rawValue)
    return classic + ["target", "switch"] + GridThing.Kind.allCases.map(\.rawValue) + ["guard"]
  }()

  init(_ node: DocumentNode) throws {
    let symbols = try GridDefinition.symbols(node)
    // Grounds first, so that things can lie on them.
    for (symbol, entry) in symbols {
      let kind = try Self.kind(entry.node)
      guard let ground = GridTerrain.Kind(rawValue: kind) else { continue }
      try addTerrain(ground, entry.node)
      entries.append(
        GridLegendEntry(
          symbol: symbol, terrain: UInt8(terrains.count - 1), line: entry.keyLine))
    }
    for (symbol, entry) in symbols {
      let kind = try Self.kind(entry.node)
      guard GridTerrain.Kind(rawValue: kind) == nil else { continue }
      var made = GridLegendEntry(symbol: symbol, terrain: 0, line: entry.keyLine)
      let values = try Self.values(entry.node, of: kind)
      made.terrain = try ground(values?["on"])
      if let thing = GridThing.Kind(rawValue: kind) {
        made.thing = try addThing(thing, values, symbol, entry.node)
      } else {
        let moves =
          try values?["moves"].map {
            try GridDefinition.word($0, "way of moving", GridGuard.Moves.allCases)
          } ?? .random
        let guardian = GridGuard(moves: moves, name: try Self.name(values?["name"]))
        made.guardKind = guards.firstIndex(of: guardian) ?? guards.count
        if made.guardKind == guards.count { guards.append(guardian) }
      }
      entries.append(made)
    }
    let order = Dictionary(
      uniqueKeysWithValues: symbols.enumerated().map { ($0.element.symbol, $0.offset) })
    entries.sort { (order[$0.symbol] ?? 0) < (order[$1.symbol] ?? 0) }
    guard terrains.count < Self.codeLimit, things.count < Self.codeLimit else {
      throw node.error("the legend has more than \(Self.codeLimit) different cells and things")
    }
    try resolveWants()
  }

  /// Sets the reward of a ground.
  mutating func setReward(_ reward: GridExpression, of terrain: Int) {
    terrains[terrain].reward = reward
  }

  // MARK: Entries

  /// The kind of an entry, a word or a mapping with `kind`.
  static func kind(_ node: DocumentNode) throws -> String {
    let word = node.isMapping ? try node.mapping().require("kind") : node
    let text = try word.string()
    guard kinds.contains(text) else {
      throw unknownWord("kind of cell", text, among: kinds, file: word.file, line: word.line)
    }
    return text
  }

  /// What can stand beside `kind` in an entry.
  private static func keys(of kind: String) -> [String] {
    switch kind {
    case "wall": ["kind"]
    case "target": ["kind", "reward", "name", "wants"]
    case "switch": ["kind", "reward", "name", "color"]
    case "key": ["kind", "color", "name", "on"]
    case "door": ["kind", "color", "state", "name", "on"]
    case "box": ["kind", "color", "name", "holds", "on"]
    case "item", "parcel", "block": ["kind", "color", "name", "on"]
    case "guard": ["kind", "moves", "name", "on"]
    default: ["kind", "reward", "name"]
    }
  }

  private static func values(_ node: DocumentNode, of kind: String) throws -> DocumentMapping? {
    guard node.isMapping else { return nil }
    let values = try node.mapping()
    let isGround = GridTerrain.Kind(rawValue: kind) != nil
    if let reward = values["reward"], !isGround {
      throw reward.error(
        "a \(kind) has no reward of its own",
        remedy: "reward what happens to it under 'rewards', for example \(example(of: kind))")
    }
    if let reward = values["reward"], kind == "wall" {
      throw reward.error("a wall cannot be entered, so it has no reward")
    }
    return try node.mapping(keys: keys(of: kind), required: ["kind"])
  }

  private static func example(of kind: String) -> String {
    switch kind {
    case "key", "parcel": "\"pickup(\(kind))\": 1"
    case "door", "box": "\"open(\(kind))\": 1"
    case "item": "collect: 1"
    case "block": "place: 1"
    default: "caught: -1"
    }
  }

  private static func name(_ node: DocumentNode?) throws -> String? {
    guard let node else { return nil }
    let name = try node.string()
    let letters = Array("abcdefghijklmnopqrstuvwxyz-")
    guard name.allSatisfy(letters.contains), let first = name.first, first != "-", name.last != "-",
      name.count <= 30
    else {
      throw node.error(
        "expected a name of at most 30 lower-case letters and hyphens, got '\(shown(name))'",
        remedy: "for example 'coin' or 'iron-door'")
    }
    return name
  }

  private mutating func addTerrain(_ kind: GridTerrain.Kind, _ node: DocumentNode) throws {
    var terrain = GridTerrain(kind: kind)
    if let values = try Self.values(node, of: kind.rawValue) {
      terrain.name = try Self.name(values["name"])
      terrain.color = try Self.color(values["color"])
      if let reward = values["reward"] { rewardNodes.append((terrains.count, reward)) }
      if let wants = values["wants"] { wantNodes.append((terrains.count, wants)) }
    }
    terrains.append(terrain)
  }

  private static func color(_ node: DocumentNode?) throws -> GridColor? {
    try node.map { try GridDefinition.word($0, "colour", GridColor.allCases) }
  }

  /// The ground below a thing: the legend's first of the kind, or plain ground of it.
  private mutating func ground(_ node: DocumentNode?) throws -> UInt8 {
    let kind =
      try node.map { node in
        let kind = try GridDefinition.word(node, "ground", GridTerrain.Kind.allCases)
        guard kind == .floor || kind == .target || kind == .switch || kind == .goal else {
          throw node.error(
            "nothing can lie on '\(kind.rawValue)'", remedy: "valid: floor, target, switch, goal")
        }
        return kind
      } ?? .floor
    if let number = terrains.firstIndex(where: { $0.kind == kind }) { return UInt8(number) }
    terrains.append(GridTerrain(kind: kind))
    return UInt8(terrains.count - 1)
  }

  /// Adds a thing; of a door all its states.
  private mutating func addThing(
    _ kind: GridThing.Kind, _ values: DocumentMapping?, _ symbol: Character, _ node: DocumentNode
  ) throws -> UInt8 {
    var thing = GridThing(kind: kind, symbol: symbol)
    thing.color = try Self.color(values?["color"])
    thing.name = try Self.name(values?["name"])
    if let holds = values?["holds"] {
      let inner = try Self.kind(holds)
      guard let innerKind = GridThing.Kind(rawValue: inner),
        [.key, .item, .parcel, .box].contains(innerKind)
      else {
        throw holds.error(
          "a box cannot hold a \(inner)", remedy: "valid: key, item, parcel, box")
      }
      let innerValues = try Self.values(holds, of: inner)
      if let on = innerValues?["on"] { throw on.error("what a box holds lies on nothing") }
      thing.contents = try addThing(innerKind, innerValues, symbol, holds)
    }
    if kind == .key, thing.color == nil {
      throw node.error("a key needs a colour", remedy: "for example {kind: key, color: yellow}")
    }
    guard kind == .door else { return try code(of: thing, node) }
    thing.door =
      try values?["state"].map {
        try GridDefinition.word($0, "state of a door", GridThing.DoorState.allCases)
      } ?? .closed
    if thing.door == .locked, thing.color == nil {
      throw node.error(
        "a locked door needs a colour: that of its key",
        remedy: "for example {kind: door, color: yellow, state: locked}")
    }
    let first = try code(of: thing, node)
    for state in GridThing.DoorState.allCases {
      var other = thing
      other.door = state
      _ = try code(of: other, node)
    }
    return first
  }

  /// The code of a thing; one that is the same has the same code.
  private mutating func code(of thing: GridThing, _ node: DocumentNode) throws -> UInt8 {
    let known = things.indices.dropFirst().first {
      things[$0].appearance == thing.appearance && things[$0].contents == thing.contents
    }
    if let known { return UInt8(known) }
    guard things.count < Self.codeLimit else {
      throw node.error("the legend has more than \(Self.codeLimit) different things")
    }
    things.append(thing)
    return UInt8(things.count - 1)
  }

  private mutating func resolveWants() throws {
    let kinds = things.dropFirst().map(\.kind)
    let usual = kinds.contains(.block) ? GridThing.Kind.block : .parcel
    for number in terrains.indices where terrains[number].kind == .target {
      terrains[number].wants = GridSelection(
        things.indices.dropFirst().filter { things[$0].kind == usual })
    }
    let names = GridNames(terrains: terrains, things: things, guards: guards, timeLimit: nil)
    for (terrain, node) in wantNodes {
      let words = try node.string().split(separator: " ").map {
        GridToken(kind: .name, text: String($0), column: 1)
      }
      do {
        terrains[terrain].wants = try names.select(
          [.block, .parcel, .key], "block, parcel or key",
          GridToken(kind: .name, text: "wants", column: 1), words)
      } catch {
        throw node.error(error.message, remedy: error.remedy)
      }
    }
  }
}
