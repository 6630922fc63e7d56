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
    add("Rewards", Self.wrapped(rewards))
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

  private var successWords: String {
    switch success {
    case .terminated: "an episode that the task ended"
    case .survived: "an episode that lasted to the time limit"
    case .returnAtLeast(let least): "an episode with a return of at least \(least.brief)"
    }
  }

  /// The value and policy maps of a grid, one row of text for each map row.
  ///
  /// - Returns: nil for what is no grid.
  public func maps(of solution: Solution) -> (values: [String], policy: [String])? {
    guard case .grid(let grid) = world else { return nil }
    let table = GridTable(grid)
    precondition(
      solution.values.count == table.stateCount,
      "expected a solution of \(table.stateCount) states, got \(solution.values.count)")
    let texts = grid.cells.indices.map { cell in
      let state = table.stateOfCell[cell]
      return state < 0 ? "#" : Self.rounded(solution.values[state])
    }
    let width = (texts.map(\.count).max() ?? 1) + 1
    var values: [String] = []
    var policy: [String] = []
    for row in 0..<grid.height {
      let cells = (row * grid.width)..<((row + 1) * grid.width)
      values.append(
        texts[cells].map { String(repeating: " ", count: width - $0.count) + $0 }.joined())
      policy.append(
        cells.map { cell in
          let state = table.stateOfCell[cell]
          let kind = grid.cells[cell].kind
          guard state >= 0, kind != .cliff, !grid.endings.contains(kind) else {
            return String(grid.cells[cell].symbol)
          }
          return grid.actions[solution.policy[state]].symbol
        }.joined())
    }
    return (values, policy)
  }

  /// A number with two decimals.
  private static func rounded(_ value: Double) -> String {
    let hundredths = (abs(value) * 100).rounded()
    guard hundredths < 1e15 else { return value.description }
    let whole = Int(hundredths) / 100
    let rest = Int(hundredths) % 100
    return (value < 0 && hundredths > 0 ? "-" : "") + "\(whole)." + (rest < 10 ? "0" : "")
      + "\(rest)"
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
