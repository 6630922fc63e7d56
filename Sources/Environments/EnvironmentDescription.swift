/// What a definition says, arranged for reading: headings with lines below them.
public struct EnvironmentDescription: Sendable, Hashable {
  /// A heading with its lines.
  public struct Section: Sendable, Hashable {
    /// The heading.
    public var title: String
    /// The lines below it.
    public var lines: [String]
  }

  /// The sections, in order.
  public var sections: [Section]

  /// The whole as text: headings at the margin, lines indented by two.
  public var text: String {
    sections.map { section in
      ([section.title] + section.lines.map { $0.isEmpty ? "" : "  " + $0 }).joined(separator: "\n")
    }.joined(separator: "\n") + "\n"
  }
}

extension EnvironmentDefinition {
  /// What the definition says, arranged for reading.
  public func describe() -> EnvironmentDescription {
    var sections: [EnvironmentDescription.Section] = [
      .init(title: "\(id), version \(version)", lines: [summary])
    ]
    func add(_ title: String, _ lines: [String]) {
      sections.append(.init(title: title, lines: lines))
    }
    if case .grid(let grid) = world {
      add("Map", grid.mapRows)
      add("Legend", grid.legend.map { grid.words(for: $0) })
    }
    if case .objectGrid(let grid) = world {
      add("Map", grid.mapRows)
      add("Legend", grid.legend.map { grid.words(for: $0) })
      if !grid.dynamicsLines.isEmpty { add("Dynamics", grid.dynamicsLines) }
    }
    add("Observation", observationLines)
    if !wrappers.isEmpty { add("Wrappers", wrappers.map(\.description)) }
    add("Actions", actionLines(actionSpace))
    add("Rewards", rewardLines)
    add("Termination", Self.wrapped(termination))
    add("Time limit", [timeLimit.map { "\($0) steps" } ?? "none"])
    add("Success", [successWords])
    if let enumerable = makeEnumerable() {
      let starts = enumerable.startDistribution.count
      let beginnings = starts == 1 ? "1 start" : "\(starts) starts"
      add("States", ["\(enumerable.stateCount), \(beginnings)"])
    }
    if !parameters.isEmpty {
      add("Parameters", parameters.split(separator: "\n").map(String.init))
    }
    if let agent, !agent.entries.isEmpty {
      add(
        "Recommended agent",
        agent.entries.map { "\($0.key): " + ((try? $0.node.fieldText) ?? "…") })
    }
    if !source.isEmpty { add("Source", Self.wrapped(source)) }
    return EnvironmentDescription(sections: sections)
  }

  private var observationLines: [String] {
    let space = observationSpace
    var lines = Self.wrapped(observation) + [space.description]
    if case .objectGrid(let grid) = world { lines += grid.observationLines }
    guard case .game(let game) = world else { return lines }
    let names = type(of: game).observationNames
    let isRanged = names.count == space.count && wrappers.isEmpty
    for (index, name) in names.enumerated() {
      lines.append(
        "\(index)  \(name)" + (isRanged ? "  \(space.low[index])...\(space.high[index])" : ""))
    }
    return lines
  }

  private func actionLines(_ space: Discrete) -> [String] {
    var lines = space.names.enumerated().map { "\($0.offset)  \($0.element)" }
    if case .grid(let grid) = world { lines.append(grid.slipWords) }
    if case .objectGrid(let grid) = world { lines.append(grid.slip.words) }
    return lines
  }

  private var rewardLines: [String] {
    switch world {
    case .grid, .external: return Self.wrapped(rewards)
    case .objectGrid(let grid): return grid.rewardLines
    case .game:
      let range = makeEnvironment().rewardRange
      let (low, high) = (Double(range.lowerBound).brief, Double(range.upperBound).brief)
      return Self.wrapped(rewards) + ["each step in \(low)...\(high)"]
    }
  }

  private var successWords: String {
    switch success {
    case .terminated: "an episode that the task ended"
    case .survived: "an episode that lasted to the time limit"
    case .returnAtLeast(let least): "an episode with a return of at least \(least.brief)"
    }
  }

  /// Lines of at most 90 characters.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = [""]
    for word in text.split(separator: " ") {
      if lines[lines.count - 1].isEmpty {
        lines[lines.count - 1] = String(word)
      } else if lines[lines.count - 1].count + word.count < 90 {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
