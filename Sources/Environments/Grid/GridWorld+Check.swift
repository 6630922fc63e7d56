extension EnvironmentDefinition {
  /// Looks for what can be read but is probably not meant: goals that cannot be reached, cells
  /// from which there is no way on, rewards that can never be had or that nothing is worth.
  ///
  /// - Returns: the findings, errors first; none for a game, whose rules its own tests check.
  public func check() -> [Finding] {
    let findings: [Finding]
    switch world {
    case .game, .external: return []
    case .objectGrid(let grid): findings = grid.check(timeLimit: timeLimit, file: file)
    case .grid(let grid):
      let inspection = GridInspection(grid, timeLimit: timeLimit, file: file)
      findings = inspection.reachability() + inspection.unusedParts() + inspection.worth()
    }
    return findings.filter { $0.severity == .error } + findings.filter { $0.severity == .warning }
  }
}

/// A look at what can happen in a grid.
private struct GridInspection {
  let grid: GridDefinition
  let world: GridWorld
  let timeLimit: Int?
  let file: String
  /// The fewest steps from a start to each state, nil where there is no way.
  let distance: [Int?]
  /// Whether a goal can be reached from each state.
  let hasWayToGoal: [Bool]

  init(_ grid: GridDefinition, timeLimit: Int?, file: String) {
    self.grid = grid
    self.timeLimit = timeLimit
    self.file = file
    let world = GridWorld(grid)
    self.world = world
    let states = 0..<world.stateCount
    let next: [[Int]] = states.map { state in
      (0..<world.actionSpace.count).flatMap { action in
        world.outcomes(of: state, action: action).filter { $0.probability > 0 }.map(\.nextState)
      }
    }
    distance = Self.distances(from: world.table.starts.map { Int($0) }, next)
    var previous = [[Int]](repeating: [], count: world.stateCount)
    for state in states {
      for follower in next[state] { previous[follower].append(state) }
    }
    let goals = states.filter { grid.cells[world.table.cellOfState[$0]].kind == .goal }
    hasWayToGoal = Self.distances(from: goals, previous).map { $0 != nil }
  }

  private static func distances(from starts: [Int], _ next: [[Int]]) -> [Int?] {
    var distance = [Int?](repeating: nil, count: next.count)
    var queue = starts
    for start in starts { distance[start] = 0 }
    var head = 0
    while head < queue.count {
      let state = queue[head]
      head += 1
      for follower in next[state] where distance[follower] == nil {
        distance[follower] = (distance[state] ?? 0) + 1
        queue.append(follower)
      }
    }
    return distance
  }

  private func kind(_ state: Int) -> GridDefinition.Kind {
    grid.cells[world.table.cellOfState[state]].kind
  }

  private func place(_ state: Int) -> String {
    let cell = world.table.cellOfState[state]
    return "map row \(cell / grid.width + 1), column \(cell % grid.width + 1)"
  }

  private func line(_ state: Int) -> Int {
    grid.mapLines[world.table.cellOfState[state] / grid.width]
  }

  private func finding(_ severity: Finding.Severity, _ message: String, _ line: Int?) -> Finding {
    Finding(severity: severity, message: message, file: file, line: line)
  }

  /// Goals, starts and cells that lead nowhere.
  func reachability() -> [Finding] {
    var findings: [Finding] = []
    let states = 0..<world.stateCount
    let goals = states.filter { kind($0) == .goal }
    let reached = goals.compactMap { distance[$0] }
    for goal in goals where distance[goal] == nil {
      findings.append(
        finding(
          reached.isEmpty ? .error : .warning,
          "the goal in \(place(goal)) cannot be reached from any start", line(goal)))
    }
    if let nearest = reached.min(), let timeLimit, nearest > timeLimit {
      findings.append(
        finding(
          .error,
          "the nearest goal is \(nearest) steps away, more than the time limit of \(timeLimit)",
          line(goals[0])))
    }
    for start in world.table.starts.map({ Int($0) }) where !hasWayToGoal[start] && !reached.isEmpty
    {
      findings.append(
        finding(.error, "no goal can be reached from the start in \(place(start))", line(start)))
    }
    let dead = states.filter {
      kind($0) != .start && distance[$0] != nil && !hasWayToGoal[$0]
        && !grid.endings.contains(kind($0))
    }
    if let first = dead.first, !reached.isEmpty {
      findings.append(
        finding(
          .warning,
          "\(dead.count) cell\(dead.count == 1 ? "" : "s") can be entered from which no goal can be "
            + "reached, the first in \(place(first))", line(first)))
    }
    // Cliffs are never stood on, but entering them counts.
    let closed = states.filter { distance[$0] == nil && [.floor, .hazard].contains(kind($0)) }
    if let first = closed.first {
      findings.append(
        finding(
          .warning,
          "\(closed.count) cell\(closed.count == 1 ? "" : "s") can never be reached, the first in "
            + place(first), line(first)))
    }
    return findings
  }

  /// Legend entries, rewards and endings that nothing in the map answers to.
  func unusedParts() -> [Finding] {
    var findings: [Finding] = []
    for (cell, line) in zip(grid.legend, grid.legendLines) where !grid.cells.contains(cell) {
      findings.append(
        finding(.warning, "the map has no cell '\(cell.symbol)' of the legend", line))
    }
    for kind in GridDefinition.Kind.allCases {
      guard grid.kindRewards[kind] != nil else { continue }
      let cells = grid.cells.filter { $0.kind == kind }
      if cells.allSatisfy({ $0.reward != nil }) {
        findings.append(
          finding(
            .warning,
            "the reward for '\(kind.rawValue)' can never be had: "
              + (cells.isEmpty
                ? "the map has no such cell" : "every such cell has a reward of its own"),
            grid.rewardLines[kind]))
      }
    }
    for kind in GridDefinition.Kind.allCases where grid.endings.contains(kind) {
      if !grid.cells.contains(where: { $0.kind == kind }) {
        findings.append(
          finding(.warning, "the map has no cell of kind '\(kind.rawValue)' to end in", nil))
      }
    }
    return findings
  }

  /// Rewards under which the best play is not what a goal suggests.
  func worth() -> [Finding] {
    guard grid.endings.contains(.goal), !grid.places(of: .goal).isEmpty,
      world.table.starts.allSatisfy({ hasWayToGoal[Int($0)] })
    else { return [] }
    guard let solution = world.solve(timeLimit: timeLimit) else {
      // With a time limit the map is merely too large to be solved.
      guard timeLimit == nil else { return [] }
      return [
        finding(
          .warning,
          "there is no time limit and the best return does not settle: the rewards may make it best "
            + "to go on for ever", nil)
      ]
    }
    let least = solution.values.min() ?? 0
    if let most = solution.values.max(), most == least, most == 0,
      grid.cells.allSatisfy({ grid.reward(of: $0) == 0 })
    {
      return [finding(.warning, "every reward is 0: all play is equally good", nil)]
    }
    if solution.terminationProbability < 1e-9 {
      return [
        finding(
          .warning,
          "the rewards make it best never to end the task: the best return of "
            + "\(solution.optimalReturn) is had without it", nil)
      ]
    }
    return []
  }
}
