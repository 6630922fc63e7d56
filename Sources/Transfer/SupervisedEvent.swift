/// What a supervised training tells the outside; nothing else leaves it.
public enum SupervisedEvent: Sendable {
  /// A row of metrics, every `reportInterval` updates exactly, and at the last.
  case progress(SupervisedProgress)
  /// An epoch ended.
  case epoch(SupervisedEpoch)
}

/// How a supervised training stands.
public struct SupervisedProgress: Sendable, Hashable {
  /// Updates made.
  public var step: Int
  /// Updates that the training will have.
  public var totalSteps: Int
  /// Epochs ended.
  public var epoch: Int
  /// The optimizer's rate at the last update.
  public var learningRate: Float
  /// Mean loss of the updates since the report before.
  public var loss: Double
}

/// What an epoch came to.
public struct SupervisedEpoch: Sendable, Hashable {
  /// Epochs ended, this one included.
  public var epoch: Int
  /// Updates made.
  public var step: Int
  /// Mean loss over the examples of this epoch, each before the update that it took part in.
  public var trainingLoss: Double
  /// How the network does on the part held out of the training part; nil where none is or it was not due.
  public var validation: SupervisedScores?
  /// How the network does on the test part; nil where it was not given or not due.
  public var test: SupervisedScores?
  /// Whether the network is now the best by validation; without a validation part the last always is.
  public var isBest: Bool
}
