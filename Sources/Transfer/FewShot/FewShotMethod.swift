import Documents
import NeuralNetworks
import TensorCore

/// A way to name the queries of an episode from its labelled examples, and to learn to do so.
///
/// A method is a value that refers to a network, which has identity. Training calls `metaStep` with the
/// episodes of one update; most methods give a `loss(of:)` and take the step that follows from it, one
/// without an outer loss (Reptile) writes `metaStep` itself. Evaluation calls `logits(of:)`.
///
/// What a method draws comes from `Episode.random`; what it keeps between updates is in `state`, or in
/// the optimizer given to it: a checkpoint holds these alone.
public protocol FewShotMethod {
  /// What the outer optimizer trains, under names that differ.
  var parameters: [Parameter] { get }

  /// All that a checkpoint holds: `parameters`, then the buffers of batch normalization and the like.
  var state: [Parameter] { get }

  /// Whether the queries of an episode influence one another's answers: batch normalization by the
  /// statistics of the query batch does that. Every report says so.
  var isTransductive: Bool { get }

  /// The loss of a training episode, in training mode.
  ///
  /// - Parameter episode: The episode.
  /// - Returns: The mean loss over the queries, to be differentiated by `parameters`, and the share of
  ///   queries named rightly.
  func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double)

  /// What the method answers in evaluation; adapts to the labelled examples where the method does, and
  /// changes no parameter and no buffer.
  ///
  /// - Parameter episode: The episode; its queries' classes are not looked at.
  /// - Returns: `[N·Q, N]`.
  func logits(of episode: Episode) -> Tensor

  /// Takes one update of the outer parameters.
  ///
  /// - Parameters:
  ///   - episodes: The episodes of the update, at least one.
  ///   - optimizer: Changes the parameters.
  /// - Returns: What it met on the way.
  /// - Throws: `InputError` where the loss is not finite; no parameter is changed then, running
  ///   statistics may be.
  mutating func metaStep(
    on episodes: [Episode], optimizer: inout any Optimizer
  ) throws -> MetaStep
}

/// What one update of a few-shot training met, as means over its episodes.
public struct MetaStep: Sendable, Hashable {
  /// The mean loss over the queries, before the update.
  public var loss: Double
  /// The share of queries named rightly, before the update, 0 … 1.
  public var accuracy: Double

  /// A record of an update.
  public init(loss: Double, accuracy: Double) {
    self.loss = loss
    self.accuracy = accuracy
  }
}

extension FewShotMethod {
  /// The parameters alone.
  public var state: [Parameter] { parameters }

  /// One step along the mean gradient of the episodes' losses.
  ///
  /// The gradients are added up episode by episode, so that the memory is that of one.
  public mutating func metaStep(
    on episodes: [Episode], optimizer: inout any Optimizer
  ) throws -> MetaStep {
    precondition(!episodes.isEmpty, "expected at least one episode, got none")
    let parameters = parameters
    for parameter in parameters { parameter.gradient = nil }
    var step = MetaStep(loss: 0, accuracy: 0)
    let share = 1 / Float(episodes.count)
    for episode in episodes {
      let (loss, accuracy) = loss(of: episode)
      let value = loss.item
      guard value.isFinite else { throw notFinite() }
      (episodes.count == 1 ? loss : loss * share).backward()
      step.loss += Double(value) / Double(episodes.count)
      step.accuracy += accuracy / Double(episodes.count)
    }
    optimizer.step(parameters)
    for parameter in parameters { parameter.gradient = nil }
    return step
  }

  /// The error of a loss that is not finite.
  func notFinite() -> InputError {
    InputError(
      "the loss of a training episode is not finite",
      remedy: "take a smaller learningRate (or innerRate, where the method has one)")
  }
}
