/// A convolution in a `LayerSpecification`: `Conv1d`, `Conv2d` or `ConvTranspose2d`.
public struct ConvolutionSpecification: Hashable, Sendable {
  /// Which module, by its word in YAML.
  public enum Kind: String, CaseIterable, Sendable {
    /// `Conv1d`: `[C, L]` → `[channels, L']`.
    case conv1d
    /// `Conv2d`: `[C, H, W]` → `[channels, H', W']`.
    case conv2d
    /// `ConvTranspose2d`: `[C, H, W]` → `[channels, H', W']`.
    case transposed2d = "conv_transpose2d"

    /// How many axes the window moves over.
    var axes: Int { self == .conv1d ? 1 : 2 }
  }

  /// Which module.
  public let kind: Kind
  /// The number of output channels, at least 1.
  public let channels: Int
  /// The window's size, 1 to 4096.
  public let kernel: WindowSize
  /// The window's step, 1 to 4096.
  public var stride: WindowSize = 1
  /// How many zeros stand before and behind each axis, 0 to 4096.
  public var padding: WindowSize = 0
  /// What is added to one side of the output of a transposed convolution, below its stride or its
  /// dilation.
  public var outputPadding: WindowSize = 0
  /// The distance of the window's elements, 1 to 4096.
  public var dilation: WindowSize = 1
  /// The number of groups, which divides both numbers of channels.
  public var groups = 1
  /// Whether a bias is added.
  public var hasBias = true

  /// A convolution with stride 1, no padding and a bias.
  ///
  /// - Parameters:
  ///   - kind: Which module.
  ///   - channels: The number of output channels.
  ///   - kernel: The window's size.
  public init(_ kind: Kind, channels: Int, kernel: WindowSize) {
    self.kind = kind
    self.channels = channels
    self.kernel = kernel
  }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    var parts = ["channels: \(channels)", "kernel: \(kernel.yaml)"]
    if stride != 1 { parts.append("stride: \(stride.yaml)") }
    if padding != 0 { parts.append("padding: \(padding.yaml)") }
    if outputPadding != 0 { parts.append("output_padding: \(outputPadding.yaml)") }
    if dilation != 1 { parts.append("dilation: \(dilation.yaml)") }
    if groups != 1 { parts.append("groups: \(groups)") }
    if !hasBias { parts.append("bias: false") }
    return "\(kind.rawValue): {\(parts.joined(separator: ", "))}"
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    try check(against: shape)
    let window = kind == .conv1d ? [kernel.first] : [kernel.first, kernel.second]
    var output = [channels]
    for axis in 0..<kind.axes {
      let size = outputSize(of: shape[axis + 1], axis: axis)
      guard size >= 1 else {
        throw LayerMistake(
          "\(kind.rawValue): a kernel of \(kernel.yaml) does not fit an input of shape \(shape)")
      }
      output.append(size)
    }
    let ends =
      kind == .transposed2d
      ? [shape[0], channels / groups] : [channels, shape[0] / groups]
    return LayerEffect(
      output: output,
      parameters: [("weight", ends + window)] + (hasBias ? [("bias", [channels])] : []))
  }

  private func outputSize(of size: Int, axis: Int) -> Int {
    let reach = dilation[axis] * (kernel[axis] - 1) + 1
    if kind == .transposed2d {
      return (size - 1) * stride[axis] - 2 * padding[axis] + reach + outputPadding[axis]
    }
    let room = size + 2 * padding[axis] - reach
    return room < 0 ? 0 : room / stride[axis] + 1
  }

  private func check(against shape: [Int]) throws(LayerMistake) {
    let word = kind.rawValue
    guard shape.count == kind.axes + 1 else {
      let axes = kind == .conv1d ? "[channels, length]" : "[channels, height, width]"
      throw LayerMistake("\(word): expected an input \(axes), got \(shape)")
    }
    guard channels >= 1, channels <= NetworkSpecification.largestSize else {
      throw LayerMistake(
        "\(word): expected 1 to \(NetworkSpecification.largestSize) channels, got \(channels)")
    }
    try kernel.check(word, "kernel", from: 1)
    try stride.check(word, "stride", from: 1)
    try padding.check(word, "padding", from: 0)
    try dilation.check(word, "dilation", from: 1)
    for window in [kernel, stride, padding, outputPadding, dilation] {
      guard kind == .conv2d || window.first == window.second else {
        throw LayerMistake("\(word): expected one number for all axes, got \(window.yaml)")
      }
    }
    guard groups >= 1, channels % groups == 0, shape[0] % groups == 0 else {
      throw LayerMistake(
        "\(word): expected groups that divide \(shape[0]) and \(channels) channels, got \(groups)")
    }
    for axis in 0..<2 {
      let limit = kind == .transposed2d ? max(stride[axis], dilation[axis]) : 1
      guard outputPadding[axis] >= 0, outputPadding[axis] < limit else {
        throw LayerMistake(
          "\(word): expected an output padding below \(limit), got \(outputPadding[axis])")
      }
    }
  }
}

extension LayerSpecification {
  /// A `Conv2d` with a bias.
  ///
  /// - Parameters:
  ///   - channels: The number of output channels.
  ///   - kernel: The window's size.
  ///   - stride: The window's step.
  ///   - padding: How many zeros stand before and behind each axis.
  /// - Returns: The layer.
  public static func conv2d(
    channels: Int, kernel: WindowSize, stride: WindowSize = 1, padding: WindowSize = 0
  ) -> Self {
    var convolution = ConvolutionSpecification(.conv2d, channels: channels, kernel: kernel)
    convolution.stride = stride
    convolution.padding = padding
    return .convolution(convolution)
  }
}
