/// States of a grid with objects by number, packed into bytes.
struct GridStateIndex: Sendable {
  private let rules: ObjectGridRules
  /// The cells on which things can lie: those that are no wall.
  private let openCells: [Int]
  private let guardCount: Int
  /// Bytes of one state.
  private let size: Int
  private var bytes: [UInt8] = []
  /// Open addressing: the number of a state plus 1, 0 for an empty place.
  private var slots: [Int32]
  /// The number of states.
  private(set) var count = 0
  private var packed: [UInt8]

  init(rules: ObjectGridRules) {
    self.rules = rules
    openCells = (rules.layout?.terrain ?? []).indices.filter {
      rules.grounds[Int(rules.layout?.terrain[$0] ?? 0)] != .wall
    }
    guardCount = rules.layout?.guards.count ?? 0
    size = 2 + 2 + 4 + 3 * guardCount + openCells.count
    slots = [Int32](repeating: 0, count: 1 << 12)
    packed = [UInt8](repeating: 0, count: size)
  }

  /// The number of a state, which is added where it is new.
  mutating func number(of state: ObjectGridWorld.State) -> Int32 {
    pack(state, into: &packed)
    var slot = hash(packed) & (slots.count - 1)
    while slots[slot] != 0 {
      if isPacked(at: Int(slots[slot]) - 1, packed) { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    bytes.append(contentsOf: packed)
    count += 1
    slots[slot] = Int32(count)
    if 2 * count > slots.count { grow() }
    return Int32(count) - 1
  }

  /// The number of a state that is known.
  func find(_ state: ObjectGridWorld.State) -> Int? {
    var packed = [UInt8](repeating: 0, count: size)
    pack(state, into: &packed)
    var slot = hash(packed) & (slots.count - 1)
    while slots[slot] != 0 {
      if isPacked(at: Int(slots[slot]) - 1, packed) { return Int(slots[slot]) - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// The state of a number.
  ///
  /// - Parameters:
  ///   - number: the number of a known state.
  ///   - state: any state of the world, for what all have in common.
  /// - Returns: the state.
  func state(_ number: Int, like state: ObjectGridWorld.State) -> ObjectGridWorld.State {
    var state = state
    let first = number * size
    state.agent = Int32(bytes[first]) | Int32(bytes[first + 1]) << 8
    state.hand = bytes[first + 2]
    state.ring = bytes[first + 3]
    state.steps = 0
    for byte in 0..<4 { state.steps |= Int32(bytes[first + 4 + byte]) << Int32(8 * byte) }
    let kinds = rules.layout?.guards ?? []
    state.guards = kinds
    for index in 0..<guardCount {
      let place = first + 8 + 3 * index
      state.guards[index].cell = Int32(bytes[place]) | Int32(bytes[place + 1]) << 8
      state.guards[index].heading = bytes[place + 2]
    }
    let things = first + 8 + 3 * guardCount
    for (place, cell) in openCells.enumerated() { state.things[cell] = bytes[things + place] }
    state.remaining = 0
    state.unplaced = 0
    for cell in openCells {
      let code = state.things[cell]
      if code != 0 {
        state.remaining += Int32(rules.definition.weight(of: code, in: rules.items))
      }
      let number = Int(rules.layout?.terrain[cell] ?? 0)
      guard rules.grounds[number] == .target else { continue }
      if code == 0 || !rules.terrains[number].wants.contains(code) { state.unplaced += 1 }
    }
    return state
  }

  // MARK: Packing

  private func pack(_ state: ObjectGridWorld.State, into packed: inout [UInt8]) {
    packed[0] = UInt8(truncatingIfNeeded: state.agent)
    packed[1] = UInt8(truncatingIfNeeded: state.agent >> 8)
    packed[2] = state.hand
    packed[3] = state.ring
    for byte in 0..<4 {
      packed[4 + byte] = UInt8(truncatingIfNeeded: state.steps >> Int32(8 * byte))
    }
    var place = 8
    for guardian in state.guards {
      packed[place] = UInt8(truncatingIfNeeded: guardian.cell)
      packed[place + 1] = UInt8(truncatingIfNeeded: guardian.cell >> 8)
      packed[place + 2] = guardian.heading
      place += 3
    }
    for cell in openCells {
      packed[place] = state.things[cell]
      place += 1
    }
  }

  private func isPacked(at number: Int, _ packed: [UInt8]) -> Bool {
    let first = number * size
    for place in 0..<size where bytes[first + place] != packed[place] { return false }
    return true
  }

  /// FNV-1a, with a last mixing, since only the low bits are used.
  private func hash(_ packed: [UInt8]) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in packed { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: (hash ^ hash >> 32) & 0x7FFF_FFFF)
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: 2 * slots.count)
    for number in 0..<count {
      let first = number * size
      var slot = hash(Array(bytes[first..<(first + size)])) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number + 1)
    }
  }
}
