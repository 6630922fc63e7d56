/// A definition compiled for stepping: tables instead of words.
final class ObjectGridRules: Sendable {
  /// A condition and what it is worth, with the short ways for what most of them are.
  struct Clause: Sendable {
    /// The event that the condition consists of, as a bit; 0 where it is more than an event.
    var event: UInt64
    var condition: GridExpression
    /// The value where it is one number.
    var constant: Double?
    var value: GridExpression
  }

  let definition: ObjectGridDefinition
  /// The map; nil where every episode has its own.
  let layout: GridLayout?
  let width: Int
  let cellCount: Int
  /// The cells above, to the right, below and to the left of each cell, -1 beyond the border.
  let neighbours: [Int32]
  let things: [GridThing]
  let terrains: [GridTerrain]
  /// What each of the terrains is.
  let grounds: [GridTerrain.Kind]
  /// The bits of the events that a verb with a code sets, at `verb * 256 + code`.
  let eventBits: [UInt64]
  /// The code of each door when it is open.
  let opened: [UInt8]
  /// The code of each door when it is closed.
  let closed: [UInt8]
  /// The reward of a step that ends on each ground.
  let groundRewards: [Clause]
  let rewards: [Clause]
  let endings: [Clause]
  /// The directions each action can lead in, and how likely; empty for what is no move.
  let moves: [(directions: [UInt8], probabilities: [Double])]
  /// Whether expressions speak of the steps: then they are part of the state.
  let countsSteps: Bool
  /// Whether expressions speak of the way to the goal.
  let usesDistance: Bool
  /// The way to the nearest goal from each cell of the map, where it is used.
  let distances: [UInt16]
  let items: GridSelection
  let itemCount: Int
  /// How many things of each selection that expressions speak of there are at first.
  let totals: [GridSelection: Int]
  let view: ObjectGridView

  init(_ definition: ObjectGridDefinition) {
    self.definition = definition
    if case .map(let layout, _) = definition.source { self.layout = layout } else { layout = nil }
    width = definition.width
    cellCount = definition.width * definition.height
    let neighbours = Self.neighbours(width: definition.width, height: definition.height)
    self.neighbours = neighbours
    things = definition.things
    terrains = definition.terrains
    grounds = definition.terrains.map(\.kind)
    eventBits = Self.eventBits(definition.events)
    opened = Self.doors(definition.things, .open)
    closed = Self.doors(definition.things, .closed)
    groundRewards = definition.terrains.map {
      Self.clause(GridExpression(constant: 1), definition.groundReward($0))
    }
    rewards = definition.rewards.map { Self.clause($0.condition, $0.value) }
    endings = definition.endings.map { Self.clause($0.condition, GridExpression(constant: 1)) }
    moves = definition.actions.map { action in
      guard case .move(let move) = action, move != .stay else { return ([], []) }
      let all = definition.actions.compactMap { other -> GridAction? in
        if case .move(let move) = other { move } else { nil }
      }
      let ways = definition.slip.moves(for: move, among: all)
      let directions = GridAction.directions
      return (
        ways.map { UInt8(directions.firstIndex(of: $0.direction) ?? 0) }, ways.map(\.probability)
      )
    }
    let clauses = groundRewards + rewards + endings
    let quantities = clauses.reduce(into: Set<GridQuantity>()) {
      $0.formUnion($1.condition.quantities)
      $0.formUnion($1.value.quantities)
    }
    countsSteps = quantities.contains(.steps)
    usesDistance = quantities.contains(.distance) || quantities.contains(.closer)
    distances =
      usesDistance
      ? layout.map { Self.distances($0.terrain, definition.terrains, neighbours) } ?? [] : []
    items = definition.items
    itemCount = definition.count(of: definition.items)
    var totals: [GridSelection: Int] = [:]
    for case .gone(let selection) in quantities {
      totals[selection] = definition.count(of: selection)
    }
    self.totals = totals
    view = ObjectGridView(definition)
  }

  /// The bit or bits of an event.
  @inline(__always)
  func bits(_ verb: Int, _ code: Int) -> UInt64 { eventBits[verb << 8 | code] }

  private static func clause(_ condition: GridExpression, _ value: GridExpression) -> Clause {
    var event: UInt64 = 0
    if condition.instructions.count == 1,
      case .event(let number) = condition.instructions[0].quantity,
      condition.instructions[0].operation == .quantity
    {
      event = 1 << UInt64(number)
    }
    return Clause(event: event, condition: condition, constant: value.constant, value: value)
  }

  private static func eventBits(_ events: [ObjectGridDefinition.Event]) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: GridVerb.allCases.count * 256)
    for (number, event) in events.enumerated() {
      let verb = event.verb.index
      for code in 0..<256 where event.selection.contains(UInt8(code)) {
        bits[verb << 8 | code] |= 1 << UInt64(number)
      }
    }
    return bits
  }

  /// The code of each door in another state; 0 for what is no door.
  private static func doors(_ things: [GridThing], _ state: GridThing.DoorState) -> [UInt8] {
    things.map { thing in
      guard thing.kind == .door else { return 0 }
      var other = thing
      other.door = state
      return UInt8(things.firstIndex { $0.appearance == other.appearance } ?? 0)
    }
  }

  static func neighbours(width: Int, height: Int) -> [Int32] {
    (0..<(width * height)).flatMap { cell -> [Int32] in
      [
        cell >= width ? Int32(cell - width) : -1,
        (cell + 1) % width != 0 ? Int32(cell + 1) : -1,
        cell + width < width * height ? Int32(cell + width) : -1,
        cell % width != 0 ? Int32(cell - 1) : -1,
      ]
    }
  }

  /// The moves from each cell to the nearest goal around the walls; the number of cells where
  /// there is no way.
  static func distances(
    _ ground: [UInt8], _ terrains: [GridTerrain], _ neighbours: [Int32]
  ) -> [UInt16] {
    let farthest = UInt16(ground.count)
    var distances = [UInt16](repeating: farthest, count: ground.count)
    var queue = ground.indices.filter { terrains[Int(ground[$0])].kind == .goal }
    for cell in queue { distances[cell] = 0 }
    var head = 0
    while head < queue.count {
      let cell = queue[head]
      head += 1
      for direction in 0..<4 {
        let next = Int(neighbours[4 * cell + direction])
        guard next >= 0, distances[next] == farthest,
          terrains[Int(ground[next])].kind != .wall
        else { continue }
        distances[next] = distances[cell] + 1
        queue.append(next)
      }
    }
    return distances
  }
}

extension GridVerb {
  /// Its number.
  var index: Int {
    switch self {
    case .pickup: 0
    case .drop: 1
    case .collect: 2
    case .unlock: 3
    case .open: 4
    case .close: 5
    case .push: 6
    case .place: 7
    case .unplace: 8
    case .caught: 9
    case .bump: 10
    case .enter: 11
    }
  }
}
