import Determinism
import NeuralNetworks
import TensorCore

/// Action values after a few steps of gradient descent on a task's transitions, as functions of the
/// weights before.
///
/// With weights θ, inner rate α, the loss L of the temporal differences of a batch, support batches
/// D₁ … D_K and a query batch D′ of one task:
///
///     w₀ = θ,   wₖ = wₖ₋₁ − α ∂L(wₖ₋₁; Dₖ)/∂wₖ₋₁,   outer loss = L(w_K; D′)
///
/// Targets are constants, as in DQN: a target network values the next action, which w itself chooses
/// under `doubleQ`. Of second order the outer gradient goes through the inner steps; of first order
/// their gradients are constants.
///
/// Source: Finn, Abbeel & Levine 2017, https://arxiv.org/abs/1703.03400, algorithm 3 with another loss.
package struct ValueAdaptation {
  /// θ, as the network that it makes.
  package let network: QNetwork
  /// What values next actions.
  package let target: QNetwork
  private let learning: ValueLearning
  private let rate: Float
  /// Whether inner gradients are functions of θ too.
  private let isSecondOrder: Bool

  /// Adaptation of a network.
  ///
  /// - Parameters:
  ///   - network: θ.
  ///   - target: with the same layers.
  ///   - configuration: of the loss; no noise, no fractions that are drawn.
  ///   - rate: α.
  ///   - isSecondOrder: whether inner gradients are functions of θ too.
  package init(
    _ network: QNetwork, target: QNetwork, configuration: DQNConfiguration, rate: Float,
    isSecondOrder: Bool
  ) {
    (self.network, self.target, self.rate) = (network, target, rate)
    self.isSecondOrder = isSecondOrder
    learning = configuration.valueLearning
  }

  /// θ as the weights to begin with.
  package var initial: [Tensor] { network.network.parameters.map(\.tensor) }

  /// The mean loss of a batch by given weights.
  package func loss(of batch: TransitionBatch, _ weights: [Tensor]) -> Tensor {
    // Nothing is drawn: whoever makes this refuses what would be.
    var noise = NetworkNoise(
      isNoisy: false, layers: RandomStream(seed: 0), fractions: RandomStream(seed: 0))
    return network.network.withValues(weights) {
      let targets = withoutGradients {
        learning.target(of: batch, online: network, target: target, noise: &noise)
      }
      let prediction = learning.prediction(of: batch, online: network, noise: &noise)
      return learning.losses(prediction, targets).mean()
    }
  }

  /// w_K, the weights after a step down the loss of each batch in turn.
  ///
  /// Frozen parameters stay; the others' rates have their factors.
  package func adapted(to batches: [TransitionBatch]) -> [Tensor] {
    let parameters = network.network.parameters
    let learned = parameters.indices.filter { parameters[$0].isTrainable }
    var weights = initial
    for batch in batches where !learned.isEmpty {
      let gradients = loss(of: batch, weights)
        .gradients(for: learned.map { weights[$0] }, creatingGraph: isSecondOrder)
      for (index, gradient) in zip(learned, gradients) {
        weights[index] =
          weights[index] - (rate * parameters[index].learningRateFactor) * gradient
      }
    }
    return weights
  }

  /// The outer loss: that of the query by the weights adapted to the support.
  package func outerLoss(support: [TransitionBatch], query: TransitionBatch) -> Tensor {
    loss(of: query, adapted(to: support))
  }
}
