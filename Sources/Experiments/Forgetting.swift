import Agents
import Datasets
import Determinism
import Documents
import Transfer

/// What a fine-tuned network still knows of the task that its weights come from: `forgetting.yaml`.
public struct Forgetting: Sendable, Hashable {
  /// What the source reached on its own task: mean return, accuracy or R².
  public let before: Double
  /// What the fine-tuned network reaches there after its training.
  public let after: Double

  /// How much was forgotten; below 0 where the network has become better.
  public var drop: Double { before - after }

  /// What was found, or why there is nothing to find.
  public enum Outcome: Sendable, Hashable {
    /// Both were tested.
    case measured(Forgetting)
    /// The fine-tuned network cannot be put to the source's task, and why.
    case doesNotFit(String)
  }

  /// Tests the last policy of a fine-tuned run, and the policy that it began from, on the task of the latter:
  /// on the same episodes, which depend on the run's seed, or the test part of the data.
  ///
  /// What was found is kept in the run's folder, with the hash of the tested policy.
  ///
  /// - Parameter run: A finished run with a transfer plan.
  /// - Returns: What was found, or why nothing can be.
  /// - Throws: `InputError` where a file is damaged, data are missing, or the source is no longer the one that the run
  ///   began from.
  /// - Precondition: the run has a transfer plan.
  public static func kept(_ run: RunRecord) throws -> Outcome {
    guard let plan = run.configuration.transfer else {
      preconditionFailure("expected a fine-tuned run, got one from scratch: \(run.folder.path)")
    }
    let policy = try SHA256.hex(ofFile: run.folder.lastPolicy)
    if FileSystem.exists(run.folder.forgetting) {
      let file = run.folder.forgetting
      let keys = ["format", "policy", "before", "after"]
      let mapping = try DocumentNode.parse(try readText(file), file: file)
        .mapping(keys: keys, required: keys)
      _ = try mapping.require("format").int(in: 1...1)
      let found = Forgetting(
        before: try mapping.require("before").double(),
        after: try mapping.require("after").double())
      if try mapping.require("policy").string() == policy { return .measured(found) }
    }
    guard try SHA256.hex(ofFile: plan.source) == plan.sourceHash else {
      return .doesNotFit("\(plan.source) is another policy by now")
    }
    guard let source = try plan.readSource().network else {
      return .doesNotFit("a file of another library says nothing of a task")
    }
    let network = try TrainedNetwork.load(run.folder.lastPolicy)
    guard !plan.rules.matchesOutputsByName || network.task.outputNames == source.task.outputNames
    else {
      return .doesNotFit("its outputs stand in the order of \(network.task.id) now (fit: names)")
    }
    let outcome = try measure(
      network, on: source, seed: run.configuration.seed, dataFolder: run.configuration.dataFolder)
    if case .measured(let found) = outcome {
      let text = """
        # How the last policy does on the task that its weights come from.
        format: 1
        policy: \(policy.yamlText)
        before: \(found.before)
        after: \(found.after)

        """
      try writeAtomically(text, to: run.folder.forgetting)
    }
    return outcome
  }

  /// Tests a network and the one that it began from.
  static func measure(
    _ network: TrainedNetwork, on source: TrainedNetwork, seed: UInt64, dataFolder: String?
  ) throws -> Outcome {
    if case .policy(let policy) = network, case .policy(let origin) = source {
      return try measure(policy, on: origin, seed: seed)
    }
    if case .predictor(let predictor) = network, case .predictor(let origin) = source {
      return try measure(predictor, on: origin, dataFolder: dataFolder)
    }
    return .doesNotFit("the source learned no task of this kind")
  }

  private static func measure(
    _ policy: Policy, on source: Policy, seed: UInt64
  ) throws -> Outcome {
    let there = source.definition
    guard !(policy.acting is SuccessorNetwork) else {
      return .doesNotFit("successor features act for the rewards of \(policy.definition.id)")
    }
    let (shape, other) = (
      policy.definition.observationSpace.shape, there.observationSpace.shape
    )
    guard shape == other else {
      return .doesNotFit("observations of \(there.id) have the shape \(other), not \(shape)")
    }
    let (actions, others) = (
      policy.definition.actionSpace.names.count, there.actionSpace.names.count
    )
    guard actions == others else {
      return .doesNotFit("\(there.id) has \(others) actions, not \(actions)")
    }
    func play(_ acting: any ActingPolicy) throws -> Double {
      let random = RandomStream(seed: seed).testEpisodes
      return EvaluationScores(
        try Evaluation.run(acting, in: there, episodes: TestScores.episodes, random: random)
      ).meanReturn
    }
    return .measured(
      Forgetting(before: try play(source.acting), after: try play(policy.acting)))
  }

  private static func measure(
    _ predictor: Predictor, on source: Predictor, dataFolder: String?
  ) throws -> Outcome {
    let (here, there) = (predictor.definition, source.definition)
    guard here.exampleShape == there.exampleShape else {
      return .doesNotFit(
        "examples of \(there.id) have the shape \(there.exampleShape), not \(here.exampleShape)")
    }
    let (classes, others) = (here.targets.classNames.count, there.targets.classNames.count)
    guard classes == others else {
      return .doesNotFit("\(there.id) has \(others) classes, not \(classes)")
    }
    let test = try there.load(from: dataFolder).test
    return .measured(
      Forgetting(
        before: try source.model.evaluate(on: test).score,
        after: try predictor.model.evaluate(on: test).score))
  }
}
