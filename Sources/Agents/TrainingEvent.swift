/// What a training tells the outside; nothing else leaves it.
public enum TrainingEvent: Sendable {
  /// An episode ended.
  case episode(EpisodeSummary)
  /// A row of metrics, every `reportInterval` environment steps exactly.
  case progress(TrainingProgress)
  /// An evaluation was made at a step, and whether its policy is now the best one.
  case evaluation(step: Int, Evaluation, isBest: Bool)
}

/// One finished training episode.
public struct EpisodeSummary: Sendable, Hashable {
  /// Environment steps of the training, this one included.
  public var step: Int
  /// The copy that played it.
  public var copy: Int
  /// The sum of its rewards.
  public var episodeReturn: Float
  /// Its steps.
  public var length: Int
  /// Whether the task ended it, rather than the time limit.
  public var terminated: Bool
}

/// How a training stands.
public struct TrainingProgress: Sendable, Hashable {
  /// Environment steps made.
  public var step: Int
  /// Environment steps that the training will have.
  public var totalSteps: Int
  /// Episodes ended.
  public var episodes: Int
  /// Updates made.
  public var updates: Int
  /// ε now.
  public var epsilon: Float
  /// Mean return of the last (at most 100) episodes; nil before the first ends.
  public var meanReturn: Double?
  /// Mean length of the same episodes, in steps.
  public var meanLength: Double?
  /// Mean loss of the updates since the report before; nil where there were none.
  public var loss: Double?
  /// Mean predicted value of the same updates' batches.
  public var meanValue: Double?
  /// What only the algorithm has, in the order of `Agent.furtherMetrics`; nil where not known yet.
  public var further: [Double?] = []
}

/// A training that ran away: a loss, a value or a parameter is no longer a finite number.
///
/// Thrown before anything built on it is kept: the parameters of the best policy and every
/// checkpoint taken earlier are sound.
public struct DivergedTraining: Error, Sendable, Hashable, CustomStringConvertible {
  /// The environment step at which it showed.
  public var step: Int
  /// What was not finite, such as "the loss".
  public var quantity: String
  /// What to try.
  public var remedy: String

  init(step: Int, quantity: String) {
    self.step = step
    self.quantity = quantity
    remedy =
      "resume from an earlier checkpoint or start again with a smaller learningRate, "
      + "a gradientClip above 0, or rewards of a smaller size"
  }

  /// The fault, and on a second line the remedy.
  public var description: String {
    "training diverged at step \(step): \(quantity) is not finite\n  \(remedy)"
  }
}
