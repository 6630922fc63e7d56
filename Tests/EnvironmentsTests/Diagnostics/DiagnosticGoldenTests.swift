import Environments
import Testing

@Suite struct DiagnosticGoldenTests {
  @Test(
    arguments: [
      ("bandit", "5a50f491ed0e0e9a"), ("bandit-bernoulli", "578c0d73bba92dda"),
      ("chain", "628bb52e370598bf"), ("deep-sea", "aef973a16bd3b346"),
      ("deep-sea-plain", "6d43e72250d8d647"), ("memory-corridor", "8873222b3e8980e9"),
      ("umbrella", "7149b3bc60a23f6f"), ("discounting", "a5ce59e3834004dc"),
      ("noisy-observation", "996f258b570feb4e"),
    ])
  func fixedRunStaysTheSame(id: String, hash: String) throws {
    let run = try goldenRun(of: id)
    #expect(run == hash)
  }

  @Test(arguments: [
    ("bandit", 1), ("chain", 10), ("deep-sea", 0.99), ("deep-sea-plain", 0.99),
    ("memory-corridor", 0.9), ("umbrella", 1), ("discounting", 1.1), ("noisy-observation", 10),
    ("bandit-bernoulli", 1),
  ])
  func bestPlayEarnsWhatTheRulesSay(id: String, expected: Double) throws {
    let solution = try #require(try EnvironmentRegistry.definition(id).solve())
    #expect(abs(solution.optimalReturn - expected) < 1e-6, "\(solution.optimalReturn)")
  }

  @Test func listedOutcomesAreWhatPlayBrings() throws {
    for id in ["bandit-bernoulli", "chain", "deep-sea", "memory-corridor", "umbrella"] {
      try compareOutcomes(id)
    }
    for id in ["discounting", "noisy-observation", "bandit", "deep-sea-plain"] {
      try compareOutcomes(id)
    }
  }

  /// Every step of random play is one of the listed outcomes.
  private func compareOutcomes(_ id: String) throws {
    guard case .game(let game) = try EnvironmentRegistry.definition(id).world else {
      Issue.record("\(id) is no game")
      return
    }
    compare(game)
  }

  private func compare(_ game: some Game) {
    playRandomly(game, steps: 600, timeLimit: 60) { before, after, action, result in
      guard let from = before as? any EnumerableEnvironment,
        let to = after as? any EnumerableEnvironment
      else {
        Issue.record("\(before) cannot be listed")
        return
      }
      let listed = from.outcomes(of: from.stateIndex, action: action)
      #expect(
        listed.contains {
          $0.nextState == to.stateIndex && $0.reward == Double(result.reward)
            && $0.terminated == result.terminated
        }, "\(from.describe(state: from.stateIndex)), action \(action)")
      #expect(abs(listed.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
    }
  }
}
