import ArgumentParser
import Documents
import Experiments

/// `apus evaluate`: plays a policy and says how well it does.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play a trained policy greedily and report its returns.",
    discussion: """
      Takes a run folder (its best policy) or a policy file. The same seed gives the same episodes.

      Examples:
        apus evaluate runs/four-rooms-dqn-s1-1
        apus evaluate runs/mine --episodes 100 --seed 7 --json
        apus evaluate runs/mine/policy-last.safetensors
      """)

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @Option(parsing: .unconditional, help: "Episodes to play.")
  var episodes = 100

  @Option(parsing: .unconditional, help: "The seed of the episodes.")
  var seed = 1

  @Flag(help: "Print the result as one JSON object.")
  var json = false

  mutating func run() throws {
    guard (1...1_000_000).contains(episodes) else {
      throw InputError("--episodes: expected a whole number from 1 to 1000000, got \(episodes)")
    }
    guard seed >= 0 else {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    let loaded = try Policy.load(policy)
    let scores = try loaded.play(episodes: episodes, seed: UInt64(seed))
    guard !json else {
      var object = JSONObject()
      object.add(scores)
      return Console.result(object.text)
    }
    let optimum = try loaded.definition.solve()?.optimalReturn
    Console.result(
      "\(loaded.definition.id), policy of step \(loaded.step): "
        + TrainingSummary.reached(scores, optimum: optimum))
  }
}
