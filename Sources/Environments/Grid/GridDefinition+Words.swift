extension GridDefinition {
  /// What the agent sees, in words.
  var observationWords: String {
    switch observation {
    case .coordinates: "row and column of the agent, each scaled to -1...1"
    case .oneHot: "one element for each cell that is no wall: 1 where the agent is, else 0"
    case .layers: "planes of 0 and 1: agent, wall, goal, hazard or cliff"
    }
  }

  /// What is rewarded, in words.
  var rewardWords: String {
    var parts = ["\(stepReward.brief) a step"]
    for kind in Kind.allCases {
      guard let reward = kindRewards[kind] else { continue }
      let place = kind == .cliff ? "that goes over a cliff" : "that ends in a \(kind.rawValue) cell"
      parts.append("\(reward.brief) for one \(place)")
    }
    for cell in legend {
      guard let reward = cell.reward else { continue }
      parts.append("\(reward.brief) for one that ends in a cell '\(cell.symbol)'")
    }
    return parts.joined(separator: ", ")
  }

  /// What ends the task, in words.
  var endingWords: String {
    let kinds = Kind.allCases.filter(endings.contains).map { "a \($0.rawValue) cell" }
    return kinds.isEmpty
      ? "nothing but the time limit" : "in " + kinds.joined(separator: " or ")
  }

  /// How moves can fail, in words.
  var slipWords: String { slip.words }
}

extension GridSlip {
  /// How moves can fail, in words.
  var words: String {
    switch model {
    case .none: "every move goes as intended"
    case .perpendicular:
      "a move goes as intended with probability \(intended.fraction), to each side of it "
        + "with probability \(each.fraction)"
    case .others:
      "a move goes as intended with probability \(intended.fraction), in each other "
        + "direction with probability \(each.fraction)"
    }
  }
}

extension Double {
  /// Without a decimal point where it is whole.
  var brief: String {
    self == rounded() && abs(self) < 1e15 ? String(Int(self)) : description
  }

  /// As a fraction with a denominator up to 12 where it is one, else as a number.
  var fraction: String {
    for denominator in 1...12 {
      let numerator = (self * Double(denominator)).rounded()
      guard abs(numerator / Double(denominator) - self) < 1e-12 else { continue }
      return denominator == 1 ? "\(Int(numerator))" : "\(Int(numerator))/\(denominator)"
    }
    return description
  }
}

extension GridDefinition {
  /// A legend entry in words, such as "#  wall" or "H  hazard, ends the task, reward -1".
  func words(for cell: Cell) -> String {
    var parts = ["\(cell.symbol)  \(cell.kind.rawValue)"]
    if endings.contains(cell.kind) { parts.append("ends the task") }
    if cell.kind == .cliff { parts.append("leads back to a start") }
    if cell.kind != .wall { parts.append("reward \(reward(of: cell).brief)") }
    return parts.joined(separator: ", ")
  }
}
