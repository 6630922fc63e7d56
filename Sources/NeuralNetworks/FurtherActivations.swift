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

/// The sigmoid-weighted linear unit, also called swish: `y = x sigmoid(x)`.
///
/// - Shapes: any; the output's is the input's.
/// - Source: PyTorch `torch.nn.SiLU`.
public struct SiLU: Module {
  /// Makes the layer.
  public init() {}

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.silu() }
}

/// The leaky rectified linear unit: `y = x`, or `slope · x` below 0.
///
/// - Shapes: any; the output's is the input's.
/// - Source: PyTorch `torch.nn.LeakyReLU`.
public struct LeakyReLU: Module {
  /// What negative elements are multiplied by.
  public let slope: Float

  /// Makes the layer.
  ///
  /// - Parameter slope: What negative elements are multiplied by.
  public init(slope: Float = 0.01) { self.slope = slope }

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.leakyRelu(slope: slope) }
}

/// The exponential linear unit: `y = x`, or `alpha (exp(x) − 1)` below 0.
///
/// - Shapes: any; the output's is the input's.
/// - Source: PyTorch `torch.nn.ELU`.
public struct ELU: Module {
  /// The limit far below 0 is its negative.
  public let alpha: Float

  /// Makes the layer.
  ///
  /// - Parameter alpha: The limit far below 0 is its negative.
  public init(alpha: Float = 1) { self.alpha = alpha }

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.elu(alpha: alpha) }
}

/// A smooth ReLU: `y = log(1 + exp(x))`.
///
/// - Shapes: any; the output's is the input's.
/// - Source: PyTorch `torch.nn.Softplus`.
public struct Softplus: Module {
  /// Makes the layer.
  public init() {}

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.softplus() }
}

/// A swish of straight lines: `y = x clip(x + 3, 0, 6) / 6`.
///
/// - Shapes: any; the output's is the input's.
/// - Source: PyTorch `torch.nn.Hardswish`.
public struct Hardswish: Module {
  /// Makes the layer.
  public init() {}

  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.hardswish() }
}
