import TensorCore

/// The Gaussian error linear unit: `y = x Φ(x)`.
///
/// - Shapes: any; the output's is the input's.
/// - Source: Hendrycks & Gimpel 2016, <https://arxiv.org/abs/1606.08415>; PyTorch `torch.nn.GELU`.
public struct GELU: Module {
  /// Whether the function is computed exactly or by tanh.
  public let approximation: GELUApproximation

  /// Makes the layer.
  ///
  /// - Parameter approximation: Exactly (the default) or by tanh, which is faster.
  public init(approximate approximation: GELUApproximation = .none) {
    self.approximation = approximation
  }

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.gelu(approximate: approximation)
  }
}
