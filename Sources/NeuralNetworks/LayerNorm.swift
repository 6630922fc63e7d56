import TensorCore

/// Normalizes the last axis: `y = (x − mean) / √(variance + ε) · weight + bias`.
///
/// - Shapes: input and output `[…, size]`; `weight`, `bias` `[size]`.
/// - Initialization: `weight` 1, `bias` 0; draws nothing.
/// - Precondition: the input's last dimension equals `size`.
/// - Source: Ba, Kiros & Hinton 2016, <https://arxiv.org/abs/1607.06450>; PyTorch
///   `torch.nn.LayerNorm` over one axis, same names: weights can be exchanged.
public struct LayerNorm: Module {
  /// What the normalized elements are multiplied by, `[size]`, named `weight`.
  public let weight: Parameter
  /// What is added, `[size]`, named `bias`.
  public let bias: Parameter
  /// What is added to the variance, > 0.
  public let epsilon: Float

  /// Makes a layer with weight 1 and bias 0.
  ///
  /// - Parameters:
  ///   - size: The input's last dimension, at least 1.
  ///   - epsilon: What is added to the variance, > 0.
  public init(_ size: Int, epsilon: Float = 1e-5) {
    precondition(size >= 1, "LayerNorm: expected a size of at least 1, got \(size)")
    precondition(epsilon > 0, "LayerNorm: expected an epsilon above 0, got \(epsilon)")
    weight = Parameter(Tensor.ones([size]), name: "weight")
    bias = Parameter(Tensor.zeros([size]), name: "bias")
    self.epsilon = epsilon
  }

  /// `weight`, then `bias`.
  public var parameters: [Parameter] { [weight, bias] }

  /// Normalizes the last axis.
  ///
  /// - Parameter input: `[…, size]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.layerNorm(weight: weight.tensor, bias: bias.tensor, epsilon: epsilon)
  }
}

/// Divides the last axis by its root mean square: `y = x / √(mean(x²) + ε) · weight`.
///
/// - Shapes: input and output `[…, size]`; `weight` `[size]`.
/// - Initialization: `weight` 1; draws nothing.
/// - Precondition: the input's last dimension equals `size`.
/// - Source: Zhang & Sennrich 2019, <https://arxiv.org/abs/1910.07467>; PyTorch `torch.nn.RMSNorm`
///   over one axis, but for ε, which PyTorch sets to 1.2e-7 by default.
public struct RMSNorm: Module {
  /// What the scaled elements are multiplied by, `[size]`, named `weight`.
  public let weight: Parameter
  /// What is added to the mean square, > 0.
  public let epsilon: Float

  /// Makes a layer with weight 1.
  ///
  /// - Parameters:
  ///   - size: The input's last dimension, at least 1.
  ///   - epsilon: What is added to the mean square, > 0.
  public init(_ size: Int, epsilon: Float = 1e-5) {
    precondition(size >= 1, "RMSNorm: expected a size of at least 1, got \(size)")
    precondition(epsilon > 0, "RMSNorm: expected an epsilon above 0, got \(epsilon)")
    weight = Parameter(Tensor.ones([size]), name: "weight")
    self.epsilon = epsilon
  }

  /// `weight`.
  public var parameters: [Parameter] { [weight] }

  /// Divides by the root mean square.
  ///
  /// - Parameter input: `[…, size]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.rmsNorm(weight: weight.tensor, epsilon: epsilon)
  }
}
