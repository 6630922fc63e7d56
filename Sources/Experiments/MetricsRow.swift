import Agents

/// One line of `metrics.csv` and one record of the event file: how the training stands at a step, or
/// what an evaluation found there.
///
/// Every field is a function of configuration and seed; nothing of the clock is in it.
public enum MetricsRow: Sendable {
  /// How the training stands.
  case progress(TrainingProgress)
  /// What an evaluation found after so many environment steps.
  case evaluation(step: Int, EvaluationScores)

  /// The names of the columns of `metrics.csv`.
  ///
  /// A row of progress leaves the evaluation's columns empty, a row of an evaluation all others but
  /// the step.
  public static let columns = [
    "step", "episodes", "updates", "epsilon", "meanReturn", "meanLength", "loss", "meanValue",
    "evaluationEpisodes", "evaluationReturn", "evaluationStd", "evaluationLength",
    "evaluationSuccess",
  ]

  /// The first line of `metrics.csv`, with its end.
  public static var header: String { columns.joined(separator: ",") + "\n" }

  /// Environment steps taken.
  public var step: Int {
    switch self {
    case .progress(let progress): progress.step
    case .evaluation(let step, _): step
    }
  }

  /// The row as a line of text with its end.
  ///
  /// Numbers are in the shortest form that reads back exactly.
  public var csv: String {
    var fields = ["\(step)"]
    switch self {
    case .progress(let row):
      fields += ["\(row.episodes)", "\(row.updates)", "\(row.epsilon)"]
      fields += [row.meanReturn, row.meanLength, row.loss, row.meanValue].map { value in
        value.map { "\($0)" } ?? ""
      }
      fields += [String](repeating: "", count: 5)
    case .evaluation(_, let scores):
      fields += [String](repeating: "", count: 7)
      fields += [
        "\(scores.episodes)", "\(scores.meanReturn)", "\(scores.stdReturn)",
        "\(scores.meanLength)", "\(scores.successRate)",
      ]
    }
    return fields.joined(separator: ",") + "\n"
  }

  /// The scalars of the event file, with the tags by which TensorBoard groups them.
  public var scalars: [(tag: String, value: Float)] {
    let values: [(String, Double?)] =
      switch self {
      case .progress(let row):
        [
          ("rollout/meanReturn", row.meanReturn), ("rollout/meanLength", row.meanLength),
          ("rollout/episodes", Double(row.episodes)), ("rollout/epsilon", Double(row.epsilon)),
          ("train/loss", row.loss), ("train/meanValue", row.meanValue),
          ("train/updates", Double(row.updates)),
        ]
      case .evaluation(_, let scores):
        [
          ("evaluation/meanReturn", scores.meanReturn), ("evaluation/stdReturn", scores.stdReturn),
          ("evaluation/meanLength", scores.meanLength),
          ("evaluation/successRate", scores.successRate),
        ]
      }
    return values.compactMap { tag, value in value.map { (tag, Float($0)) } }
  }
}
