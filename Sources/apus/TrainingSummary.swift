import Agents
import Determinism
import Environments
import Experiments

/// The last lines of a training: what was reached, against what could be reached, and where it is.
struct TrainingSummary {
  /// Episodes of the test that the summary reports.
  static let episodes = 100

  let trainer: Trainer

  /// Plays the best policy in fresh episodes, or lets it predict the test part, and prints what came of it.
  ///
  /// The episodes are those of `apus evaluate RUN --episodes 100 --seed <the run's seed>`.
  func print(style: TrainingDisplay.Style) throws {
    if case .quiet = style { return }
    switch try TrainedNetwork.load(trainer.folder.policy) {
    case .policy(let policy): try print(policy, style: style)
    case .predictor(let predictor): try print(predictor, style: style)
    }
  }

  private func print(_ policy: Policy, style: TrainingDisplay.Style) throws {
    let scores = try policy.play(episodes: Self.episodes, seed: trainer.configuration.seed)
    let optimum = try policy.definition.solve()?.optimalReturn
    let hash = try SHA256.hex(ofFile: trainer.folder.policy)
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
    Console.result("policy   \(trainer.folder.policy) (the best, of step \(policy.step))")
    printFiles(hash: hash, next: next)
  }

  private func print(_ predictor: Predictor, style: TrainingDisplay.Style) throws {
    let scores = PredictionSummary(
      try predictor.evaluate(dataFolder: trainer.configuration.dataFolder))
    let hash = try SHA256.hex(ofFile: trainer.folder.policy)
    let next = "apus evaluate \(trainer.folder.path.shellQuoted)"
    if case .json = style {
      var object = JSONObject()
      object.add("event", "result")
      object.add("run", trainer.folder.path)
      object.add("step", trainer.step)
      object.add("epoch", predictor.epoch)
      object.add("seconds", trainer.seconds)
      object.add(scores)
      object.add("policy", trainer.folder.policy)
      object.add("sha256", hash)
      object.add("next", next)
      return Console.result(object.text)
    }
    Console.result(
      "\(trainer.task.id): \(predictor.epoch) epochs, "
        + "\(Numbers.grouped(trainer.updates)) updates in \(Numbers.duration(trainer.seconds))")
    Console.result(
      "reached  \(scores.headline) on \(Numbers.grouped(scores.examples)) test examples")
    Console.result("policy   \(trainer.folder.policy) (of epoch \(predictor.epoch))")
    printFiles(hash: hash, next: next)
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

extension Policy {
  /// Plays greedily in fresh episodes that depend on nothing but the seed.
  func play(episodes: Int, seed: UInt64) throws -> EvaluationScores {
    let random = RandomStream(seed: seed).stream("test")
    return EvaluationScores(
      try Evaluation.run(acting, in: definition, episodes: episodes, random: random))
  }
}
