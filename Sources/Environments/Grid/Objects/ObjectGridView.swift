/// What the agent sees of a grid with objects: where in an observation each thing is written.
///
/// - `layers`, `[planes, height, width]`: planes of 0 and 1: agent; wall; goal; hazard or cliff;
///   target and switch, if there are any; one for each appearance of a thing and each heading of a
///   guard; one for each thing that can be carried, all 1 while it is.
/// - `egocentric`, `[planes, 2 radius + 1, 2 radius + 1]`: the same around the agent, without the
///   agent's own plane; beyond the border there are walls.
/// - `one-hot`, a row of 0 and 1: for the agent, for each appearance of a thing and each heading of a
///   guard one element for each cell that is no wall; then one for each thing that can be carried.
/// - `coordinates`, numbers in -1...1: the agent's row and column; for what cannot be moved 1 (there)
///   or -1 (gone), for a door -1, 0, 1 (locked, closed, open), in reading order; three for what can:
///   1 and its row and column, in reading order, or 0, 0, 0; three for each guard: row, column and
///   its heading (1 right or down, -1 left or up, 0 at random); 1 or -1 for each thing that can be
///   carried.
struct ObjectGridView: Sendable {
  /// Something whose place is fixed, for `coordinates`.
  struct Fixture: Sendable {
    var cell: Int
    var isDoor: Bool
    var appearance: Int
  }

  let kind: ObjectGridDefinition.Observation
  let space: Box
  /// What planes, or groups of elements, stand for.
  let names: [String]
  /// How many targets a map has.
  let targetCount: Int
  /// The plane of each ground, of each thing's code, of each guard's kind and heading; -1 for none.
  let groundPlanes: [Int32]
  let firstThingPlane: Int
  let thingPlanes: [Int32]
  let guardPlanes: [Int32]
  /// The plane, or the element behind all planes, of what is carried: by code, and by colour.
  let handPlanes: [Int32]
  let ringPlanes: [Int32]
  /// The number of planes with a place for each cell.
  let planeCount: Int
  /// The observation without agent, things and guards, where the map is fixed.
  let background: [Float]
  /// For `one-hot`: the number of each cell that is no wall.
  let cellNumbers: [Int32]
  /// For `coordinates`: what stays where it is, and how many of each appearance do not.
  let fixtures: [Fixture]
  let movableCounts: [Int]

  init(_ definition: ObjectGridDefinition) {
    let appearances = ObjectGridAppearances(definition)
    kind = definition.observation
    let isWhole = kind == .layers
    let isPlain = kind == .oneHot || kind == .coordinates
    var names = kind == .layers || isPlain ? ["agent"] : []
    var ground: [Int32] = definition.terrains.map { _ in -1 }
    if !isPlain {
      for (name, kinds) in Self.groundGroups {
        let numbers = definition.terrains.indices.filter {
          kinds.contains(definition.terrains[$0].kind)
        }
        guard !numbers.isEmpty || !["target", "switch"].contains(name) else { continue }
        for number in numbers { ground[number] = Int32(names.count) }
        names.append(name)
      }
    }
    groundPlanes = ground
    let firstThing = Int32(names.count)
    firstThingPlane = names.count
    thingPlanes = appearances.ofThing.map { $0 < 0 ? -1 : firstThing + Int32($0) }
    names += appearances.names
    let firstGuard = Int32(names.count)
    guardPlanes = appearances.ofGuard.map { $0 < 0 ? -1 : firstGuard + Int32($0) }
    names += appearances.guardNames
    planeCount = names.count
    let firstHand = Int32(names.count)
    handPlanes = appearances.ofHand.map { $0 < 0 ? -1 : firstHand + Int32($0) }
    ringPlanes = appearances.ofRing.map { $0 < 0 ? -1 : firstHand + Int32($0) }
    names += appearances.handNames
    self.names = names
    targetCount = Self.targets(of: definition)

    var layout: GridLayout?
    if case .map(let map, _) = definition.source { layout = map }
    let walls = definition.terrains.map { $0.kind == .wall }
    var numbers: [Int32] = []
    var open: Int32 = 0
    for terrain in layout?.terrain ?? [] {
      numbers.append(walls[Int(terrain)] ? -1 : open)
      open += walls[Int(terrain)] ? 0 : 1
    }
    cellNumbers = numbers
    let places = ObjectGridView.places(definition, layout, appearances)
    fixtures = places.fixtures
    movableCounts = places.movable
    let cells = definition.width * definition.height
    switch kind {
    case .layers:
      space = Box(
        shape: [names.count, definition.height, definition.width], range: 0...1,
        elementType: .uint8)
    case .egocentric(let radius):
      space = Box(
        shape: [names.count, 2 * radius + 1, 2 * radius + 1], range: 0...1, elementType: .uint8)
    case .oneHot:
      let carried = names.count - planeCount
      space = Box(
        shape: [planeCount * Int(open) + carried], range: 0...1, elementType: .uint8)
    case .coordinates:
      let count =
        2 + fixtures.count + 3 * movableCounts.reduce(0, +) + 3 * (layout?.guards.count ?? 0)
        + names.count - planeCount
      space = Box(shape: [count], range: -1...1)
    }
    var background = [Float](repeating: 0, count: isWhole && layout != nil ? space.count : 0)
    if isWhole, let layout {
      for (cell, terrain) in layout.terrain.enumerated() {
        let plane = ground[Int(terrain)]
        if plane >= 0 { background[Int(plane) * cells + cell] = 1 }
      }
    }
    self.background = background
  }

  private static let groundGroups: [(String, [GridTerrain.Kind])] = [
    ("wall", [.wall]), ("goal", [.goal]), ("hazard or cliff", [.hazard, .cliff]),
    ("target", [.target]), ("switch", [.switch]),
  ]

  private static func targets(of definition: ObjectGridDefinition) -> Int {
    let isTarget = definition.terrains.map { $0.kind == .target }
    switch definition.source {
    case .map(let layout, _): return layout.terrain.count { isTarget[Int($0)] }
    case .generator(let generator):
      return generator.contents.reduce(0) {
        $0 + (isTarget[Int(definition.legend[$1.legend].terrain)] ? $1.count : 0)
      }
    }
  }

  /// What stays in its cell, and how many of each appearance can be elsewhere.
  private static func places(
    _ definition: ObjectGridDefinition, _ layout: GridLayout?, _ appearances: ObjectGridAppearances
  ) -> (fixtures: [Fixture], movable: [Int]) {
    guard let layout else { return ([], []) }
    var movable = [Int](repeating: 0, count: appearances.names.count)
    var isMovable = [Bool](repeating: false, count: appearances.names.count)
    func isCarried(_ thing: GridThing) -> Bool {
      thing.kind == .block || thing.kind == .parcel
        || thing.kind == .key && !definition.dynamics.takesByEntering
    }
    // What a box holds has no cell of its own.
    for code in layout.things where code != 0 {
      var code = definition.things[Int(code)].contents
      while code != 0 {
        isMovable[appearances.ofThing[Int(code)]] = true
        movable[appearances.ofThing[Int(code)]] += 1
        code = definition.things[Int(code)].contents
      }
    }
    for code in layout.things where code != 0 && isCarried(definition.things[Int(code)]) {
      isMovable[appearances.ofThing[Int(code)]] = true
    }
    var fixtures: [Fixture] = []
    for (cell, code) in layout.things.enumerated() where code != 0 {
      let appearance = appearances.ofThing[Int(code)]
      if isMovable[appearance] {
        movable[appearance] += 1
      } else {
        let isDoor = definition.things[Int(code)].kind == .door
        fixtures.append(Fixture(cell: cell, isDoor: isDoor, appearance: appearance))
      }
    }
    return (fixtures, movable)
  }
}
