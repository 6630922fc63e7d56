import Determinism
import NeuralNetworks
import TensorCore

/// Model-agnostic meta-learning: first weights from which a few steps of gradient descent on a task's
/// labelled examples are enough.
///
/// With weights θ, the loss L of a task's labelled examples (support) and L′ of those to be named
/// (query), inner rate α and K inner steps:
///
///     w₀ = θ,   wₖ₊₁ = wₖ − α ∂L(wₖ)/∂wₖ,   outer loss = L′(w_K)
///
/// The outer gradient is ∂L′(w_K)/∂θ, through the inner steps: it contains second derivatives of L.
/// First-order MAML takes the inner gradients for constants, which leaves ∂L′/∂w at w_K. ANIL takes
/// the inner steps in the head alone; what comes before is then computed once for each task.
///
/// Differences from the papers: 1. The learning rate of the outer optimizer may fall. 2. A training
/// episode may have more queries than labelled examples. 3. Running statistics of the batch
/// normalization are gathered on the way (of no use to the method, but to who takes the network over).
///
/// Queries are normalized by the statistics of their batch, as in the authors' code: the method is
/// transductive, unless its settings say that each query is normalized with the labelled examples.
///
/// - Source: Finn, Abbeel & Levine 2017, <https://arxiv.org/abs/1703.03400>, algorithm 2, first order
///   in section 5.2; ANIL: Raghu et al. 2020, <https://arxiv.org/abs/1909.09157>.
///
/// Command: `apus fewshot omniglot --method maml --ways 5 --shots 1`.
public struct MAML: FewShotMethod {
  /// What decides how it adapts.
  public let settings: MAMLSettings
  /// The network, its head the last layer that has parameters.
  public let network: Sequential
  private let loop: InnerLoop

  /// The method for a network.
  ///
  /// - Parameters:
  ///   - network: As many outputs as an episode has ways; its parameters are θ.
  ///   - settings: How it adapts.
  public init(network: Sequential, settings: MAMLSettings = MAMLSettings()) {
    self.network = network
    self.settings = settings
    loop = InnerLoop(network, adapting: settings.adapts)
  }

  /// θ.
  public var parameters: [Parameter] { network.parameters }
  /// θ, then the running statistics.
  public var state: [Parameter] { network.state }
  /// Whether queries are normalized together.
  public var isTransductive: Bool { settings.isTransductive }

  /// The outer loss L′(w_K) of an episode.
  public func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double) {
    var random = episode.random
    return withTrainingMode(using: &random) {
      let weights = adapted(to: episode, steps: settings.innerSteps, order: settings.order)
      let logits = loop.logits(of: episode.query, weights)
      return (
        crossEntropy(logits: logits, labels: episode.queryLabels), episode.accuracy(of: logits)
      )
    }
  }

  /// The logits of the queries by the adapted weights.
  public func logits(of episode: Episode) -> Tensor {
    var random = episode.random
    return network.keepingBuffers {
      withTrainingMode(using: &random) {
        let weights = adapted(to: episode, steps: settings.evaluationSteps, order: .first)
        return loop.logits(of: episode, weights, isTransductive: settings.isTransductive)
      }
    }
  }

  /// The weights w_K of the part that adapts, as functions of θ.
  ///
  /// - Parameters:
  ///   - episode: Its labelled examples are learned from.
  ///   - steps: K.
  ///   - order: Whether the inner gradients are functions of θ too, or constants.
  /// - Returns: A tensor for each parameter of that part.
  func adapted(to episode: Episode, steps: Int, order: MAMLSettings.Order) -> [Tensor] {
    let isRecorded = order == .second
    let features =
      isRecorded ? loop.body(episode.support) : withoutGradients { loop.body(episode.support) }
    let labels = episode.supportLabels
    var weights = loop.head.parameters.map(\.tensor)
    for _ in 0..<steps {
      let logits = loop.head.withValues(weights) { loop.head(features) }
      let gradients = crossEntropy(logits: logits, labels: labels)
        .gradients(for: weights, creatingGraph: isRecorded)
      weights = zip(weights, gradients).map { $0 - settings.innerRate * $1 }
    }
    return weights
  }
}

/// What decides how ``MAML`` adapts.
public struct MAMLSettings: Sendable, Hashable {
  /// What the outer gradient contains.
  public enum Order: String, CaseIterable, Sendable, Hashable {
    /// The inner gradients are constants.
    case first
    /// The inner gradients are functions of the first weights.
    case second
  }

  /// What the inner steps change.
  public enum Part: String, CaseIterable, Sendable, Hashable {
    /// All parameters: MAML.
    case all
    /// Those of the last layer that has any: ANIL.
    case head
  }

  /// α, the rate of the inner steps; > 0.
  public var innerRate: Float = 0.4
  /// K in training; ≥ 1.
  public var innerSteps = 1
  /// K in evaluation; ≥ 1.
  public var evaluationSteps = 3
  /// What the outer gradient contains.
  public var order = Order.second
  /// What the inner steps change.
  public var adapts = Part.all
  /// Whether the queries of an evaluation are normalized together, or each with the labelled examples.
  public var isTransductive = true

  /// The settings of the paper for Omniglot, 5 ways.
  public init() {}
}
