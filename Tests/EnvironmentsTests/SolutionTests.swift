import Environments
import Testing

struct SolutionTests {
  @Test func corridorIsWorthMinusItsLength() throws {
    let grid = try gridWorld(text: sampleDefinition)
    let solution = try #require(grid.solve(timeLimit: 20))
    #expect(solution.optimalReturn == -2)
    #expect(solution.expectedLength == 2)
    #expect(solution.terminationProbability == 1)
    #expect(solution.policy.prefix(2) == [1, 1])
    #expect(solution.values == [-2, -1, 0])
  }

  @Test func shortClockCutsTheLoss() throws {
    // Two steps are needed, one is allowed: whatever is done costs 1 and the goal is never seen.
    let solution = try #require(try gridWorld(text: sampleDefinition).solve(timeLimit: 1))
    #expect(solution.optimalReturn == -1)
    #expect(solution.terminationProbability == 0)
  }

  @Test func clockChangesTheBestPlay() throws {
    // A near goal gives 1, a far one 3 at four steps: with three steps the near one is best.
    let text = sample("#S.G#", "#gS...G#").replacing("#####", with: "########")
      .replacing("G: goal", with: "G: {kind: goal, reward: 3}\n    g: {kind: goal, reward: 1}")
      .replacing("{step: -1}", with: "{step: 0}")
    let grid = try gridWorld(text: text)
    let short = try #require(grid.solve(timeLimit: 3))
    let long = try #require(grid.solve(timeLimit: 4))
    #expect(short.optimalReturn == 1)
    #expect(short.policy[1] == 3)
    #expect(long.optimalReturn == 3)
    #expect(long.policy[1] == 1)
  }

  @Test func chanceIsWeighed() throws {
    // One step to the right, which happens with probability 1/2 at each of two tries, else a wall:
    // -1 - 1/2 for the expected steps under a limit of 2.
    let text = sample("#S.G#", "##SG#").replacing(
      "  legend:", with: "  slip: {model: perpendicular, intended: 0.5}\n  legend:")
    let solution = try #require(try gridWorld(text: text).solve(timeLimit: 2))
    #expect(solution.optimalReturn == -1.5)
    #expect(solution.terminationProbability == 0.75)
    #expect(solution.expectedLength == 1.5)
  }

  @Test func withoutALimitTheValuesSettleOrThereAreNone() throws {
    let text = sample("#S.G#", "##SG#").replacing(
      "  legend:", with: "  slip: {model: perpendicular, intended: 0.5}\n  legend:")
    let grid = try gridWorld(text: text)
    let solution = try #require(grid.solve(timeLimit: nil))
    #expect(abs(solution.optimalReturn + 2) < 1e-10)
  }

  @Test func whatWouldTakeTooLongHasNoSolution() throws {
    // Twelve transitions: three cells, four actions.
    let grid = try gridWorld(text: sampleDefinition)
    #expect(grid.solve(timeLimit: 10, looks: 12 * 2) == nil, "settles in the third sweep")
    #expect(grid.solve(timeLimit: 10, looks: 12 * 3)?.optimalReturn == -2)
    #expect(grid.solve(timeLimit: 2, looks: 12 * 2)?.optimalReturn == -2)
    #expect(grid.solve(timeLimit: nil, looks: 11) == nil)
  }

  @Test(arguments: [
    // Shortest paths counted on the maps; a fall over the cliff is never worth it.
    ("cliff-walking", -13.0), ("frozen-lake-4x4", 1), ("frozen-lake-8x8", 1), ("maze", -40),
    // 8 starts, 7 columns and 0...7 rows away.
    ("empty-room", -10.5),
  ])
  func shippedTasksAreWorthWhatTheirMapsSay(id: String, optimum: Double) throws {
    let solution = try #require(try EnvironmentDefinition.load(id).solve())
    #expect(abs(solution.optimalReturn - optimum) < 1e-12)
    #expect(solution.terminationProbability == 1)
  }

  @Test func slipperyTasksAreWorthLess() throws {
    // Reference: backward induction in NumPy over Gymnasium's own tables
    // (Reference/solve_tables.py).
    for (id, optimum) in SolutionReference.optima {
      let solution = try #require(try EnvironmentDefinition.load(id).solve())
      #expect(abs(solution.optimalReturn - optimum) < 1e-9, "\(id)")
    }
  }

  @Test func fourRoomsOptimumIsReachedByPlay() throws {
    let definition = try EnvironmentDefinition.load("four-rooms")
    let solution = try #require(try definition.solve())
    // 14 steps as the crow flies; each slip costs.
    #expect(solution.optimalReturn < -14)
    #expect(solution.optimalReturn > -30)
    #expect(solution.terminationProbability > 0.999_999)
    #expect(abs(solution.optimalReturn + solution.expectedLength) < 1e-9)
  }

  @Test func gamesWithoutListedStatesHaveNoSolution() throws {
    #expect(try EnvironmentDefinition.load("cartpole").solve() == nil)
  }
}
