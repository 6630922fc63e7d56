import TensorCore

/// A module that applies one of the elementwise activations.
///
/// `Sequential` computes a `Linear` and the activation behind it in one pass.
public protocol ActivationModule: Module {
  /// Which function is applied.
  var activation: Activation { get }
}

extension ActivationModule {
  /// None: an activation learns nothing.
  public var parameters: [Parameter] { [] }
}

/// The rectified linear unit: `y = max(x, 0)`, with gradient 0 at 0.
///
/// - Shapes: any; the output's is the input's.
public struct ReLU: ActivationModule {
  /// `.relu`.
  public var activation: Activation { .relu }

  /// Makes the layer.
  public init() {}

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.relu() }
}

/// The hyperbolic tangent: `y = tanh x`.
///
/// - Shapes: any; the output's is the input's.
public struct Tanh: ActivationModule {
  /// `.tanh`.
  public var activation: Activation { .tanh }

  /// Makes the layer.
  public init() {}

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.tanh() }
}

/// The logistic function: `y = 1 / (1 + exp(−x))`.
///
/// - Shapes: any; the output's is the input's.
public struct Sigmoid: ActivationModule {
  /// `.sigmoid`.
  public var activation: Activation { .sigmoid }

  /// Makes the layer.
  public init() {}

  /// Applies the function to each element.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor { input.sigmoid() }
}
