extension ObjectGridWorld {
  /// Whether the state is one that the rules could go on from, whatever file it came from.
  public func isValid(_ state: State) -> Bool {
    let rules = rules
    let cells = 0..<rules.cellCount
    let isFixed = rules.layout != nil
    guard state.things.count == cells.count, state.terrain.count == (isFixed ? 0 : cells.count),
      state.terrain.allSatisfy({ Int($0) < rules.terrains.count }),
      state.distances.count == (isFixed || !rules.usesDistance ? 0 : cells.count),
      cells.contains(Int(state.agent)), state.steps >= 0, state.steps <= 1_000_000_000
    else { return false }
    let terrain = rules.layout?.terrain ?? state.terrain
    func isWall(_ cell: Int) -> Bool { rules.grounds[Int(terrain[cell])] == .wall }
    guard !isWall(Int(state.agent)) else { return false }
    for (cell, code) in state.things.enumerated() where code != 0 {
      guard Int(code) < rules.things.count, rules.view.thingPlanes[Int(code)] >= 0, !isWall(cell)
      else { return false }
    }
    guard Int(state.hand) < rules.things.count,
      state.hand == 0 || rules.view.handPlanes[Int(state.hand)] >= 0
    else { return false }
    for color in 0..<8 where state.ring >> UInt8(color) & 1 != 0 {
      guard color < rules.view.ringPlanes.count, rules.view.ringPlanes[color] >= 0 else {
        return false
      }
    }
    return hasValidGuards(state, isWall) && hasValidCounts(state, terrain)
  }

  private func hasValidGuards(_ state: State, _ isWall: (Int) -> Bool) -> Bool {
    let kinds = rules.definition.guards
    if let layout = rules.layout {
      guard state.guards.map(\.kind) == layout.guards.map(\.kind) else { return false }
    }
    guard state.guards.count <= rules.cellCount else { return false }
    return state.guards.allSatisfy { guardian in
      guard Int(guardian.kind) < kinds.count, guardian.heading < 4, guardian.cell >= 0,
        Int(guardian.cell) < rules.cellCount, !isWall(Int(guardian.cell))
      else { return false }
      return rules.view.guardPlanes[Int(guardian.kind) * 4 + Int(guardian.heading)] >= 0
    }
  }

  /// Whether what could be counted and measured anew is what the state says.
  private func hasValidCounts(_ state: State, _ terrain: [UInt8]) -> Bool {
    if !state.distances.isEmpty {
      let distances = ObjectGridRules.distances(terrain, rules.terrains, rules.neighbours)
      guard state.distances == distances else { return false }
    }
    let counted = counts(of: state)
    return state.remaining == counted.remaining && state.unplaced == counted.unplaced
      && Int(state.remaining) <= rules.itemCount && Int(state.unplaced) <= rules.view.targetCount
  }

  /// For example "row 3, column 4; carries a red key; 2 items left".
  public func describeState() -> String {
    var parts = [
      "row \(Int(state.agent) / rules.width), column \(Int(state.agent) % rules.width)"
    ]
    let ground = rules.terrains[terrainNumber(Int(state.agent))].kind
    if ground != .floor { parts[0] += " (\(ground.rawValue))" }
    if state.hand != 0 { parts.append("carries a \(rules.things[Int(state.hand)].words)") }
    for color in GridColor.allCases where state.ring >> color.index & 1 != 0 {
      parts.append("carries a \(color.rawValue) key")
    }
    if rules.itemCount > 0 {
      parts.append("\(state.remaining) item\(state.remaining == 1 ? "" : "s") left")
    }
    if rules.view.targetCount > 0 {
      parts.append("\(state.unplaced) target\(state.unplaced == 1 ? "" : "s") to fill")
    }
    return parts.joined(separator: "; ")
  }
}
