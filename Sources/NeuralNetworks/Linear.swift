import Determinism
import TensorCore

/// Applies an affine map to the last axis: `y = x Wᵀ + b`.
///
/// - Shapes: input `[…, inputSize]`, output `[…, outputSize]`;
///   `weight` `[outputSize, inputSize]`, `bias` `[outputSize]`.
/// - Initialization: by default `weight`, `bias` ~ U(−k, k), k = 1/√inputSize. The weight is drawn
///   first, row by row, then the bias.
/// - Precondition: the input's last dimension equals `inputSize`.
/// - Source: PyTorch `torch.nn.Linear`, same layout and initialization: weights can be exchanged.
public struct Linear: Module {
  /// The matrix W, `[outputSize, inputSize]`, named `weight`.
  public let weight: Parameter
  /// The vector b, `[outputSize]`, named `bias`; nil for a map without one.
  public let bias: Parameter?
  /// `weight`, then `bias`.
  public let parameters: [Parameter]

  /// Makes a layer with fresh parameters.
  ///
  /// - Parameters:
  ///   - inputSize: The input's last dimension, at least 1.
  ///   - outputSize: The output's last dimension, at least 1.
  ///   - hasBias: Whether a bias is added.
  ///   - initializer: How the weight is filled. With `.linearDefault` the bias has the weight's
  ///     distribution, with any other it is zero and draws nothing.
  ///   - random: The stream that the values are drawn from.
  public init(
    inputSize: Int, outputSize: Int, hasBias: Bool = true,
    initializer: Initializer = .linearDefault, using random: inout RandomStream
  ) {
    precondition(
      inputSize >= 1 && outputSize >= 1,
      "Linear: expected sizes of at least 1, got \(inputSize) to \(outputSize)")
    let weight = initializer.tensor(shape: [outputSize, inputSize], using: &random)
    var bias: Tensor?
    if hasBias {
      bias =
        initializer == .linearDefault
        ? Initializer.uniform(
          shape: [outputSize], bound: Initializer.linearBound(fanIn: inputSize), using: &random)
        : Tensor.zeros([outputSize])
    }
    self.init(
      weight: Parameter(weight, name: "weight"),
      bias: bias.map { Parameter($0, name: "bias") })
  }

  /// Makes a layer of existing parameters.
  ///
  /// - Parameters:
  ///   - weight: `[outputSize, inputSize]`.
  ///   - bias: `[outputSize]`, or nil.
  public init(weight: Parameter, bias: Parameter?) {
    let shape = weight.value.shape
    precondition(shape.rank == 2, "Linear: expected a weight [outputSize, inputSize], got \(shape)")
    if let bias {
      precondition(
        bias.value.shape.dimensions == [shape[0]],
        "Linear: expected a bias [\(shape[0])] beside a weight \(shape), got \(bias.value.shape)")
    }
    self.weight = weight
    self.bias = bias
    self.parameters = bias.map { [weight, $0] } ?? [weight]
  }

  /// The input's last dimension.
  public var inputSize: Int { weight.value.shape[1] }
  /// The output's last dimension.
  public var outputSize: Int { weight.value.shape[0] }

  /// Applies the map.
  ///
  /// - Parameter input: `[…, inputSize]`.
  /// - Returns: `[…, outputSize]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    self(input, activation: .none)
  }

  /// Applies the map and then an activation, in one pass over the output.
  ///
  /// - Parameters:
  ///   - input: `[…, inputSize]`.
  ///   - activation: What is applied to each element of `x Wᵀ + b`.
  /// - Returns: `[…, outputSize]`, with the same bits as the activation applied afterwards.
  public func callAsFunction(_ input: Tensor, activation: Activation) -> Tensor {
    Tensor.linear(input, weight: weight.tensor, bias: bias?.tensor, activation: activation)
  }
}
