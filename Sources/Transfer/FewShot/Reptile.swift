import Determinism
import NeuralNetworks
import TensorCore

/// Reptile: moves the weights towards what training on one task after the other makes of them.
///
/// With weights θ, for each task i of an update K steps of gradient descent on batches of its labelled
/// examples, from θ to φᵢ; then with the outer rate ε
///
///     θ ← θ + ε mean(φᵢ − θ)
///
/// There is no outer loss. `mean(θ − φᵢ)` is given to the outer optimizer as the gradient: plain SGD
/// with rate ε takes exactly this step.
///
/// Differences from the paper: 1. The inner steps are plain gradient descent, unless the settings ask
/// for the paper's Adam (β₁ = 0). 2. Adam's second moment begins anew with each task; the authors' code
/// carries it from task to task. 3. Loss and accuracy of an update are those of the queries by φᵢ,
/// which have no part in learning.
///
/// In training each batch is normalized by its own statistics. In evaluation the queries are one
/// batch (transductive), or each makes a batch with the labelled examples.
///
/// - Source: Nichol, Achiam & Schulman 2018, <https://arxiv.org/abs/1803.02999>, algorithm 2.
///
/// Command: `apus fewshot omniglot --method reptile --ways 5 --shots 1`.
public struct Reptile: FewShotMethod {
  /// What decides how it adapts.
  public let settings: ReptileSettings
  /// The network.
  public let network: Sequential
  private let loop: InnerLoop

  /// The method for a network.
  ///
  /// - Parameters:
  ///   - network: As many outputs as an episode has ways; its parameters are θ.
  ///   - settings: How it adapts.
  public init(network: Sequential, settings: ReptileSettings = ReptileSettings()) {
    self.network = network
    self.settings = settings
    loop = InnerLoop(network, adapting: .all)
  }

  /// θ.
  public var parameters: [Parameter] { network.parameters }
  /// θ, then the running statistics.
  public var state: [Parameter] { network.state }
  /// Whether queries are normalized together.
  public var isTransductive: Bool { settings.isTransductive }

  /// θ ← θ + ε mean(φᵢ − θ), ε being the optimizer's rate.
  public mutating func metaStep(
    on episodes: [Episode], optimizer: inout any Optimizer
  ) throws -> MetaStep {
    precondition(!episodes.isEmpty, "expected at least one episode, got none")
    var step = MetaStep(loss: 0, accuracy: 0)
    var gradients = parameters.map { Tensor.zeros($0.shape) }
    let share = 1 / Float(episodes.count)
    for episode in episodes {
      let weights = trained(on: episode, steps: settings.innerSteps, batch: settings.innerBatch)
      let (loss, accuracy) = judged(weights, on: episode)
      guard loss.item.isFinite else { throw notFinite() }
      for (index, parameter) in parameters.enumerated() {
        gradients[index] = gradients[index] + share * (parameter.value - weights[index])
      }
      step.loss += Double(loss.item) / Double(episodes.count)
      step.accuracy += accuracy / Double(episodes.count)
    }
    for (parameter, gradient) in zip(parameters, gradients) { parameter.gradient = gradient }
    optimizer.step(parameters)
    network.zeroGradients()
    return step
  }

  /// The loss of the queries by φ, a constant: nothing is learned from it.
  public func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double) {
    judged(
      trained(on: episode, steps: settings.innerSteps, batch: settings.innerBatch), on: episode)
  }

  /// The logits of the queries by the weights after the steps of an evaluation.
  public func logits(of episode: Episode) -> Tensor {
    network.keepingBuffers {
      let weights = trained(
        on: episode, steps: settings.evaluationSteps, batch: settings.evaluationBatch)
      var random = episode.random.stream("queries")
      return withTrainingMode(using: &random) {
        loop.logits(of: episode, weights, isTransductive: settings.isTransductive)
      }
    }
  }

  /// φ: the weights after some inner steps on batches of an episode's labelled examples, which are
  /// gone through in an order drawn anew as often as they are used up.
  func trained(on episode: Episode, steps: Int, batch size: Int) -> [Tensor] {
    var order = episode.random.stream("order")
    var dropout = episode.random.stream("dropout")
    var descent = settings.makeOptimizer()
    let labels = episode.supportLabels
    let weights = parameters.map { Parameter($0.value, name: $0.name) }
    var waiting: [Int32] = []
    for _ in 0..<steps {
      var rows: [Int32] = []
      while rows.count < min(size, labels.count) {
        if waiting.isEmpty { waiting = order.permutation(labels.count) }
        rows.append(waiting.removeLast())
      }
      let loss = withTrainingMode(using: &dropout) {
        crossEntropy(
          logits: network.withValues(weights.map(\.tensor)) {
            network(episode.support.gatherRows(rows))
          }, labels: rows.map { labels[Int($0)] })
      }
      for weight in weights { weight.gradient = nil }
      loss.backward()
      descent.step(weights)
    }
    return weights.map(\.value)
  }

  private func judged(
    _ weights: [Tensor], on episode: Episode
  ) -> (loss: Tensor, accuracy: Double) {
    var random = episode.random.stream("queries")
    return network.keepingBuffers {
      withTrainingMode(using: &random) {
        let logits = loop.logits(of: episode, weights, isTransductive: true)
        return (
          crossEntropy(logits: logits, labels: episode.queryLabels), episode.accuracy(of: logits)
        )
      }
    }
  }
}

/// What decides how ``Reptile`` adapts.
public struct ReptileSettings: Sendable, Hashable {
  /// The rule of the inner steps.
  public enum InnerOptimizer: String, CaseIterable, Sendable, Hashable {
    /// Plain gradient descent.
    case sgd
    /// Adam without a first moment, its second one new for each task.
    case adam
  }

  /// The rule of the inner steps.
  public var innerOptimizer = InnerOptimizer.sgd
  /// The rate of the inner steps; > 0.
  public var innerRate: Float = 0.4
  /// K in training; ≥ 1.
  public var innerSteps = 5
  /// Labelled examples of a batch in training; ≥ 2, at most all of them are used.
  public var innerBatch = 10
  /// K in evaluation; ≥ 1.
  public var evaluationSteps = 10
  /// Labelled examples of a batch in evaluation; ≥ 2, at most all of them are used.
  public var evaluationBatch = 5
  /// Whether the queries of an evaluation are normalized together, or each with the labelled examples.
  public var isTransductive = true

  /// The settings for Omniglot, 5 ways: the paper's but for the rule of the inner steps and their
  /// number in evaluation (the paper: 50).
  public init() {}

  func makeOptimizer() -> any Optimizer {
    switch innerOptimizer {
    case .sgd: SGD(learningRate: innerRate)
    case .adam: Adam(learningRate: innerRate, beta1: 0)
    }
  }
}
