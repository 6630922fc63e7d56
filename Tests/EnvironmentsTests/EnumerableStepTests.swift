import Determinism
import Environments
import Testing

/// Stepping does what the lists of outcomes say.
struct EnumerableStepTests {
  @Test(arguments: [
    "frozen-lake-4x4", "frozen-lake-4x4-slippery", "frozen-lake-8x8-slippery", "cliff-walking",
    "cliff-walking-slippery", "four-rooms", "taxi", "taxi-rainy", "blackjack-sab",
    "blackjack-natural", "blackjack-plain", "catch",
  ])
  func outcomesHappenAsOftenAsListed(id: String) throws {
    let definition = try EnvironmentDefinition.load(id)
    let world = try #require(definition.makeEnvironment() as? any EnumerableEnvironment)
    try compare(world, limit: definition.timeLimit)
  }

  /// From each state of a random walk every action is taken many times; each listed outcome has to
  /// come up with about its probability (7 standard deviations), and no other.
  private func compare(_ world: some EnumerableEnvironment, limit: Int?) throws {
    var random = RandomStream(seed: 11)
    var episode = Episode(in: world, timeLimit: limit, random: random.stream("walk"))
    for _ in 0..<25 {
      let present = episode.world
      for action in 0..<present.actionSpace.count {
        let outcomes = present.outcomes(of: present.stateIndex, action: action)
        #expect(abs(outcomes.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        let draws = outcomes.count == 1 ? 1 : 150
        var counts: [Outcome: Int] = [:]
        for _ in 0..<draws {
          var copy = present
          let result = copy.step(action, using: &random)
          // The probability is left open: the same thing may be listed more than once.
          let outcome = Outcome(
            probability: 0, nextState: copy.stateIndex, reward: Double(result.reward),
            terminated: result.terminated)
          counts[outcome, default: 0] += 1
        }
        for (outcome, count) in counts {
          let probability = outcomes.reduce(0) {
            var listed = $1
            listed.probability = 0
            return listed == outcome ? $0 + $1.probability : $0
          }
          let expected = probability * Double(draws)
          let spread = (expected * (1 - probability)).squareRoot()
          #expect(
            probability > 0 && abs(Double(count) - expected) <= 7 * spread + 1e-9,
            "\(present.describeState()), action \(action): \(outcome)")
        }
      }
      _ = episode.step(present.actionSpace.sample(using: &random))
      if episode.hasEnded { episode.begin() }
    }
  }
}
