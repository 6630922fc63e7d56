extension ObjectGridWorld {
  /// Takes an action and moves the guards; the rules in one place, for playing and for solving.
  mutating func advance(_ action: Int, from chance: inout some GridChance) -> StepResult {
    precondition(
      action >= 0 && action < rules.moves.count,
      "expected an action in 0..<\(rules.moves.count), got \(action)")
    let rules = rules
    fired = 0
    if rules.countsSteps { state.steps += 1 }
    let before = Int(state.agent)
    var place = before
    switch rules.definition.actions[action] {
    case .move(.stay): break
    case .move:
      let ways = rules.moves[action]
      let way = ways.directions.count == 1 ? 0 : chance.choice(of: ways.probabilities)
      place = move(Int(ways.directions[way]), from: &chance)
    case .pickup: pickUp(needsFreeHand: true)
    case .drop: putDown()
    case .toggle: toggle()
    }
    moveGuards(from: &chance)
    if rules.usesDistance { closer = distance(before) - distance(Int(state.agent)) }
    let ground = terrainNumber(place)
    self.place = ground
    fired |= rules.bits(GridVerb.enter.index, ground)
    return result(ground)
  }

  /// What the step is worth and whether it ends the task.
  @inline(__always)
  private mutating func result(_ ground: Int) -> StepResult {
    let rules = rules
    var reward = value(of: rules.groundRewards[ground])
    for clause in rules.rewards where holds(clause) { reward += value(of: clause) }
    reward = max(-Self.largestReward, min(Self.largestReward, reward))
    exactReward = reward
    var isOver = false
    for clause in rules.endings where holds(clause) { isOver = true }
    return StepResult(reward: Float(reward), terminated: isOver)
  }

  /// Rewards are cut off here.
  static var largestReward: Double { 1e6 }

  @inline(__always)
  func holds(_ clause: ObjectGridRules.Clause) -> Bool {
    clause.event != 0 ? fired & clause.event != 0 : clause.condition.value(self) != 0
  }

  @inline(__always)
  private func value(of clause: ObjectGridRules.Clause) -> Double {
    if let constant = clause.constant { return constant }
    return clause.value.value(self)
  }

  // MARK: Moving

  /// Moves the agent in a direction as far as what is there allows.
  ///
  /// - Returns: the cell in which the step counts as ended: for a cliff, that of the cliff.
  private mutating func move(_ direction: Int, from chance: inout some GridChance) -> Int {
    let rules = rules
    let here = Int(state.agent)
    let there = Int(rules.neighbours[4 * here + direction])
    guard there >= 0, rules.grounds[terrainNumber(there)] != .wall else { return bump() }
    if let other = guardKind(at: there) {
      fire(.caught, other)
      return here
    }
    let code = state.things[there]
    let opens = rules.definition.dynamics.opensByMoving
    if code != 0 {
      let thing = rules.things[Int(code)]
      switch thing.kind {
      case .key, .parcel, .item: break
      case .door:
        guard thing.door == .open || opens && openDoor(there) else { return bump() }
      case .box:
        guard opens else { return bump() }
        openBox(there)
        return here
      case .block:
        guard push(there, direction) else { return bump() }
      }
    }
    state.agent = Int32(there)
    return arrive(there, from: &chance)
  }

  /// What happens on entering a cell.
  private mutating func arrive(_ cell: Int, from chance: inout some GridChance) -> Int {
    let rules = rules
    let ground = rules.grounds[terrainNumber(cell)]
    if ground == .cliff {
      returnToStart(from: &chance)
      return cell
    }
    let code = state.things[cell]
    if code != 0 {
      switch rules.things[Int(code)].kind {
      case .item:
        state.things[cell] = 0
        state.remaining -= 1
        fire(.collect, Int(code))
      case .key, .parcel:
        if rules.definition.dynamics.takesByEntering { pickUp(needsFreeHand: false) }
      case .door, .box, .block: break
      }
    }
    if rules.definition.dynamics.takesByEntering, state.hand != 0, ground == .target,
      rules.terrains[terrainNumber(cell)].wants.contains(state.hand)
    {
      putDown()
    }
    if ground == .switch { moveDoors(of: rules.terrains[terrainNumber(cell)].color) }
    return cell
  }

  /// Goes to a start cell, each free one equally likely; stays where none is free.
  private mutating func returnToStart(from chance: inout some GridChance) {
    let free = startCells().filter { isFree($0) }
    guard !free.isEmpty else { return }
    state.agent = Int32(free.count == 1 ? free[0] : free[chance.integer(below: free.count)])
  }

  /// The start cells of the present map; allocates.
  private func startCells() -> [Int] {
    if let layout = rules.layout { return layout.starts.map { Int($0) } }
    return state.terrain.indices.filter { rules.grounds[Int(state.terrain[$0])] == .start }
  }

  private mutating func bump() -> Int {
    fire(.bump, 0)
    return Int(state.agent)
  }

  // MARK: Guards

  private mutating func moveGuards(from chance: inout some GridChance) {
    for index in state.guards.indices {
      let guardian = state.guards[index]
      let moves = rules.definition.guards[Int(guardian.kind)].moves
      if moves == .random {
        let heading = chance.integer(below: 4)
        state.guards[index].heading = 0
        _ = moveGuard(index, heading)
      } else if !moveGuard(index, Int(guardian.heading)) {
        // Something is in the way: it turns round and goes back in the same step.
        let back = (Int(guardian.heading) + 2) % 4
        state.guards[index].heading = UInt8(back)
        _ = moveGuard(index, back)
      }
    }
  }

  /// Moves a guard unless something is in the way; to meet the agent is no reason to turn.
  private mutating func moveGuard(_ index: Int, _ heading: Int) -> Bool {
    let rules = rules
    let next = Int(rules.neighbours[4 * Int(state.guards[index].cell) + heading])
    guard next >= 0 else { return false }
    if next == Int(state.agent) {
      fire(.caught, Int(state.guards[index].kind))
      return true
    }
    guard isFree(next) else { return false }
    state.guards[index].cell = Int32(next)
    return true
  }

  /// Whether a guard or a block may be in a cell: open ground with nothing and nobody on it.
  func isFree(_ cell: Int) -> Bool {
    switch rules.grounds[terrainNumber(cell)] {
    case .floor, .start, .target, .switch: break
    case .wall, .goal, .hazard, .cliff: return false
    }
    return state.things[cell] == 0 && guardKind(at: cell) == nil
  }

  /// The kind of the guard in a cell.
  @inline(__always)
  func guardKind(at cell: Int) -> Int? {
    for guardian in state.guards where Int(guardian.cell) == cell { return Int(guardian.kind) }
    return nil
  }
}
