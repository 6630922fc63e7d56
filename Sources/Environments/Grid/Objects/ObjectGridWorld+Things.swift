extension ObjectGridWorld {
  /// Notes an event.
  @inline(__always)
  mutating func fire(_ verb: GridVerb, _ code: Int) { fired |= rules.bits(verb.index, code) }

  /// Puts a thing into a cell or, with 0, takes away what lies there; targets notice.
  mutating func put(_ code: UInt8, into cell: Int) {
    let before = state.things[cell]
    state.things[cell] = code
    guard rules.grounds[terrainNumber(cell)] == .target else { return }
    let ground = rules.terrains[terrainNumber(cell)]
    let had = before != 0 && ground.wants.contains(before)
    let has = code != 0 && ground.wants.contains(code)
    if had && !has {
      state.unplaced += 1
      fire(.unplace, Int(before))
    } else if has && !had {
      state.unplaced -= 1
      fire(.place, Int(code))
    }
  }

  /// Pushes a block on to the next cell, if that is free.
  ///
  /// - Returns: whether it moved.
  mutating func push(_ cell: Int, _ direction: Int) -> Bool {
    let next = Int(rules.neighbours[4 * cell + direction])
    guard next >= 0, isFree(next) else { return false }
    let code = state.things[cell]
    fire(.push, Int(code))
    put(0, into: cell)
    put(code, into: next)
    return true
  }

  // MARK: Hands

  /// Takes the key or parcel in the agent's cell.
  ///
  /// - Parameter needsFreeHand: whether keys go into the hand; else they go onto the ring, which
  ///   holds any number. A parcel always needs the hand, and one that lies where it is wanted is
  ///   left there by who takes things in passing.
  mutating func pickUp(needsFreeHand: Bool) {
    let rules = rules
    let cell = Int(state.agent)
    let code = state.things[cell]
    guard code != 0 else { return }
    let thing = rules.things[Int(code)]
    switch thing.kind {
    case .key where !needsFreeHand:
      state.ring |= 1 << (thing.color?.index ?? 0)
    case .key, .parcel:
      guard state.hand == 0 else { return }
      let ground = rules.terrains[terrainNumber(cell)]
      if !needsFreeHand, ground.kind == .target, ground.wants.contains(code) { return }
      state.hand = code
    case .door, .box, .item, .block: return
    }
    put(0, into: cell)
    fire(.pickup, Int(code))
  }

  /// Puts down what is in the hand where nothing lies.
  mutating func putDown() {
    let cell = Int(state.agent)
    let code = state.hand
    guard code != 0, state.things[cell] == 0 else { return }
    state.hand = 0
    fire(.drop, Int(code))
    put(code, into: cell)
  }

  // MARK: Doors and boxes

  /// Opens and closes the doors beside the agent and opens the boxes.
  mutating func toggle() {
    let rules = rules
    for direction in 0..<4 {
      let cell = Int(rules.neighbours[4 * Int(state.agent) + direction])
      guard cell >= 0, state.things[cell] != 0 else { continue }
      let code = state.things[cell]
      let thing = rules.things[Int(code)]
      switch thing.kind {
      case .box: openBox(cell)
      case .door where thing.door == .open:
        state.things[cell] = rules.closed[Int(code)]
        fire(.close, Int(code))
      case .door: _ = openDoor(cell)
      case .key, .item, .parcel, .block: continue
      }
    }
  }

  /// Opens a door, where it is locked with a key of its colour.
  ///
  /// - Returns: whether it is open now.
  mutating func openDoor(_ cell: Int) -> Bool {
    let rules = rules
    let code = state.things[cell]
    let thing = rules.things[Int(code)]
    if thing.door == .locked {
      guard useKey(thing.color) else { return false }
      fire(.unlock, Int(code))
    }
    state.things[cell] = rules.opened[Int(code)]
    fire(.open, Int(code))
    return true
  }

  /// Opens a box: what it holds lies in its place.
  mutating func openBox(_ cell: Int) {
    let code = state.things[cell]
    fire(.open, Int(code))
    put(rules.things[Int(code)].contents, into: cell)
  }

  /// Whether the agent has a key of a colour; it is gone then where keys are used up.
  private mutating func useKey(_ color: GridColor?) -> Bool {
    let bit: UInt8 = 1 << (color?.index ?? 0)
    let held = rules.things[Int(state.hand)]
    let usesUp = rules.definition.dynamics.usesUpKeys
    if state.ring & bit != 0 {
      if usesUp { state.ring &= ~bit }
      return true
    }
    guard state.hand != 0, held.kind == .key, held.color == color else { return false }
    if usesUp { state.hand = 0 }
    return true
  }

  /// Opens the closed and closes the open doors of a colour; where somebody stands nothing closes.
  mutating func moveDoors(of color: GridColor?) {
    let rules = rules
    for cell in state.things.indices {
      let code = state.things[cell]
      guard code != 0, rules.things[Int(code)].kind == .door,
        color == nil || rules.things[Int(code)].color == color, cell != Int(state.agent)
      else { continue }
      let isOpen = rules.things[Int(code)].door == .open
      state.things[cell] = isOpen ? rules.closed[Int(code)] : rules.opened[Int(code)]
      fire(isOpen ? .close : .open, Int(code))
    }
  }
}
