import NeuralNetworks
import TensorCore

/// What a network with a distribution tells beside the expected values.
extension QNetwork {
  /// How many quantiles a network of implicit ones acts by.
  public static let actingFractions = 32

  /// What the last layer gives.
  ///
  /// - Shapes: observations `[B, F]`; result `[B, A]` without a distribution, `[B, A, K]` with one:
  ///   logits of K atoms, or K quantiles at the fractions (i + ½) / K. Of implicit quantiles K is
  ///   ``actingFractions``.
  public func outputs(of observations: Tensor) -> Tensor {
    switch distribution {
    case .none: return network(input(observations))
    case .categorical, .quantiles:
      return network(input(observations))
        .reshaped([observations.shape[0], actionCount, distribution.width])
    case .implicitQuantiles:
      return quantiles(of: observations, at: Self.middles(rows: observations.shape[0]))
    }
  }

  /// The quantiles of all actions at given fractions, by a network of implicit quantiles.
  ///
  /// - Shapes: observations `[B, F]`, fractions `[B, N]`, result `[B, A, N]`.
  /// - Precondition: the distribution is `implicitQuantiles`.
  public func quantiles(of observations: Tensor, at fractions: Tensor) -> Tensor {
    guard let position = embedding,
      let embedding = network.layers[position] as? QuantileEmbedding
    else {
      preconditionFailure("expected a network of implicit quantiles, got \(distribution)")
    }
    let features = network.part(0..<position)(input(observations))
    let embedded = embedding(features, fractions: fractions)
    let values = network.part(position + 1..<network.layers.count)(embedded)
    return values.reshaped([fractions.shape[0], fractions.shape[1], actionCount]).permuted([
      0, 2, 1,
    ])
  }

  /// The expected values of what ``outputs(of:)`` or ``quantiles(of:at:)`` gave.
  ///
  /// - Shapes: outputs `[B, A]` or `[B, A, K]`, result `[B, A]`.
  public func expectedValues(of outputs: Tensor) -> Tensor {
    switch distribution {
    case .none: return outputs
    case .categorical:
      let (shape, probabilities) = (outputs.shape, outputs.softmax())
      return Tensor.linear(probabilities, weight: support.reshaped([1, support.count]))
        .reshaped([shape[0], shape[1]])
    case .quantiles, .implicitQuantiles: return outputs.mean(axis: 2)
    }
  }

  /// The fractions (i + ½) / n of ``actingFractions``, in each row.
  static func middles(rows: Int) -> Tensor {
    let count = actingFractions
    return Tensor(shape: [rows, count]) { values in
      for index in values.indices { values[index] = (Float(index % count) + 0.5) / Float(count) }
    }
  }
}
