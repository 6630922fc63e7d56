import Determinism
import TensorCore

/// A convolution of sequences: `y = x ∗ w + b`.
///
/// - Shapes: input `[B, inputChannels, L]`, output `[B, outputChannels, L′]` with
///   `L′ = (L + 2 padding − dilation (kernel − 1) − 1) / stride + 1`, rounded down;
///   `weight` `[outputChannels, inputChannels / groups, kernel]`, `bias` `[outputChannels]`.
/// - Initialization: as `Conv2d`.
/// - Precondition: the input has `inputChannels` channels.
/// - Source: PyTorch `torch.nn.Conv1d`, same layout and initialization: weights can be exchanged.
public struct Conv1d: Module {
  /// The filters, named `weight`.
  public let weight: Parameter
  /// The vector b, named `bias`; nil for a convolution without one.
  public let bias: Parameter?
  /// `weight`, then `bias`.
  public let parameters: [Parameter]
  /// Elements from one window to the next.
  public let stride: Int
  /// Zeros at each end.
  public let padding: Int
  /// Elements from one element of the kernel to the next.
  public let dilation: Int
  /// How many groups the channels are divided into.
  public let groups: Int

  /// Makes a layer with fresh parameters.
  ///
  /// - Parameters:
  ///   - inputChannels: The input's channels, at least 1.
  ///   - outputChannels: The output's channels, at least 1.
  ///   - kernelSize: The length of the kernel.
  ///   - stride: Elements from one window to the next.
  ///   - padding: Zeros at each end.
  ///   - dilation: Elements from one element of the kernel to the next.
  ///   - groups: How many groups the channels are divided into; divides both numbers of channels.
  ///   - hasBias: Whether a bias is added.
  ///   - initializer: How the weight is filled; as for `Conv2d`.
  ///   - random: The stream that the values are drawn from.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .linearDefault, using random: inout RandomStream
  ) {
    let (weight, bias) = convolutionParameters(
      "Conv1d", from: inputChannels, to: outputChannels, kernel: [kernelSize], groups: groups,
      hasBias: hasBias, initializer: initializer, using: &random)
    self.weight = weight
    self.bias = bias
    self.parameters = bias.map { [weight, $0] } ?? [weight]
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }

  /// Applies the convolution.
  ///
  /// - Parameter input: `[B, inputChannels, L]`.
  /// - Returns: `[B, outputChannels, L′]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.conv1d(
      weight.tensor, bias: bias?.tensor, stride: stride, padding: padding, dilation: dilation,
      groups: groups)
  }
}

/// The transpose of a convolution of images, which spreads each element over a window.
///
/// - Shapes: input `[B, inputChannels, H, W]`, output `[B, outputChannels, H′, W′]` with
///   `H′ = (H − 1) stride − 2 padding + dilation (kernel − 1) + outputPadding + 1`;
///   `weight` `[inputChannels, outputChannels / groups, kernel, kernel]`, `bias` `[outputChannels]`.
/// - Initialization: by default `weight`, `bias` ~ U(−k, k), k = 1/√(outputChannels / groups · kernel²):
///   PyTorch takes the weight's second axis for the fan-in here too.
/// - Precondition: the input has `inputChannels` channels.
/// - Source: PyTorch `torch.nn.ConvTranspose2d`, same layout: weights can be exchanged.
public struct ConvTranspose2d: Module {
  /// The filters, named `weight`.
  public let weight: Parameter
  /// The vector b, named `bias`; nil for a layer without one.
  public let bias: Parameter?
  /// `weight`, then `bias`.
  public let parameters: [Parameter]
  /// Rows and columns from one window to the next.
  public let stride: Int
  /// Rows and columns that are cut off at each side.
  public let padding: Int
  /// Rows and columns added below and on the right.
  public let outputPadding: Int
  /// Rows and columns from one element of the kernel to the next.
  public let dilation: Int
  /// How many groups the channels are divided into.
  public let groups: Int

  /// Makes a layer with fresh parameters; the numbers hold for rows and columns alike.
  ///
  /// - Parameters:
  ///   - inputChannels: The input's channels, at least 1.
  ///   - outputChannels: The output's channels, at least 1.
  ///   - kernelSize: The height and width of the kernel.
  ///   - stride: Rows and columns from one window to the next.
  ///   - padding: Rows and columns that are cut off at each side.
  ///   - outputPadding: Rows and columns added below and on the right, less than the stride or the
  ///     dilation.
  ///   - dilation: Rows and columns from one element of the kernel to the next.
  ///   - groups: How many groups the channels are divided into; divides both numbers of channels.
  ///   - hasBias: Whether a bias is added.
  ///   - initializer: How the weight is filled; as for `Conv2d`.
  ///   - random: The stream that the values are drawn from.
  public init(
    inputChannels: Int, outputChannels: Int, kernelSize: Int, stride: Int = 1, padding: Int = 0,
    outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1, hasBias: Bool = true,
    initializer: Initializer = .linearDefault, using random: inout RandomStream
  ) {
    let (weight, bias) = convolutionParameters(
      "ConvTranspose2d", from: inputChannels, to: outputChannels, kernel: [kernelSize, kernelSize],
      groups: groups, hasBias: hasBias, initializer: initializer, transposed: true, using: &random)
    self.weight = weight
    self.bias = bias
    self.parameters = bias.map { [weight, $0] } ?? [weight]
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
  }

  /// Applies the layer.
  ///
  /// - Parameter input: `[B, inputChannels, H, W]`.
  /// - Returns: `[B, outputChannels, H′, W′]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.convTranspose2d(
      weight.tensor, bias: bias?.tensor, stride: (stride, stride), padding: (padding, padding),
      outputPadding: (outputPadding, outputPadding), dilation: (dilation, dilation),
      groups: groups)
  }
}
