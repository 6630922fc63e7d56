/// What a pretraining tells the outside; nothing else leaves it.
public enum PretrainingEvent: Sendable {
  /// A row of metrics, every `reportInterval` updates exactly, and at the last.
  case progress(PretrainingProgress)
  /// The test part was gone through.
  case evaluation(PretrainingScores)
}

/// How a pretraining stands.
public struct PretrainingProgress: Sendable, Hashable {
  /// Updates made.
  public var step: Int
  /// Updates that the training will have.
  public var totalSteps: Int
  /// Passes through the training part that were completed.
  public var epoch: Int
  /// The optimizer's rate at the last update.
  public var learningRate: Float
  /// Mean loss of the updates since the report before.
  public var loss: Double
  /// The share of right decisions since then; nil where the method makes none.
  public var accuracy: Double?
}

/// How an encoder does, in the task that it was pretrained with, on examples that it did not learn from.
public struct PretrainingScores: Sendable, Hashable {
  /// Updates made.
  public var step: Int
  /// Mean loss over the examples.
  public var loss: Double
  /// The share of right decisions; nil where the method makes none.
  public var accuracy: Double?
  /// How many examples there were.
  public var examples: Int
}
