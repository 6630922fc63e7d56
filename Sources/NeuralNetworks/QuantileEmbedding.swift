import Determinism
import TensorCore

/// Lets features depend on a fraction τ of a distribution: `y = x ⊙ φ(τ)`,
/// `φ(τ) = max(0, W c(τ) + b)`, `cᵢ(τ) = cos(π i τ)` for i = 0, 1, …, `cosines` − 1.
///
/// What follows it then tells the quantile τ: an implicit quantile network.
///
/// - Shapes: features `[B, size]`, fractions `[B, N]`, output `[B · N, size]`, row b · N + n for
///   fraction n of feature row b; `weight` `[size, cosines]`, `bias` `[size]`.
/// - Initialization: as in ``Linear``.
/// - Source: Dabney et al. 2018, <https://arxiv.org/abs/1806.06923>, equation 4, with i from 0.
public struct QuantileEmbedding: Module {
  /// The map W, b; its parameters are named `weight` and `bias`.
  public let map: Linear

  /// Makes a layer with fresh parameters.
  ///
  /// - Parameters:
  ///   - cosines: How many cosines describe a fraction, at least 1.
  ///   - size: The features' number, at least 1.
  ///   - random: The stream that the values are drawn from.
  public init(cosines: Int, size: Int, using random: inout RandomStream) {
    map = Linear(inputSize: cosines, outputSize: size, using: &random)
  }

  /// `weight`, then `bias`.
  public var parameters: [Parameter] { map.parameters }

  /// The features as they are at the median, τ = 0.5.
  ///
  /// - Parameter input: `[B, size]`.
  /// - Returns: `[B, size]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    self(input, fractions: Tensor.full([input.shape[0], 1], 0.5))
  }

  /// The features as they are at each fraction.
  ///
  /// - Parameters:
  ///   - features: `[B, size]`.
  ///   - fractions: `[B, N]`, each in 0...1; no gradient flows into them.
  /// - Returns: `[B · N, size]`.
  public func callAsFunction(_ features: Tensor, fractions: Tensor) -> Tensor {
    let (batch, size) = (features.shape[0], map.outputSize)
    precondition(
      features.shape == [batch, size] && fractions.shape.rank == 2 && fractions.shape[0] == batch,
      """
      QuantileEmbedding: expected features [B, \(size)] and fractions [B, N], \
      got \(features.shape) and \(fractions.shape)
      """)
    let count = fractions.shape[1]
    let factors = map(cosines(of: fractions), activation: .relu)
    let product =
      features.reshaped([batch, 1, size]) * factors.reshaped([batch, count, size])
    return product.reshaped([batch * count, size])
  }

  /// `cos(π i τ)`, `[B · N, cosines]`.
  private func cosines(of fractions: Tensor) -> Tensor {
    let cosines = map.inputSize
    return fractions.withUnsafeScalars { fractions in
      Tensor(shape: [fractions.count, cosines]) { values in
        for (row, fraction) in fractions.enumerated() {
          for index in 0..<cosines {
            values[row * cosines + index] = .pi * (Float(index) * fraction)
          }
        }
      }
    }.cos()
  }
}
