import Agents
import Experiments

/// How a training of either kind stands, as figures to show.
struct RunProgress {
  /// Environment steps done, or updates on a data set.
  let step: Int
  /// Gradient steps done.
  let updates: Int
  /// The figures that are wanted most, in order.
  let first: [String]
  /// The figures that are shown where there is room.
  let others: [String]
  /// Whether steps are something else than updates.
  let countsSteps: Bool
}

extension RunEvent {
  /// How the training stands; nil for other events.
  func progress(of totalSteps: Int) -> RunProgress? {
    switch self {
    case .environment(.progress(let progress)):
      return RunProgress(
        step: progress.step, updates: progress.updates,
        first: [
          "step \(Numbers.grouped(progress.step))/\(Numbers.grouped(totalSteps))",
          "return \(Numbers.score(progress.meanReturn))",
        ],
        others: [
          "episodes \(Numbers.grouped(progress.episodes))",
          "epsilon \(Numbers.fixed(Double(progress.epsilon), 3))",
        ], countsSteps: true)
    case .dataset(.progress(let progress)):
      return RunProgress(
        step: progress.step, updates: progress.step,
        first: [
          "update \(Numbers.grouped(progress.step))/\(Numbers.grouped(totalSteps))",
          "loss \(Numbers.fixed(progress.loss, 4))",
        ],
        others: ["epochs \(progress.epoch)"], countsSteps: false)
    case .pretraining(.progress(let progress)):
      return RunProgress(
        step: progress.step, updates: progress.step,
        first: [
          "update \(Numbers.grouped(progress.step))/\(Numbers.grouped(totalSteps))",
          "loss \(Numbers.fixed(progress.loss, 4))",
        ] + (progress.accuracy.map { ["right \(Numbers.fixed(100 * $0, 1)) %"] } ?? []),
        others: ["passes \(progress.epoch)"], countsSteps: false)
    case .fewShot(.progress(let progress)):
      return RunProgress(
        step: progress.step, updates: progress.step,
        first: [
          "update \(Numbers.grouped(progress.step))/\(Numbers.grouped(totalSteps))",
          "loss \(Numbers.fixed(progress.loss, 4))",
        ],
        others: ["accuracy \(Numbers.percentage(progress.accuracy))"], countsSteps: false)
    case .environment(.episode), .environment(.evaluation), .dataset(.epoch),
      .pretraining(.evaluation),
      .fewShot(.validation):
      return nil
    }
  }

  /// What the latest evaluation that matters said; nil for other events.
  var evaluation: String? {
    switch self {
    case .environment(.evaluation(_, let evaluation, isBest: true)):
      "best evaluation \(Numbers.score(evaluation.meanReturn))"
    case .dataset(.epoch(let epoch)):
      epoch.test.map { "test \(PredictionSummary($0).headline)" }
    case .pretraining(.evaluation(let scores)): scores.headline
    case .fewShot(.validation(_, let scores, isBest: true)):
      "best validation \(Numbers.percentage(scores.accuracy))"
    default: nil
    }
  }
}
