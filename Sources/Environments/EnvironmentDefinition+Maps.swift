extension EnvironmentDefinition {
  /// The value and policy maps of a grid, one row of text for each map row.
  ///
  /// Of a grid with objects: with everything where it is at first; a point where the agent cannot be
  /// then.
  ///
  /// - Returns: nil for what is no grid, and where every episode has its own map.
  public func maps(of solution: Solution) -> (values: [String], policy: [String])? {
    switch world {
    case .game, .external: return nil
    case .grid(let grid): return Self.maps(of: solution, grid)
    case .objectGrid(let grid): return Self.maps(of: solution, grid)
    }
  }

  private static func maps(
    of solution: Solution, _ grid: ObjectGridDefinition
  ) -> (values: [String], policy: [String])? {
    guard case .map(let layout, _) = grid.source, let enumerated = EnumeratedGrid(grid),
      solution.values.count == enumerated.stateCount
    else { return nil }
    var state = enumerated.state
    var texts: [String] = []
    var policy: [String] = []
    for cell in layout.terrain.indices {
      let kind = grid.terrains[Int(layout.terrain[cell])].kind
      state.agent = Int32(cell)
      let number = kind == .wall ? nil : enumerated.graph.number(of: state)
      texts.append(number.map { rounded(solution.values[$0]) } ?? (kind == .wall ? "#" : "."))
      let symbol = String(layout.symbols[cell])
      policy.append(number.map { grid.actions[solution.policy[$0]].symbol } ?? symbol)
    }
    let width = (texts.map(\.count).max() ?? 1) + 1
    let rows = (0..<grid.height).map { ($0 * grid.width)..<(($0 + 1) * grid.width) }
    return (
      rows.map { cells in
        texts[cells].map { String(repeating: " ", count: width - $0.count) + $0 }.joined()
      }, rows.map { policy[$0].joined() }
    )
  }

  private static func maps(
    of solution: Solution, _ grid: GridDefinition
  ) -> (values: [String], policy: [String]) {
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

  /// An episode of best play from the first start, where of what chance can bring the likeliest comes.
  ///
  /// - Parameter solution: the solution of this environment.
  /// - Returns: the actions, such as "right x3, up"; at most 200 steps; nil where the states cannot be
  ///   listed.
  public func bestPlay(of solution: Solution) -> String? {
    guard let environment = makeEnumerable() else { return nil }
    return Self.bestPlay(in: environment, solution, limit: min(timeLimit ?? 200, 200))
  }

  private static func bestPlay(
    in environment: some EnumerableEnvironment, _ solution: Solution, limit: Int
  ) -> String? {
    guard var state = environment.startDistribution.first?.state,
      solution.policy.count == environment.stateCount
    else { return nil }
    var runs: [(action: Int, count: Int)] = []
    for _ in 0..<limit {
      let action = solution.policy[state]
      if runs.last?.action == action {
        runs[runs.count - 1].count += 1
      } else {
        runs.append((action, 1))
      }
      let outcomes = environment.outcomes(of: state, action: action)
      var likeliest = outcomes[0]
      for outcome in outcomes where outcome.probability > likeliest.probability {
        likeliest = outcome
      }
      if likeliest.terminated { break }
      state = likeliest.nextState
    }
    let names = environment.actionSpace.names
    return runs.map { names[$0.action] + ($0.count == 1 ? "" : " x\($0.count)") }
      .joined(separator: ", ")
  }
}
