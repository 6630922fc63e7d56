import Determinism
import TensorCore

/// How a fresh parameter is filled.
///
/// For a shape `[out, in, …]` the fan-in is `in` and the fan-out `out`, each times the product of
/// the dimensions behind them (a convolution's window). The values are drawn in row-major order from
/// the given stream, so a stream, a shape and an initializer always give the same bits.
/// `gain` makes up for the activation behind the layer: 1 for none or sigmoid, √2 for ReLU, 5/3 for
/// tanh.
public enum Initializer: Hashable, Sendable {
  /// 0.
  case zeros
  /// One value everywhere.
  case constant(Float)
  /// U(−k, k), k = 1/√fanIn: what PyTorch gives `nn.Linear`, its Kaiming uniform with a = √5.
  case linearDefault
  /// U(−k, k), k = gain √(3 / fanIn). He et al. 2015, <https://arxiv.org/abs/1502.01852>.
  case kaimingUniform(gain: Float = 1.4142135)
  /// N(0, s²), s = gain / √fanIn. He et al. 2015, <https://arxiv.org/abs/1502.01852>.
  case kaimingNormal(gain: Float = 1.4142135)
  /// U(−k, k), k = gain √(6 / (fanIn + fanOut)). Glorot and Bengio 2010.
  case xavierUniform(gain: Float = 1)
  /// N(0, s²), s = gain √(2 / (fanIn + fanOut)). Glorot and Bengio 2010.
  case xavierNormal(gain: Float = 1)
  /// Rows (or columns, where there are more rows) that are orthogonal and of length `gain`.
  /// Saxe et al. 2014, <https://arxiv.org/abs/1312.6120>.
  case orthogonal(gain: Float = 1)

  /// A filled tensor.
  ///
  /// - Parameters:
  ///   - shape: At least two axes where the formula needs a fan or rows.
  ///   - random: The stream to draw from; zeros and constants draw nothing.
  /// - Returns: A tensor of the shape.
  public func tensor(shape: Shape, using random: inout RandomStream) -> Tensor {
    switch self {
    case .zeros: return Tensor.zeros(shape)
    case .constant(let value): return Tensor.full(shape, value)
    case .linearDefault:
      let bound = Self.linearBound(fanIn: Self.fans(shape).input)
      return Self.uniform(shape: shape, bound: bound, using: &random)
    case .kaimingUniform(let gain):
      let bound = Double(gain) * (3 / Double(Self.fans(shape).input)).squareRoot()
      return Self.uniform(shape: shape, bound: Float(bound), using: &random)
    case .kaimingNormal(let gain):
      let deviation = Double(gain) / Double(Self.fans(shape).input).squareRoot()
      return Self.normal(shape: shape, deviation: Float(deviation), using: &random)
    case .xavierUniform(let gain):
      let fans = Self.fans(shape)
      let bound = Double(gain) * (6 / Double(fans.input + fans.output)).squareRoot()
      return Self.uniform(shape: shape, bound: Float(bound), using: &random)
    case .xavierNormal(let gain):
      let fans = Self.fans(shape)
      let deviation = Double(gain) * (2 / Double(fans.input + fans.output)).squareRoot()
      return Self.normal(shape: shape, deviation: Float(deviation), using: &random)
    case .orthogonal(let gain):
      return Self.orthogonal(shape: shape, gain: gain, using: &random)
    }
  }

  /// k = 1/√fanIn.
  static func linearBound(fanIn: Int) -> Float {
    Float(1 / Double(max(fanIn, 1)).squareRoot())
  }

  /// A tensor of values from U(−bound, bound).
  static func uniform(shape: Shape, bound: Float, using random: inout RandomStream) -> Tensor {
    Tensor(shape: shape) { values in
      if bound > 0 {
        random.fillUniform(values, in: -bound..<bound)
      } else {
        values.update(repeating: 0)
      }
    }
  }

  private static func normal(
    shape: Shape, deviation: Float, using random: inout RandomStream
  ) -> Tensor {
    Tensor(shape: shape) { values in
      random.fillNormal(values)
      for index in values.indices { values[index] *= deviation }
    }
  }

  private static func fans(_ shape: Shape) -> (input: Int, output: Int) {
    precondition(
      shape.rank >= 2, "Initializer: expected a shape [out, in, …] to have fans, got \(shape)")
    let window = shape.dimensions.dropFirst(2).reduce(1, *)
    return (shape[1] * window, shape[0] * window)
  }
}
