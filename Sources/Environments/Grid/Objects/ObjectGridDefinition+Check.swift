extension ObjectGridDefinition {
  /// Looks for what can be read but is probably not meant.
  func check(timeLimit: Int?, file: String) -> [Finding] {
    let inspection = ObjectGridInspection(self, timeLimit: timeLimit, file: file)
    return inspection.unusedParts() + inspection.reachability() + inspection.impossibleParts()
      + inspection.worth()
  }
}

/// A look at what can happen in a grid with objects.
private struct ObjectGridInspection {
  let grid: ObjectGridDefinition
  let timeLimit: Int?
  let file: String
  let enumerated: EnumeratedGrid?

  init(_ grid: ObjectGridDefinition, timeLimit: Int?, file: String) {
    self.grid = grid
    self.timeLimit = timeLimit
    self.file = file
    enumerated = EnumeratedGrid(grid)
  }

  private func finding(_ severity: Finding.Severity, _ message: String, _ line: Int?) -> Finding {
    Finding(severity: severity, message: message, file: file, line: line)
  }

  private func place(_ cell: Int) -> String {
    "map row \(cell / grid.width + 1), column \(cell % grid.width + 1)"
  }

  // MARK: Parts

  /// Legend entries that nothing uses.
  func unusedParts() -> [Finding] {
    grid.legend.enumerated().compactMap { number, entry in
      let isUsed: Bool
      switch grid.source {
      case .map(let layout, _): isUsed = layout.symbols.contains(entry.symbol)
      case .generator(let generator):
        isUsed =
          number == generator.wall || number == generator.floor
          || generator.contents.contains { $0.legend == number && $0.count > 0 }
      }
      guard !isUsed else { return nil }
      return finding(.warning, "the map has no cell '\(entry.symbol)' of the legend", entry.line)
    }
  }

  /// Rewards and endings that never come.
  func impossibleParts() -> [Finding] {
    guard let graph = enumerated?.graph else { return [] }
    var findings: [Finding] = []
    for (reward, holds) in zip(grid.rewards, graph.rewardsThatHold) where !holds {
      findings.append(
        finding(
          .warning, "the reward for '\(reward.text)' can never be had: it never happens",
          reward.line))
    }
    for kind in GridTerrain.Kind.allCases where grid.kindRewards[kind] != nil {
      let numbers = grid.terrains.indices.filter {
        grid.terrains[$0].kind == kind && grid.terrains[$0].reward == nil
      }
      guard !numbers.contains(where: { graph.groundsReached[$0] }) else { continue }
      findings.append(
        finding(
          .warning, "the reward for '\(kind.rawValue)' can never be had: no step ends there",
          grid.kindRewardLines[kind]))
    }
    guard graph.endingsThatHold.contains(true) else { return findings }
    for (ending, holds) in zip(grid.endings, graph.endingsThatHold) where !holds {
      findings.append(finding(.warning, "the ending '\(ending.text)' never comes", ending.line))
    }
    return findings
  }

  // MARK: Ways

  /// Goals and things that cannot be reached, endings that cannot be, states without a way on.
  func reachability() -> [Finding] {
    guard case .map(let layout, let lines) = grid.source else { return [] }
    var findings: [Finding] = []
    let reached = enumerated?.graph.cellsReached ?? relaxedReach(layout)
    let goals = layout.terrain.indices.filter {
      grid.terrains[Int(layout.terrain[$0])].kind == .goal
    }
    let isHopeless = !goals.contains { reached[$0] }
    for goal in goals where !reached[goal] {
      findings.append(
        finding(
          isHopeless ? .error : .warning,
          "the goal in \(place(goal)) cannot be reached from any start", lines[goal / grid.width]))
    }
    for (cell, code) in layout.things.enumerated() where code != 0 && !reached[cell] {
      let thing = grid.things[Int(code)]
      guard [.item, .key, .parcel].contains(thing.kind) else { continue }
      findings.append(
        finding(
          .warning, "the \(thing.words) in \(place(cell)) can never be reached",
          lines[cell / grid.width]))
    }
    guard let enumerated, !grid.endings.isEmpty else { return findings }
    return findings + endings(enumerated, layout, lines)
  }

  private func endings(
    _ enumerated: EnumeratedGrid, _ layout: GridLayout, _ lines: [Int]
  ) -> [Finding] {
    let graph = enumerated.graph
    let distances = graph.stepsToEnd()
    let starts = Set(graph.starts.map { Int($0) })
    let hopeless = graph.starts.indices.filter { distances[Int(graph.starts[$0])] == nil }
    var findings: [Finding] = hopeless.map { index in
      let cell = Int(layout.starts[index])
      return finding(
        .error, "no ending can be reached from the start in \(place(cell))",
        lines[cell / grid.width])
    }
    if let nearest = starts.compactMap({ distances[$0] }).min(), let timeLimit,
      nearest > timeLimit
    {
      findings.append(
        finding(
          .error,
          "the nearest ending is \(nearest) steps away, more than the time limit of \(timeLimit)",
          grid.endings[0].line))
    }
    // Blocks get stuck: that is what such puzzles are about.
    let hasBlocks = grid.things.dropFirst().contains { $0.kind == .block }
    let dead = (0..<(graph.stateCount - 1)).filter { distances[$0] == nil && !starts.contains($0) }
    if let first = dead.first, hopeless.isEmpty, !hasBlocks {
      findings.append(
        finding(
          .warning,
          "\(dead.count) of \(graph.stateCount - 1) states are dead: no ending can be reached from "
            + "them any more; the first: \(enumerated.describe(state: first))", nil))
    }
    return findings
  }

  /// The cells that could be reached if nothing but walls stood in the way.
  private func relaxedReach(_ layout: GridLayout) -> [Bool] {
    let neighbours = ObjectGridRules.neighbours(width: layout.width, height: layout.height)
    var reached = [Bool](repeating: false, count: layout.terrain.count)
    var queue = layout.starts.map { Int($0) }
    for cell in queue { reached[cell] = true }
    var head = 0
    while head < queue.count {
      for direction in 0..<4 {
        let next = Int(neighbours[4 * queue[head] + direction])
        guard next >= 0, !reached[next],
          grid.terrains[Int(layout.terrain[next])].kind != .wall
        else { continue }
        reached[next] = true
        queue.append(next)
      }
      head += 1
    }
    return reached
  }

  // MARK: Worth

  /// Rewards under which the best play is not what an ending suggests.
  func worth() -> [Finding] {
    guard let enumerated, enumerated.graph.endingsThatHold.contains(true),
      let solution = enumerated.solve(timeLimit: timeLimit, looks: 40_000_000)
    else { return [] }
    if enumerated.graph.outcomes.allSatisfy({ $0.reward == 0 }) {
      return [finding(.warning, "every reward is 0: all play is equally good", nil)]
    }
    guard solution.terminationProbability < 1e-9 else { return [] }
    return [
      finding(
        .warning,
        "the rewards make it best never to end the task: the best return of "
          + "\(solution.optimalReturn) is had without it", nil)
    ]
  }
}

extension GridStateGraph {
  /// The fewest steps from each state to an ending; nil where none can be reached.
  func stepsToEnd() -> [Int?] {
    var previous = [[Int32]](repeating: [], count: stateCount)
    for state in 0..<(stateCount - 1) {
      for row in (state * actionCount)..<((state + 1) * actionCount) {
        for place in Int(offsets[row])..<Int(offsets[row + 1])
        where outcomes[place].probability > 0 {
          previous[outcomes[place].nextState].append(Int32(state))
        }
      }
    }
    var distances = [Int?](repeating: nil, count: stateCount)
    distances[stateCount - 1] = 0
    var queue = [stateCount - 1]
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      for before in previous[state] where distances[Int(before)] == nil {
        distances[Int(before)] = (distances[state] ?? 0) + 1
        queue.append(Int(before))
      }
    }
    return distances
  }
}
