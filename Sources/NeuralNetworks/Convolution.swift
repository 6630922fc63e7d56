import Determinism
import TensorCore

/// A convolution of images: `y = x ∗ w + b`.
///
/// - Shapes: input `[B, inputChannels, H, W]`, output `[B, outputChannels, H′, W′]` with
///   `H′ = (H + 2 padding − dilation (kernel − 1) − 1) / stride + 1`, rounded down;
///   `weight` `[outputChannels, inputChannels / groups, kernel, kernel]`, `bias` `[outputChannels]`.
/// - Initialization: by default `weight`, `bias` ~ U(−k, k), k = 1/√(inputChannels / groups · kernel²).
///   The weight is drawn first, in row-major order, then the bias.
/// - Precondition: the input has `inputChannels` channels.
/// - Source: PyTorch `torch.nn.Conv2d`, same layout and initialization: weights can be exchanged.
public struct Conv2d: Module {
  /// The filters, named `weight`.
  public let weight: Parameter
  /// The vector b, named `bias`; nil for a convolution without one.
  public let bias: Parameter?
  /// `weight`, then `bias`.
  public let parameters: [Parameter]
  /// Rows and columns from one window to the next.
  public let stride: (Int, Int)
  /// Rows and columns of zeros at each side.
  public let padding: (Int, Int)
  /// Rows and columns from one element of the kernel to the next.
  public let dilation: (Int, Int)
  /// How many groups the channels are divided into.
  public let groups: Int

  /// Makes a layer with fresh parameters; the numbers hold for rows and columns alike.
  ///
  /// - Parameters:
  ///   - inputChannels: The input's channels, at least 1.
  ///   - outputChannels: The output's channels, at least 1.
  ///   - kernelSize: The height and width of the kernel.
  ///   - stride: Rows and columns from one window to the next.
  ///   - padding: Rows and columns of zeros at each side.
  ///   - dilation: Rows and columns from one element of the kernel to the next.
  ///   - groups: How many groups the channels are divided into; divides both numbers of channels.
  ///   - hasBias: Whether a bias is added.
  ///   - initializer: How the weight is filled. With `.linearDefault` the bias has the weight's
  ///     distribution, with any other it is zero and draws nothing.
  ///   - random: The stream that the values are drawn from.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .linearDefault, using random: inout RandomStream
  ) {
    let (weight, bias) = convolutionParameters(
      "Conv2d", from: inputChannels, to: outputChannels, kernel: [kernelSize, kernelSize],
      groups: groups, hasBias: hasBias, initializer: initializer, using: &random)
    self.init(
      weight: weight, bias: bias, stride: (stride, stride), padding: (padding, padding),
      dilation: (dilation, dilation), groups: groups)
  }

  /// Makes a layer of existing parameters.
  ///
  /// - Parameters:
  ///   - weight: `[outputChannels, inputChannels / groups, height, width]`.
  ///   - bias: `[outputChannels]`, or nil.
  ///   - stride: Rows and columns from one window to the next.
  ///   - padding: Rows and columns of zeros at each side.
  ///   - dilation: Rows and columns from one element of the kernel to the next.
  ///   - groups: How many groups the channels are divided into.
  public init(
    weight: Parameter, bias: Parameter?, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1), groups: Int = 1
  ) {
    precondition(
      weight.shape.rank == 4,
      "Conv2d: expected a weight [outputs, inputs, height, width], got \(weight.shape)")
    self.weight = weight
    self.bias = bias
    self.parameters = bias.map { [weight, $0] } ?? [weight]
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// The input's channels.
  public var inputChannels: Int { weight.shape[1] * groups }
  /// The output's channels.
  public var outputChannels: Int { weight.shape[0] }

  /// Applies the convolution.
  ///
  /// - Parameter input: `[B, inputChannels, H, W]`.
  /// - Returns: `[B, outputChannels, H′, W′]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, activation: .none) }

  /// Applies the convolution and then an activation, in one pass over the output.
  ///
  /// - Parameters:
  ///   - input: `[B, inputChannels, H, W]`.
  ///   - activation: What is applied to each element.
  /// - Returns: `[B, outputChannels, H′, W′]`, with the same bits as the activation applied
  ///   afterwards.
  public func callAsFunction(_ input: Tensor, activation: Activation) -> Tensor {
    input.conv2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, activation: activation)
  }

  /// Applies the convolution, an activation and a max-pool of disjoint windows, without the memory
  /// for the full output.
  func callAsFunction(
    _ input: Tensor, activation: Activation, maxPool pool: (Int, Int)
  ) -> Tensor {
    input.conv2d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups, activation: activation, maxPool: pool)
  }
}

/// Fresh parameters of a convolution, by default from U(−k, k) with k = 1/√fanIn.
///
/// Where `transposed`, the weight begins with the input's channels; PyTorch takes its fan-in from
/// the second axis all the same. `name` is for messages.
func convolutionParameters(
  _ name: String, from inputs: Int, to outputs: Int, kernel: [Int], groups: Int, hasBias: Bool,
  initializer: Initializer, transposed: Bool = false, using random: inout RandomStream
) -> (weight: Parameter, bias: Parameter?) {
  precondition(
    inputs >= 1 && outputs >= 1 && kernel.allSatisfy { $0 >= 1 },
    "\(name): expected channels and a kernel of at least 1, got \(inputs) to \(outputs), \(kernel)")
  precondition(
    groups >= 1 && inputs % groups == 0 && outputs % groups == 0,
    "\(name): expected groups that divide the channels \(inputs) and \(outputs), got \(groups)")
  let channels = transposed ? [inputs, outputs / groups] : [outputs, inputs / groups]
  let shape = Shape(channels + kernel)
  let weight = initializer.tensor(shape: shape, using: &random)
  var bias: Tensor?
  if hasBias {
    let bound = Initializer.linearBound(fanIn: kernel.reduce(channels[1], *))
    bias =
      initializer == .linearDefault
      ? Initializer.uniform(shape: [outputs], bound: bound, using: &random)
      : Tensor.zeros([outputs])
  }
  return (Parameter(weight, name: "weight"), bias.map { Parameter($0, name: "bias") })
}
