/// What a few-shot training tells the outside; nothing else leaves it.
public enum FewShotEvent: Sendable {
  /// A row of metrics, every `reportInterval` updates exactly, and at the last.
  case progress(FewShotProgress)
  /// A validation, every `validationInterval` updates, and at the last.
  case validation(step: Int, FewShotScores, isBest: Bool)
}

/// How a few-shot training stands.
public struct FewShotProgress: Sendable, Hashable {
  /// Updates made.
  public var step: Int
  /// Updates that the training will have.
  public var totalSteps: Int
  /// Training episodes seen.
  public var episodes: Int
  /// The optimizer's rate at the last update.
  public var learningRate: Float
  /// Mean loss of the episodes since the report before.
  public var loss: Double
  /// Mean share of queries named rightly since the report before, 0 … 1.
  public var accuracy: Double
}
