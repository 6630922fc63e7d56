import Agents
import Determinism
import Documents
import Environments
import Experiments
import Transfer

/// The last lines of a training: what was reached, against what could be reached, and where it is.
struct TrainingSummary {
  let trainer: Trainer

  /// Plays the best policy in fresh episodes, or lets it predict the test part, and prints what came of it.
  ///
  /// The episodes are those of `apus evaluate RUN --episodes 100 --seed <the run's seed>`.
  func print(style: TrainingDisplay.Style) throws {
    if case .encoder(let encoder) = try TrainedNetwork.load(trainer.folder.policy) {
      return try print(encoder, style: style)
    }
    let test = try TestScores.measure(trainer.folder, trainer.configuration)
    switch style {
    case .quiet, .figures: return
    case .bar, .lines, .json: break
    }
    switch test.result {
    case .episodes(let scores): try print(test, scores, style: style)
    case .predictions(let scores): try print(test, scores, style: style)
    }
  }

  private func print(
    _ test: TestScores, _ scores: EvaluationScores, style: TrainingDisplay.Style
  ) throws {
    let optimum: Double? =
      if case .environment(let definition) = trainer.task {
        try definition.solve()?.optimalReturn
      } else { nil }
    let hash = test.policyHash
    let next = "apus watch \(trainer.folder.path.shellQuoted) --terminal"
    if case .json = style {
      var object = JSONObject()
      object.add("event", "result")
      object.add("run", trainer.folder.path)
      object.add("step", trainer.step)
      object.add("updates", trainer.updates)
      object.add("seconds", trainer.seconds)
      object.add(scores)
      object.add("optimalReturn", optimum)
      object.add("policy", trainer.folder.policy)
      object.add("sha256", hash)
      object.add("next", next)
      return Console.result(object.text)
    }
    Console.result(
      "\(trainer.task.id): \(Numbers.grouped(trainer.step)) steps, "
        + "\(Numbers.grouped(trainer.updates)) updates in \(Numbers.duration(trainer.seconds))")
    Console.result("reached  \(Self.reached(scores, optimum: optimum))")
    Console.result("policy   \(trainer.folder.policy) (the best, of step \(test.step))")
    printFiles(hash: hash, next: next)
  }

  private func print(
    _ test: TestScores, _ scores: PredictionSummary, style: TrainingDisplay.Style
  ) throws {
    let hash = test.policyHash
    let epoch = try TrainedNetwork.load(trainer.folder.policy).round
    let next = "apus evaluate \(trainer.folder.path.shellQuoted)"
    if case .json = style {
      var object = JSONObject()
      object.add("event", "result")
      object.add("run", trainer.folder.path)
      object.add("step", trainer.step)
      object.add("epoch", epoch)
      object.add("seconds", trainer.seconds)
      object.add(scores)
      object.add("policy", trainer.folder.policy)
      object.add("sha256", hash)
      object.add("next", next)
      return Console.result(object.text)
    }
    Console.result(
      "\(trainer.task.id): \(epoch) epochs, "
        + "\(Numbers.grouped(trainer.updates)) updates in \(Numbers.duration(trainer.seconds))")
    Console.result(
      "reached  \(scores.headline) on \(Numbers.grouped(scores.examples)) test examples")
    Console.result("policy   \(trainer.folder.policy) (of epoch \(epoch))")
    printFiles(hash: hash, next: next)
  }

  /// An encoder is judged by what is begun from it, so that is what comes next.
  private func print(_ encoder: Encoder, style: TrainingDisplay.Style) throws {
    let hash = try SHA256.hex(ofFile: trainer.folder.policy)
    let next = encoder.trial(of: trainer.folder.path.shellQuoted)
    switch style {
    case .quiet, .figures: return
    case .json:
      var object = JSONObject()
      object.add("event", "result")
      object.add("run", trainer.folder.path)
      object.add("method", encoder.method)
      object.add("step", trainer.step)
      object.add("seconds", trainer.seconds)
      if let scores = encoder.scores { object.add("scores", scores) }
      object.add("policy", trainer.folder.policy)
      object.add("sha256", hash)
      object.add("next", next)
      Console.result(object.text)
    case .bar, .lines:
      Console.result(
        "\(trainer.task.id): \(Numbers.grouped(trainer.updates)) updates of \(encoder.method) in "
          + Numbers.duration(trainer.seconds))
      Console.result("reached  \(encoder.scores ?? "-")")
      Console.result(
        "encoder  \(trainer.folder.policy) "
          + "(\(Numbers.grouped(encoder.specification.parameterCount)) parameters)")
      printFiles(hash: hash, next: next)
    }
  }

  private func printFiles(hash: String, next: String) {
    Console.result("sha256   \(hash)")
    Console.result(
      "curve    \(trainer.folder.metrics); tensorboard --logdir \(trainer.folder.path)")
    Console.result("next     \(next)")
  }

  /// "mean return -23.4 ± 5.1 over 100 episodes; the optimum is -22.9 (2.2 % short of it)".
  static func reached(_ scores: EvaluationScores, optimum: Double?) -> String {
    var text =
      "mean return \(Numbers.score(scores.meanReturn)) ± \(Numbers.score(scores.stdReturn)) "
      + "over \(scores.episodes) episodes, mean length \(Numbers.fixed(scores.meanLength, 1)), "
      + "success \(Numbers.fixed(100 * scores.successRate, 0)) %"
    if let optimum {
      text += "; the optimum is \(Numbers.score(optimum))"
      if optimum != 0 {
        let gap = 100 * (optimum - scores.meanReturn) / abs(optimum)
        text += gap > 0 ? " (\(Numbers.fixed(gap, 1)) % short of it)" : " (reached, within chance)"
      }
    }
    return text
  }
}

extension TestScores {
  /// Tests the best policy of a run, and keeps in its folder what came of it.
  ///
  /// - Parameters:
  ///   - folder: The run.
  ///   - configuration: The run's configuration; its seed is that of the test's episodes.
  /// - Returns: The scores.
  /// - Throws: `InputError` where the policy or the data cannot be read.
  static func measure(
    _ folder: RunFolder, _ configuration: RunConfiguration
  ) throws -> TestScores {
    let result: Result
    let network = try TrainedNetwork.load(folder.policy)
    switch network {
    case .policy(let policy):
      result = .episodes(try policy.play(episodes: episodes, seed: configuration.seed))
    case .predictor(let predictor):
      let scores = try predictor.evaluate(dataFolder: configuration.dataFolder)
      result = .predictions(PredictionSummary(scores))
    case .encoder(let encoder):
      guard let scores = try encoder.fewShotTest(configuration) else {
        throw InputError(encoder.account, file: folder.policy)
      }
      result = .predictions(scores)
    }
    let scores = TestScores(
      result, step: network.step, policyHash: try SHA256.hex(ofFile: folder.policy))
    try scores.write(to: folder)
    return scores
  }

  /// The scores of a finished run: those in its folder, or where there are none those of a test now.
  ///
  /// - Parameter run: The run.
  /// - Returns: The scores.
  /// - Throws: `InputError` where a file of the run or the data cannot be read.
  static func kept(_ run: RunRecord) throws -> TestScores {
    try read(run.folder) ?? measure(run.folder, run.configuration)
  }
}

extension Policy {
  /// Plays greedily in fresh episodes that depend on nothing but the seed.
  func play(episodes: Int, seed: UInt64) throws -> EvaluationScores {
    EvaluationScores(try evaluation(episodes: episodes, seed: seed))
  }

  /// The same with every episode by itself.
  func evaluation(episodes: Int, seed: UInt64) throws -> Evaluation {
    try Evaluation.run(
      acting, in: definition, episodes: episodes, random: RandomStream(seed: seed).testEpisodes)
  }

  /// What an evaluation found in each task of a mixture; empty where the policy's task is none.
  func scoresByTask(
    of evaluation: Evaluation
  ) -> [(task: EnvironmentDefinition, scores: EvaluationScores)] {
    guard case .external(let world) = definition.world, let mixture = world as? MixtureWorld else {
      return []
    }
    return evaluation.byTask(of: mixture).map { ($0.task, EvaluationScores($0.evaluation)) }
  }
}

extension Encoder {
  /// What it is, and why nothing judges it by itself.
  var account: String {
    "is an encoder, trained by \(method) on '\(definition.id)' (step \(Numbers.grouped(step))"
      + (scores.map { ", \($0)" } ?? "") + "): it gives features, and answers nothing by itself"
  }
}
