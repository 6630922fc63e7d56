import Determinism
import Documents

extension GridGenerator {
  /// Reads what stands after `generator:`.
  ///
  /// - Parameters:
  ///   - node: the node.
  ///   - roles: what each entry of the legend means.
  ///   - symbols: the legend's symbols, in the same order.
  /// - Returns: the generator, and the seed of its one map; nil for a new map in every episode.
  /// - Throws: `InputError` with file, line and what was expected.
  static func read(
    _ node: DocumentNode, roles: [Role], symbols: [Character]
  ) throws -> (generator: GridGenerator, seed: Int?) {
    let values = try node.mapping()
    let kind = try GridDefinition.word(values.require("kind"), "generator", Kind.allCases)
    let own =
      switch kind {
      case .rooms: ["rows", "columns"]
      case .maze: [String]()
      case .randomWalls: ["density"]
      }
    _ = try node.mapping(keys: ["kind", "width", "height", "seed", "place"] + own)
    var generator = GridGenerator(
      kind: kind, width: try side(values.require("width"), kind),
      height: try side(values.require("height"), kind), roles: roles)
    if let density = values["density"] { generator.density = try density.double(in: 0...0.5) }
    try generator.readRooms(values)
    for (role, word, symbol) in [(Role.wall, "wall", "#"), (.floor, "floor", ".")]
    where !roles.contains(role) {
      throw node.error(
        "a generator needs plain \(word) in the legend",
        remedy: "add '\"\(symbol)\": \(word)' to the legend")
    }
    generator.contents = try contents(values["place"], node, roles, symbols)
    try generator.checkContents(values["place"] ?? node, symbols)
    return (generator, try seed(values.require("seed")))
  }

  /// The one map of a seed, by the legend's entries.
  func map(seed: Int) -> [Int] {
    var random = RandomStream(seed: UInt64(seed)).stream("map")
    return map(using: &random)
  }

  // MARK: Parts

  private static func side(_ node: DocumentNode, _ kind: Kind) throws -> Int {
    let side = try node.int(in: 5...largestSide)
    guard kind != .maze || side % 2 == 1 else {
      throw node.error(
        "a maze has odd sides, got \(side)",
        remedy: "write \(side - 1) or \(min(side + 1, largestSide - 1))")
    }
    return side
  }

  private mutating func readRooms(_ values: DocumentMapping) throws {
    guard kind == .rooms else { return }
    func count(_ key: String, _ side: Int) throws -> Int {
      // A room is at least two cells wide, and a wall stands before each and behind the last.
      let most = (side - 1) / 3
      guard let node = values[key] else { return min(2, most) }
      let count = try node.int(in: 1...20)
      guard count <= most else {
        throw node.error(
          "\(count) rooms of two cells and their walls need \(3 * count + 1) cells, got \(side)",
          remedy: "at most \(most) fit")
      }
      return count
    }
    columns = try count("columns", width)
    rows = try count("rows", height)
  }

  private static func seed(_ node: DocumentNode) throws -> Int? {
    if try node.isScalar && node.string() == "episode" { return nil }
    guard let seed = try? node.int(in: 0...1_000_000_000) else {
      throw node.error(
        "expected a whole number from 0 to 1000000000, or 'episode', found \(node.found)",
        remedy: "a number gives one map for ever, 'episode' another one in every episode")
    }
    return seed
  }

  /// What `place` lists: symbols of the legend and how many of each; one start and one goal where
  /// it is missing.
  private static func contents(
    _ place: DocumentNode?, _ node: DocumentNode, _ roles: [Role], _ symbols: [Character]
  ) throws -> [Content] {
    guard let place else {
      return [Role.start, .goal].compactMap { role in
        roles.firstIndex(of: role).map { Content(legend: $0, count: 1) }
      }
    }
    return try place.mapping().entries.map { entry in
      guard let legend = symbols.firstIndex(where: { String($0) == entry.key }) else {
        throw unknownWord(
          "symbol", entry.key, among: symbols.map { String($0) }, file: place.file,
          line: entry.keyLine)
      }
      guard roles[legend] != .wall, roles[legend] != .floor else {
        throw InputError(
          "'\(entry.key)' is placed by the generator itself", file: place.file,
          line: entry.keyLine, remedy: "leave it out of 'place'")
      }
      return Content(legend: legend, count: try entry.node.int(in: 0...1000))
    }
  }

  /// Whether everything can be placed, in every map.
  private func checkContents(_ place: DocumentNode, _ symbols: [Character]) throws {
    func count(_ isMeant: (Role) -> Bool) -> Int {
      contents.reduce(0) { $0 + (isMeant(roles[$1.legend]) ? $1.count : 0) }
    }
    guard count({ $0 == .start }) > 0 else {
      throw place.error(
        "the generator places no start",
        remedy: "add 'S: 1' to 'place' and 'S: start' to the legend")
    }
    let all = count { _ in true }
    guard all <= capacity / 2 else {
      throw place.error(
        "\(all) things are to be placed, expected at most \(capacity / 2) in maps of this size",
        remedy: "place fewer, or make the map larger")
    }
    let doors = count {
      if case .lockedDoor = $0 { true } else { $0 == .door }
    }
    if doors > 0, kind == .randomWalls {
      throw place.error(
        "doors need doorways, which 'random-walls' has not", remedy: "use 'rooms' or 'maze'")
    }
    for case .lockedDoor(let color) in contents.filter({ $0.count > 0 }).map({ roles[$0.legend] }) {
      let openers = count {
        if case .opener(let opened) = $0 { opened == nil || opened == color } else { false }
      }
      let locked = count { $0 == .lockedDoor(color) }
      guard openers < 1 else { continue }
      throw place.error(
        "\(locked) locked \(color?.rawValue ?? "") door\(locked == 1 ? "" : "s") and no key for "
          + (locked == 1 ? "it" : "them"),
        remedy: "place a key of the colour too")
    }
    let blocks = count { $0 == .block }
    let targets = count { $0 == .target }
    guard blocks > 0 else { return }
    guard kind != .maze, blocks == targets, all == blocks + targets + count({ $0 == .start }) else {
      throw place.error(
        "with blocks a generator of rooms or random walls places as many targets, starts, and "
          + "nothing else; got \(blocks) blocks, \(targets) targets and \(all - blocks - targets) more",
        remedy: "so that every map can be solved")
    }
    let haveBlocks = (0..<8 as Range<UInt64>).allSatisfy { seed in
      var random = RandomStream(seed: seed)
      return map(using: &random).contains { roles[$0] == .block }
    }
    guard haveBlocks else {
      throw place.error(
        "there is not enough room to push \(blocks) block\(blocks == 1 ? "" : "s") in such maps",
        remedy: "place fewer blocks, or make the map larger or more open")
    }
  }
}

extension GridDefinition.Kind {
  /// What the kind means to a generator.
  func role(hasReward: Bool) -> GridGenerator.Role {
    switch self {
    case .floor: hasReward ? .other : .floor
    case .wall: .wall
    case .start: .start
    case .goal: .goal
    case .hazard, .cliff: .hazard
    }
  }
}

extension GridLegendEntry {
  /// What the entry means to a generator.
  func role(_ terrains: [GridTerrain], _ things: [GridThing]) -> GridGenerator.Role {
    let terrain = terrains[Int(self.terrain)]
    guard guardKind == nil else { return .other }
    let thing = things[Int(self.thing)]
    switch (self.thing == 0 ? nil : thing.kind, terrain.kind) {
    case (nil, .target): return .target
    case (nil, .switch): return .opener(terrain.color)
    case (nil, let kind):
      let plain = GridDefinition.Kind(rawValue: kind.rawValue) ?? .floor
      return plain.role(hasReward: terrain.reward != nil)
    case (.key, _): return .opener(thing.color)
    case (.door, _): return thing.door == .locked ? .lockedDoor(thing.color) : .door
    case (.block, _): return .block
    case (.box, _), (.item, _), (.parcel, _): return .other
    }
  }
}
