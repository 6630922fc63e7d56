import TensorCore

/// The largest element of each window of an image.
///
/// - Shapes: input `[B, C, H, W]`, output `[B, C, (H + 2 padding − kernelSize) / stride + 1, …]`.
/// - Source: PyTorch `torch.nn.MaxPool2d`.
public struct MaxPool2d: Module {
  /// The height and width of a window.
  public let kernelSize: Int
  /// Rows and columns from one window to the next.
  public let stride: Int
  /// Rows and columns added at each side, never chosen.
  public let padding: Int

  /// Makes the layer.
  ///
  /// - Parameters:
  ///   - kernelSize: The height and width of a window, at least 1.
  ///   - stride: Rows and columns from one window to the next; nil for the window's own size.
  ///   - padding: Rows and columns added at each side, at most half the window.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
  }

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Whether the windows are disjoint and inside the image: what a convolution can do in passing.
  var isDisjoint: Bool { stride == kernelSize && padding == 0 && kernelSize <= 15 }

  /// Applies the pooling.
  ///
  /// - Parameter input: `[B, C, H, W]`.
  /// - Returns: `[B, C, H′, W′]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.maxPool2d(
      kernel: (kernelSize, kernelSize), stride: (stride, stride), padding: (padding, padding))
  }
}

/// The mean of each window of an image; zeros of the padding count.
///
/// - Shapes: input `[B, C, H, W]`, output `[B, C, (H + 2 padding − kernelSize) / stride + 1, …]`.
/// - Source: PyTorch `torch.nn.AvgPool2d`.
public struct AvgPool2d: Module {
  /// The height and width of a window.
  public let kernelSize: Int
  /// Rows and columns from one window to the next.
  public let stride: Int
  /// Rows and columns of zeros at each side.
  public let padding: Int

  /// Makes the layer.
  ///
  /// - Parameters:
  ///   - kernelSize: The height and width of a window, at least 1.
  ///   - stride: Rows and columns from one window to the next; nil for the window's own size.
  ///   - padding: Rows and columns of zeros at each side, at most half the window.
  public init(kernelSize: Int, stride: Int? = nil, padding: Int = 0) {
    self.kernelSize = kernelSize
    self.stride = stride ?? kernelSize
    self.padding = padding
  }

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Applies the pooling.
  ///
  /// - Parameter input: `[B, C, H, W]`.
  /// - Returns: `[B, C, H′, W′]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.averagePool2d(
      kernel: (kernelSize, kernelSize), stride: (stride, stride), padding: (padding, padding))
  }
}

/// The means of as many windows as asked for, which together cover the image.
///
/// - Shapes: input `[B, C, H, W]`, output `[B, C, outputSize, outputSize]`.
/// - Source: PyTorch `torch.nn.AdaptiveAvgPool2d`.
public struct AdaptiveAvgPool2d: Module {
  /// The height and width of the output.
  public let outputSize: Int

  /// Makes the layer.
  ///
  /// - Parameter outputSize: The height and width of the output, at least 1.
  public init(outputSize: Int) { self.outputSize = outputSize }

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Applies the pooling.
  ///
  /// - Parameter input: `[B, C, H, W]`.
  /// - Returns: `[B, C, outputSize, outputSize]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.adaptiveAveragePool2d(output: (outputSize, outputSize))
  }
}
