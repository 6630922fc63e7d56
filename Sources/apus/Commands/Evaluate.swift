import ArgumentParser
import Documents
import Environments
import Experiments

/// `apus evaluate`: plays a policy, or lets a network predict a data set's test part, and says how well it does.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge a trained policy: by playing greedily, or on the test part of its data set.",
    discussion: """
      Takes a run folder (its best policy) or a policy file. In an environment it plays: the same seed gives \
      the same episodes. On a data set it predicts every example of the test part: loss, accuracy, the \
      confusion matrix and each class's figures, or for numbers the errors and the share explained (R²). \
      With --rewards or --on it plays where other things are rewarded: an agent of successor features plans \
      anew for that, with no training; any other goes on as it has learned.

      Examples:
        apus evaluate runs/four-rooms-dqn-s1-1
        apus evaluate runs/mine --episodes 100 --seed 7 --json
        apus evaluate runs/mine/policy-last.safetensors
        apus evaluate runs/mnist-cnn-s1-1 --data ~/data
        apus evaluate runs/coin-maze-successor-features-s1-1 --rewards 'step=-1,coin=0'
        apus evaluate runs/mine --on other-rewards.yaml
      """)

  /// Episodes where none are asked for.
  private static let defaultEpisodes = 100

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @Option(parsing: .unconditional, help: "Episodes to play. (default: 100)")
  var episodes: Int?

  @Option(parsing: .unconditional, help: "The seed of the episodes. (default: 1)")
  var seed: Int?

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of a data set's files. (default: that of the run, else $APUS_DATA)",
      valueName: "folder"))
  var dataFolder: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Rewards of a grid that are others than in training, such as coin=1,goal=-5.",
      valueName: "name=number"))
  var rewards: String?

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "A definition that differs from the training's in the rewards alone.", valueName: "task"))
  var task: String?

  @Flag(help: "Print the result as one JSON object.")
  var json = false

  mutating func run() throws {
    if let episodes, !(1...1_000_000).contains(episodes) {
      throw InputError("--episodes: expected a whole number from 1 to 1000000, got \(episodes)")
    }
    if let seed, seed < 0 {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    if rewards != nil, task != nil {
      throw InputError(
        "--rewards and --on both say what is rewarded", remedy: "leave one of them out")
    }
    switch try TrainedNetwork.load(policy) {
    case .policy(let policy): try play(try changed(policy))
    case .predictor(let predictor): try predict(predictor)
    case .encoder(let encoder):
      throw InputError(
        encoder.account, file: self.policy,
        remedy: "see what it is worth: " + encoder.trial(of: self.policy))
    }
  }

  private func play(_ policy: Policy) throws {
    if dataFolder != nil {
      throw InputError(
        "--data is for data sets; '\(policy.definition.id)' is an environment",
        remedy: "leave it out")
    }
    let evaluation = try policy.evaluation(
      episodes: episodes ?? Self.defaultEpisodes, seed: UInt64(seed ?? 1))
    let scores = EvaluationScores(evaluation)
    let parts = policy.scoresByTask(of: evaluation)
    guard !json else {
      var object = JSONObject()
      object.add(scores)
      if !parts.isEmpty {
        object.add(
          "tasks",
          parts.map { part -> JSONObject in
            var object = JSONObject()
            object.add("task", part.task.id)
            object.add(part.scores)
            return object
          })
      }
      return Console.result(object.text)
    }
    let optimum = try policy.definition.solve()?.optimalReturn
    Console.result(
      "\(policy.definition.id), policy of step \(policy.step): "
        + TrainingSummary.reached(scores, optimum: optimum))
    for part in parts {
      let optimum = try part.task.solve()?.optimalReturn
      Console.result(
        "  \(part.task.id): " + TrainingSummary.reached(part.scores, optimum: optimum))
    }
  }

  /// The policy where other things are rewarded, if that was asked for.
  private func changed(_ policy: Policy) throws -> Policy {
    var changed = policy
    if let rewards { changed = try policy.with(rewards: rewards) }
    if let task { changed = try policy.with(rewardsOf: EnvironmentDefinition.load(task)) }
    if rewards != nil || task != nil, !json {
      Console.message(
        policy.plansForRewards
          ? "planned anew for these rewards, with no training"
          : "plays as it was trained: \(policy.algorithm) does not plan for other rewards")
    }
    return changed
  }

  private func predict(_ predictor: Predictor) throws {
    if rewards != nil || task != nil {
      throw InputError(
        "--rewards and --on are for environments; '\(predictor.definition.id)' is a data set",
        remedy: "leave them out")
    }
    if episodes != nil || seed != nil {
      throw InputError(
        "--episodes and --seed are for environments; '\(predictor.definition.id)' is a data set",
        remedy: "leave them out: every example of the test part is predicted")
    }
    let report = PredictionReport(
      predictor: predictor, scores: try predictor.evaluate(dataFolder: try folder()))
    json ? report.printJSON() : report.printTables()
  }

  /// Where the data are: where the options say, else where the run had them.
  private func folder() throws -> String? {
    if let dataFolder { return dataFolder }
    var run = RunFolder(path: policy)
    if !FileSystem.isFolder(policy) {
      let parts = policy.split(separator: "/", omittingEmptySubsequences: false)
      run = RunFolder(path: parts.count > 1 ? parts.dropLast().joined(separator: "/") : ".")
    }
    return run.isRun ? try run.readConfiguration().dataFolder : nil
  }
}
