import Determinism
import NeuralNetworks
import TensorCore

/// The part of ``DQN`` in which its variants differ: what a network says of a batch, what it should
/// have said, and how far the one is from the other.
///
/// By the distribution a network says of each action
///
/// - `none`: one number, its value; compared by the Huber loss or the squared error;
/// - `categorical` (C51): the probabilities of K returns; compared by their divergence;
/// - `quantiles` (QR-DQN), `implicitQuantiles` (IQN): N quantiles of the return, of fixed or of drawn
///   fractions; compared by the quantile Huber loss.
///
/// Which next action counts is the same for all: the greedy one by the target network, by the online
/// network (`doubleQ`), or all of them by a soft policy (``Munchausen``).
package struct ValueLearning: Sendable, Hashable {
  package var distribution: ValueDistribution
  package var doubleQ: Bool
  package var munchausen: Munchausen?
  var loss: DQNConfiguration.Loss
  package var huberDelta: Float
  /// Fractions that are drawn for each row, by implicit quantiles.
  package var fractions: Int

  /// What a network says of the actions that were taken.
  struct Prediction {
    /// What was said of all actions: `[B, A]` or `[B, A, K]`.
    var all: Tensor
    /// `[B]`, logits `[B, K]` or quantiles `[B, N]`.
    var outputs: Tensor
    /// What the quantiles stand for, `[N]` or `[B, N]`.
    var fractions: Tensor?
  }

  // MARK: What should have been said

  /// The target of each row: `[B]`, probabilities `[B, K]` or samples `[B, N]`.
  func target(
    of batch: TransitionBatch, online: QNetwork, target: QNetwork, noise: inout NetworkNoise
  ) -> Tensor {
    let next = batch.nextObservations
    let preferred =
      doubleQ && munchausen == nil
      ? online.expectedValues(of: noise.outputs(of: online, for: next, fractions).outputs) : nil
    let later = noise.outputs(of: target, for: next, fractions).outputs
    let values = maskedValues(target.expectedValues(of: later), masks: batch.nextMasks)
    let chooser = preferred.map { maskedValues($0, masks: batch.nextMasks) }
    let rewards = rewards(of: batch, target: target, noise: &noise)
    switch distribution {
    case .none:
      let nextValues =
        munchausen?.softValues(values) ?? chooser.map { doubleQValues(online: $0, target: values) }
        ?? greedyValues(values)
      return qLearningTarget(
        rewards: rewards, bootstrap: batch.bootstrap, nextValues: nextValues)
    case .categorical(_, let minimum, let maximum):
      let chosen = takeActions(later, (chooser ?? values).argmax(axis: 1))
      return categoricalProjection(
        probabilities: chosen.softmax(), rewards: rewards, bootstrap: batch.bootstrap,
        range: minimum...maximum)
    case .quantiles, .implicitQuantiles:
      let quantiles =
        munchausen?.softQuantiles(later, values: values)
        ?? takeActions(later, (chooser ?? values).argmax(axis: 1))
      return rewards.unsqueezed(1) + batch.bootstrap.unsqueezed(1) * quantiles
    }
  }

  /// The batch's rewards, with Munchausen's part.
  private func rewards(
    of batch: TransitionBatch, target: QNetwork, noise: inout NetworkNoise
  ) -> Tensor {
    guard let munchausen else { return batch.rewards }
    let said = noise.outputs(of: target, for: batch.observations, fractions).outputs
    let values = maskedValues(target.expectedValues(of: said), masks: batch.masks)
    return batch.rewards + munchausen.bonus(values: values, actions: batch.actions)
  }

  // MARK: What is said, and how far it is from that

  /// What the online network says of the actions that were taken.
  func prediction(
    of batch: TransitionBatch, online: QNetwork, noise: inout NetworkNoise
  ) -> Prediction {
    let (outputs, drawn) = noise.outputs(of: online, for: batch.observations, fractions)
    switch distribution {
    case .none: return Prediction(all: outputs, outputs: outputs.takeColumns(batch.actions))
    case .categorical:
      return Prediction(all: outputs, outputs: takeActions(outputs, batch.actions))
    case .quantiles(let count):
      return Prediction(
        all: outputs, outputs: takeActions(outputs, batch.actions),
        fractions: quantileMidpoints(count))
    case .implicitQuantiles:
      return Prediction(
        all: outputs, outputs: takeActions(outputs, batch.actions), fractions: drawn)
    }
  }

  /// The loss of each row, `[B]`.
  func losses(_ prediction: Prediction, _ target: Tensor) -> Tensor {
    switch (distribution, prediction.fractions) {
    case (.none, _):
      switch loss {
      case .huber: huberLoss(prediction.outputs, target, delta: huberDelta, reduction: .none)
      case .mse: meanSquaredError(prediction.outputs, target, reduction: .none)
      }
    case (_, let fractions?):
      quantileHuberLosses(
        predictions: prediction.outputs, fractions: fractions, targets: target, delta: huberDelta)
    default: categoricalLosses(logits: prediction.outputs, target: target)
    }
  }

  /// The values that the actions taken have and should have had, `[B]` each, without gradient.
  func values(
    _ prediction: Prediction, _ target: Tensor, support: Tensor
  ) -> (predicted: Tensor, target: Tensor) {
    withoutGradients {
      switch distribution {
      case .none: (prediction.outputs.detached, target)
      case .categorical:
        (
          (prediction.outputs.softmax() * support).sum(axis: 1), (target * support).sum(axis: 1)
        )
      case .quantiles, .implicitQuantiles:
        (prediction.outputs.mean(axis: 1), target.mean(axis: 1))
      }
    }
  }

  /// What the priorities are made of: the error of a single value, the loss of a distribution.
  ///
  /// - Source: Schaul et al. 2016; the loss: Hessel et al. 2018.
  func priorityErrors(errors: Tensor, losses: Tensor) -> Tensor {
    distribution == .none ? errors : losses.detached
  }
}

/// The random numbers that networks draw while learning: of noisy layers, and the fractions of
/// implicit quantiles.
struct NetworkNoise {
  /// Whether networks have noisy layers.
  let isNoisy: Bool
  /// Two streams, so that neither shifts the other.
  var layers, fractions: RandomStream

  /// Calls `body` with the noisy layers on.
  mutating func callAsFunction<R>(_ body: () throws -> R) rethrows -> R {
    isNoisy ? try withTrainingMode(using: &layers, body) : try body()
  }

  /// What a network says of observations, with noise drawn anew: `[B, A]` or `[B, A, K]`; by
  /// implicit quantiles of `count` fractions drawn for each row, `[B, count]`.
  mutating func outputs(
    of network: QNetwork, for observations: Tensor, _ count: Int
  ) -> (outputs: Tensor, fractions: Tensor?) {
    guard case .implicitQuantiles = network.distribution else {
      return (self { network.outputs(of: observations) }, nil)
    }
    let drawn = Tensor(shape: [observations.shape[0], count]) { drawn in
      for index in drawn.indices { drawn[index] = fractions.uniform() }
    }
    return (self { network.quantiles(of: observations, at: drawn) }, drawn)
  }
}
