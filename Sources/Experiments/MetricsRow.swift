import Agents
import Datasets
import Transfer

/// One line of `metrics.csv` and one record of the event file: how the training stands at a step, or
/// what an evaluation found there.
///
/// Every field is a function of configuration and seed; nothing of the clock is in it.
public enum MetricsRow: Sendable {
  /// How an agent's training stands; `further` names the metrics that only its algorithm has.
  case progress(TrainingProgress, further: [String])
  /// What an agent's evaluation found after so many environment steps.
  case evaluation(step: Int, EvaluationScores, further: [String])
  /// How a training on a data set stands, or what an epoch came to.
  case dataset(SupervisedEvent)
  /// How a pretraining stands, or what the test part said of it.
  case pretraining(PretrainingEvent)
  /// How a few-shot training stands, or what a validation found.
  case fewShot(FewShotEvent)

  /// The row of an event; nil for one that has none.
  init?(_ event: RunEvent, further: [String]) {
    switch event {
    case .environment(.episode): return nil
    case .environment(.progress(let progress)): self = .progress(progress, further: further)
    case .environment(.evaluation(let step, let evaluation, _)):
      self = .evaluation(step: step, EvaluationScores(evaluation), further: further)
    case .dataset(let event): self = .dataset(event)
    case .pretraining(let event): self = .pretraining(event)
    case .fewShot(let event): self = .fewShot(event)
    }
  }

  /// The names of the columns of `metrics.csv` in a run of an environment, before the algorithm's
  /// own.
  ///
  /// A row of progress leaves the evaluation's columns empty, a row of an evaluation all others but
  /// the step.
  public static let columns = [
    "step", "episodes", "updates", "epsilon", "meanReturn", "meanLength", "loss", "meanValue",
    "evaluationEpisodes", "evaluationReturn", "evaluationStd", "evaluationLength",
    "evaluationSuccess",
  ]

  /// The names of the columns of `metrics.csv` in a run on a data set.
  ///
  /// A row of progress leaves empty what belongs to epochs, a row of an epoch learning rate and loss.
  static func datasetColumns(_ targets: DatasetTargets) -> [String] {
    let score = targets.classNames.isEmpty ? "RSquared" : "Accuracy"
    return [
      "update", "epoch", "learningRate", "loss", "trainingLoss", "validationLoss",
      "validation\(score)", "testLoss", "test\(score)",
    ]
  }

  /// The names of the columns of `metrics.csv` in a pretraining.
  ///
  /// A row of progress leaves the test's columns empty, a row of an evaluation all others but the update.
  static let pretrainingColumns = [
    "update", "epoch", "learningRate", "loss", "accuracy", "testLoss", "testAccuracy",
  ]

  /// The first line of `metrics.csv`, with its end.
  static func header(_ columns: [String]) -> String { columns.joined(separator: ",") + "\n" }

  /// Environment steps taken, or updates on a data set.
  public var step: Int {
    switch self {
    case .progress(let progress, _): progress.step
    case .evaluation(let step, _, _): step
    case .dataset(.progress(let progress)): progress.step
    case .dataset(.epoch(let epoch)): epoch.step
    case .pretraining(.progress(let progress)): progress.step
    case .pretraining(.evaluation(let scores)): scores.step
    case .fewShot(.progress(let progress)): progress.step
    case .fewShot(.validation(let step, _, _)): step
    }
  }

  /// The figure of the learning curve in a row of an evaluation.
  var curveValue: Double? {
    switch self {
    case .progress, .dataset(.progress), .pretraining(.progress), .fewShot(.progress): nil
    case .fewShot(.validation(_, let scores, _)): scores.accuracy
    case .evaluation(_, let scores, _): scores.meanReturn
    case .dataset(.epoch(let epoch)): epoch.test?.score
    case .pretraining(.evaluation(let scores)): scores.accuracy ?? -scores.loss
    }
  }

  /// The row as a line of text with its end.
  ///
  /// Numbers are in the shortest form that reads back exactly.
  public var csv: String {
    var fields = ["\(step)"]
    switch self {
    case .progress(let row, let further):
      fields += ["\(row.episodes)", "\(row.updates)", "\(row.epsilon)"]
      fields += Self.texts([row.meanReturn, row.meanLength, row.loss, row.meanValue])
      fields += [String](repeating: "", count: 5)
      precondition(
        row.further.count == further.count,
        "expected values of \(further), got \(row.further.count)")
      fields += Self.texts(row.further)
    case .evaluation(_, let scores, let further):
      fields += [String](repeating: "", count: 7)
      fields += [
        "\(scores.episodes)", "\(scores.meanReturn)", "\(scores.stdReturn)",
        "\(scores.meanLength)", "\(scores.successRate)",
      ]
      fields += [String](repeating: "", count: further.count)
    case .dataset(.progress(let row)):
      fields += ["\(row.epoch)", "\(row.learningRate)", "\(row.loss)"]
      fields += [String](repeating: "", count: 5)
    case .dataset(.epoch(let row)):
      fields += ["\(row.epoch)", "", "", "\(row.trainingLoss)"]
      fields += Self.texts([
        row.validation?.loss, row.validation?.score, row.test?.loss, row.test?.score,
      ])
    case .pretraining(.progress(let row)):
      fields += ["\(row.epoch)", "\(row.learningRate)", "\(row.loss)"]
      fields += Self.texts([row.accuracy]) + ["", ""]
    case .pretraining(.evaluation(let row)):
      fields += ["", "", "", "", "\(row.loss)"] + Self.texts([row.accuracy])
    case .fewShot(.progress(let row)):
      fields += [
        "\(row.episodes)", "\(row.learningRate)", "\(row.loss)", "\(row.accuracy)", "", "", "",
      ]
    case .fewShot(.validation(_, let scores, _)):
      fields += ["", "", "", ""]
      fields += Self.texts([scores.loss, scores.accuracy, scores.halfWidth])
    }
    return fields.joined(separator: ",") + "\n"
  }

  /// The scalars of the event file, with the tags by which TensorBoard groups them.
  public var scalars: [(tag: String, value: Float)] {
    let values: [(String, Double?)] =
      switch self {
      case .progress(let row, let further):
        [
          ("rollout/meanReturn", row.meanReturn), ("rollout/meanLength", row.meanLength),
          ("rollout/episodes", Double(row.episodes)), ("rollout/epsilon", Double(row.epsilon)),
          ("train/loss", row.loss), ("train/meanValue", row.meanValue),
          ("train/updates", Double(row.updates)),
        ] + zip(further, row.further).map { ("train/\($0)", $1) }
      case .evaluation(_, let scores, _):
        [
          ("evaluation/meanReturn", scores.meanReturn), ("evaluation/stdReturn", scores.stdReturn),
          ("evaluation/meanLength", scores.meanLength),
          ("evaluation/successRate", scores.successRate),
        ]
      case .dataset(.progress(let row)):
        [("train/loss", row.loss), ("train/learningRate", Double(row.learningRate))]
      case .dataset(.epoch(let row)):
        [("epoch/epoch", Double(row.epoch)), ("epoch/trainingLoss", row.trainingLoss)]
          + Self.scalars("validation", row.validation) + Self.scalars("test", row.test)
      case .pretraining(.progress(let row)):
        [
          ("train/loss", row.loss), ("train/accuracy", row.accuracy),
          ("train/learningRate", Double(row.learningRate)),
        ]
      case .fewShot(.progress(let row)):
        [
          ("train/loss", row.loss), ("train/accuracy", row.accuracy),
          ("train/learningRate", Double(row.learningRate)),
        ]
      case .pretraining(.evaluation(let row)):
        [("test/loss", row.loss), ("test/accuracy", row.accuracy)]
      case .fewShot(.validation(_, let scores, _)):
        [("validation/loss", scores.loss), ("validation/accuracy", scores.accuracy)]
      }
    return values.compactMap { tag, value in value.map { (tag, Float($0)) } }
  }

  private static func scalars(
    _ group: String, _ scores: SupervisedScores?
  ) -> [(String, Double?)] {
    [
      ("\(group)/loss", scores?.loss), ("\(group)/accuracy", scores?.accuracy),
      ("\(group)/rSquared", scores?.regression?.determination),
    ]
  }

  private static func texts(_ values: [Double?]) -> [String] {
    values.map { value in value.map { "\($0)" } ?? "" }
  }
}
