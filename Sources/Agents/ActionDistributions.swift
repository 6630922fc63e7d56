import NeuralNetworks
import TensorCore

/// How the return of every action is distributed, as a policy expects it in one situation.
public enum ActionDistributions: Hashable, Sendable {
  /// Probabilities of fixed returns: `probabilities[action][atom]` is that of `atoms[atom]`.
  case categorical(atoms: [Float], probabilities: [[Float]])
  /// Equally likely returns of each action, in growing order.
  case quantiles([[Float]])

  /// The expected return of each action.
  public var means: [Float] {
    switch self {
    case .categorical(let atoms, let probabilities):
      probabilities.map { zip($0, atoms).reduce(0) { $0 + $1.0 * $1.1 } }
    case .quantiles(let returns): returns.map { $0.reduce(0, +) / Float(max(1, $0.count)) }
    }
  }
}

extension ActingPolicy {
  /// None: it knows expected values alone.
  public func distributions(of observation: [Float]) -> ActionDistributions? { nil }
}

extension QNetwork {
  /// What the expected values are the means of, in one situation.
  ///
  /// They come out of the same layers as the values that are acted on; implicit quantiles at the
  /// same ``actingFractions``.
  ///
  /// - Parameter observation: F numbers.
  /// - Returns: the distributions; nil where the network gives values alone.
  public func distributions(of observation: [Float]) -> ActionDistributions? {
    precondition(
      observation.count == observationCount,
      "expected \(observationCount) numbers, got \(observation.count)")
    guard distribution != .none else { return nil }
    return withoutGradients {
      let outputs = outputs(of: Tensor(observation, shape: [1, observationCount]))
      guard case .categorical = distribution else {
        return .quantiles(rows(of: outputs).map { $0.sorted() })
      }
      return .categorical(atoms: support.scalars, probabilities: rows(of: outputs.softmax()))
    }
  }

  /// The numbers of each action, of a tensor `[1, A, K]`.
  private func rows(of outputs: Tensor) -> [[Float]] {
    let (scalars, width) = (outputs.scalars, outputs.shape[2])
    return (0..<actionCount).map { Array(scalars[($0 * width)..<(($0 + 1) * width)]) }
  }
}
