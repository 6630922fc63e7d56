extension ObjectGridWorld: GridQuantitySource {
  func value(of quantity: GridQuantity) -> Double {
    switch quantity {
    case .steps: Double(state.steps)
    case .row: Double(Int(state.agent) / rules.width)
    case .column: Double(Int(state.agent) % rules.width)
    case .collected: Double(rules.itemCount - Int(state.remaining))
    case .remaining: Double(state.remaining)
    case .placed: Double(rules.view.targetCount - Int(state.unplaced))
    case .unplaced: Double(state.unplaced)
    case .distance: distance(Int(state.agent))
    case .closer: closer
    case .carrying(let selection): Double(carried(selection))
    case .lying(let selection): Double(lying(selection))
    case .gone(let selection): Double((rules.totals[selection] ?? 0) - lying(selection))
    case .event(let number): fired >> UInt64(number) & 1 != 0 ? 1 : 0
    }
  }

  /// The way to the nearest goal from a cell, in moves.
  func distance(_ cell: Int) -> Double {
    Double(rules.layout == nil ? state.distances[cell] : rules.distances[cell])
  }

  private func carried(_ selection: GridSelection) -> Int {
    var count = state.hand != 0 && selection.contains(state.hand) ? 1 : 0
    guard state.ring != 0 else { return count }
    for color in GridColor.allCases where state.ring >> color.index & 1 != 0 {
      // A ring holds keys by colour alone.
      let isMeant = rules.things.indices.contains {
        rules.things[$0].kind == .key && rules.things[$0].color == color
          && selection.contains(UInt8($0))
      }
      if isMeant { count += 1 }
    }
    return count
  }

  private func lying(_ selection: GridSelection) -> Int {
    var count = 0
    for code in state.things where code != 0 {
      count += rules.definition.weight(of: code, in: selection)
    }
    return count
  }
}

extension ObjectGridRules {
  /// An interval that holds every reward.
  var rewardRange: ClosedRange<Float> {
    let limit = ObjectGridWorld.largestReward
    var low = Double.infinity
    var high = -Double.infinity
    for clause in groundRewards {
      let range = clause.value.range(range(of:))
      low = min(low, range.lowerBound)
      high = max(high, range.upperBound)
    }
    for clause in rewards {
      let range = clause.value.range(range(of:))
      low += min(range.lowerBound, 0)
      high += max(range.upperBound, 0)
    }
    guard low <= high else { return Float(-limit)...Float(limit) }
    return Float(max(low, -limit))...Float(min(high, limit))
  }

  private func range(of quantity: GridQuantity) -> ClosedRange<Double> {
    let cells = Double(cellCount)
    switch quantity {
    case .steps: return 1...Double(definition.timeLimit ?? 1_000_000_000)
    case .row: return 0...Double(definition.height - 1)
    case .column: return 0...Double(definition.width - 1)
    case .collected, .remaining: return 0...Double(itemCount)
    case .placed, .unplaced: return 0...Double(view.targetCount)
    case .distance: return 0...cells
    case .closer: return -cells...cells
    case .carrying: return 0...Double(GridColor.allCases.count + 1)
    case .lying(let selection): return 0...Double(definition.count(of: selection))
    // What a box holds may be put down again, and a parcel carried counts as gone.
    case .gone(let selection):
      return -Double(definition.count(of: selection))...Double(definition.count(of: selection))
    case .event: return 0...1
    }
  }
}
