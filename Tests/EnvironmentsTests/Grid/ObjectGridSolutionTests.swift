import Determinism
import Documents
import Environments
import Testing

/// The list of all states, what is optimal, and what `check` makes of it.
struct ObjectGridSolutionTests {
  @Test func bestPlayOfTheShippedGridsIsWhatItWasFoundToBe() throws {
    let expected = [
      "keys-and-doors": 7.4, "coin-maze": 7.0, "pushing-blocks": 7.4, "deliveries": 8.6,
      "treasure-boxes": 8.9, "switch-gates": 1.5,
    ]
    for (id, best) in expected.sorted(by: { $0.key < $1.key }) {
      let solution = try #require(try EnvironmentDefinition.load(id).solve())
      #expect(abs(solution.optimalReturn - best) < 1e-9, "\(id): \(solution.optimalReturn)")
      #expect(solution.terminationProbability == 1, "\(id)")
    }
  }

  @Test func bestPlayEarnsInTheWorldWhatTheSolutionSays() throws {
    let definition = try EnvironmentDefinition.load("treasure-boxes")
    let solution = try #require(try definition.solve())
    let play = try #require(definition.bestPlay(of: solution))
    var world = definition.makeEnvironment()
    var random = RandomStream(seed: 1)
    world.reset(using: &random)
    var sum = 0.0
    var isOver = false
    for part in play.split(separator: ",") {
      let words = part.split(separator: " ")
      let count = words.count == 2 ? Int(words[1].dropFirst()) ?? 0 : 1
      let action = try #require(world.actionSpace.names.firstIndex(of: String(words[0])))
      for _ in 0..<count {
        let result = world.step(action, using: &random)
        sum += Double(result.reward)
        isOver = result.terminated
      }
    }
    #expect(isOver)
    #expect(abs(sum - solution.optimalReturn) < 1e-5)
  }

  @Test func outcomesComeAboutAsOftenAsTheListSays() throws {
    let definition = try EnvironmentDefinition.load("moving-guards")
    let listed = try #require(definition.makeEnumerable())
    try expectFrequencies(listed)
  }

  private func expectFrequencies(_ listed: some EnumerableEnvironment) throws {
    var world = listed
    var random = RandomStream(seed: 2)
    world.reset(using: &random)
    let start = world.state
    let outcomes = world.outcomes(of: world.stateIndex, action: 1)
    #expect(outcomes.count > 2)
    #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    var counts: [Int: Int] = [:]
    for _ in 0..<4000 {
      world.state = start
      _ = world.step(1, using: &random)
      counts[world.stateIndex, default: 0] += 1
    }
    for outcome in outcomes {
      // Standard deviation at most 32.
      let count = Double(counts[outcome.nextState] ?? 0)
      #expect(abs(count - 4000 * outcome.probability) < 200)
    }
  }

  @Test func tooManyStatesAreNotListed() throws {
    let text = try EnvironmentDefinition.load("moving-guards").text
    let many = text.replacing("#......v.#", with: "#.ggg..v.#")
    #expect(many != text)
    let definition = try EnvironmentDefinition.parse(many, file: "many.yaml")
    #expect(try definition.solve() == nil)
    #expect(definition.check() == [])
  }

  @Test func whatCanNeverHappenIsAWarning() throws {
    let keys = try EnvironmentDefinition.load("keys-and-doors").text
    func findings(_ from: String, _ to: String) throws -> [String] {
      #expect(keys.contains(from))
      return try EnvironmentDefinition.parse(keys.replacing(from, with: to), file: "k.yaml").check()
        .map(\.description)
    }
    #expect(
      try findings("unlock: 1", "drop: 1")
        == ["k.yaml:29: warning: the reward for 'drop' can never be had: it never happens"])
    #expect(
      try findings("    #.r.#...#G#", "    #...#...#G#").contains {
        $0.contains("error: the goal in map row 5, column 10 cannot be reached from any start")
      })
    #expect(
      try findings("termination: [goal]", "termination: [goal, caught]")
        == ["k.yaml:30: warning: the ending 'caught' never comes"])
    #expect(
      try findings("timeLimit: 200", "timeLimit: 9").contains {
        $0.contains("the nearest ending is 17 steps away, more than the time limit of 9")
      })
  }

  @Test func deadStatesAreCounted() throws {
    // The red key opens one of two doors and is gone; behind the wrong one there is nothing.
    let text = """
      id: dead
      version: 1
      summary: Two doors and one key.
      grid:
        map: ['GRSkR.']
        legend:
          ".": floor
          S: start
          G: goal
          k: {kind: key, color: red}
          R: {kind: door, color: red, state: locked}
        dynamics: {keys: used}
      observation: one-hot
      actions: [left, right]
      rewards: {step: -1}
      termination: [goal]
      timeLimit: 20
      success: terminated
      """
    let definition = try EnvironmentDefinition.parse(text, file: "dead.yaml")
    #expect(definition.check().contains { $0.message.contains("states are dead") })
  }
}
