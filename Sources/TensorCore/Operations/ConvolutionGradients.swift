import TensorKernels
import TensorRuntime

extension Tensor {
  /// The transpose of a convolution of images: `convTranspose2d` spreads each element of `x` over a
  /// window of the result, as the gradient of `conv2d` does.
  ///
  /// - Shapes: `[B, C, H, W]` with a weight `[C, outputs / groups, height, width]` and a bias
  ///   `[outputs]`; the result is `[B, outputs, H′, W′]` with
  ///   `H′ = (H − 1) stride − 2 padding + dilation (height − 1) + outputPadding + 1`.
  /// - Parameters:
  ///   - weight: the filters.
  ///   - bias: what is added to each output channel.
  ///   - stride: rows and columns from one window to the next, at least 1.
  ///   - padding: rows and columns that are cut off at each side.
  ///   - outputPadding: rows and columns added below and on the right, less than the stride or the
  ///     dilation.
  ///   - dilation: rows and columns from one element of the kernel to the next, at least 1.
  ///   - groups: how many groups the channels and outputs are divided into.
  /// - Returns: `[B, outputs, H′, W′]`.
  /// - Precondition: the sizes agree.
  /// - Source: PyTorch `conv_transpose2d`, same layouts.
  public func convTranspose2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0), outputPadding: (Int, Int) = (0, 0),
    dilation: (Int, Int) = (1, 1), groups: Int = 1
  ) -> Tensor {
    let geometry = ConvolutionGeometry(
      transposed: shape, weight: weight.shape, bias: bias?.shape, stride: stride,
      padding: padding, outputPadding: outputPadding, dilation: dilation, groups: groups)
    return convolvedBack(weight, bias, geometry)
  }

  /// The gradient of a convolution's input, for this gradient of its output; plus a bias.
  func convolvedBack(
    _ weight: Tensor, _ bias: Tensor?, _ geometry: ConvolutionGeometry
  ) -> Tensor {
    let x = Tensor(
      geometry.xShape, geometry.input(storage, weight.storage, bias: bias?.storage))
    guard isRecorded || weight.isRecorded || bias?.isRecorded ?? false else { return x }
    return x.recorded(TransposedConvolutionNode(x.shape, self, weight, bias?.node, geometry))
  }

  /// The gradient of a convolution's weights, for this input and this gradient of its output.
  func weightGradient(_ dy: Tensor, _ geometry: ConvolutionGeometry) -> Tensor {
    let dw = Tensor(geometry.weightShape, geometry.weights(storage, dy.storage))
    guard isRecorded || dy.isRecorded else { return dw }
    return dw.recorded(WeightGradientNode(dw.shape, self, dy, geometry))
  }

  /// The gradient of a convolution's output from that of its windows.
  func unpooled(_ index: Storage, _ geometry: ConvolutionGeometry) -> Tensor {
    let dy = Tensor(geometry.yShape, Storage(count: geometry.yShape.count))
    geometry.withSizes { ck_unpool(dy.base, base, index.bytes, $0, geometry.images) }
    guard isRecorded else { return dy }
    return dy.recorded(UnpoolNode(dy.shape, node, index, geometry))
  }

  fileprivate func pooledAgain(_ index: Storage, _ geometry: ConvolutionGeometry) -> Tensor {
    let y = Tensor(geometry.pooledShape, Storage(count: geometry.pooledShape.count))
    geometry.withSizes { ck_pool_again(y.base, base, index.bytes, $0, geometry.images) }
    guard isRecorded else { return y }
    return y.recorded(PoolAgainNode(y.shape, node, index, geometry))
  }
}

extension Storage {
  fileprivate var bytes: UnsafePointer<UInt8> {
    UnsafeRawPointer(base).assumingMemoryBound(to: UInt8.self)
  }
}

// x = convᵀ(dy, w) + b: linear in dy, whose gradient is a convolution of that of x, and in w.
private final class TransposedConvolutionNode: Node {
  private let geometry: ConvolutionGeometry

  init(
    _ shape: Shape, _ dy: Tensor, _ weight: Tensor, _ bias: Node?, _ geometry: ConvolutionGeometry
  ) {
    self.geometry = geometry
    super.init(
      shape, dy.node, weight.node, bias, saving: weight.node == nil ? nil : dy.storage,
      dy.node == nil ? nil : weight.storage)
  }

  override func backward(_ gradient: Tensor) {
    input2?.receive(gradient.sum(axis: 3).sum(axis: 2).sum(axis: 0))
    if let input1, let dy = saved0 {
      input1.receive(gradient.weightGradient(Tensor(geometry.yShape, dy, node: input0), geometry))
    }
    if let input0, let weight = saved1 {
      let weight = Tensor(geometry.weightShape, weight, node: input1)
      input0.receive(gradient.convolved(weight, nil, geometry))
    }
  }
}

// dw = Σ x ⊗ dy: linear in x, whose gradient is a transposed convolution of dy, and in dy.
private final class WeightGradientNode: Node {
  private let geometry: ConvolutionGeometry

  init(_ shape: Shape, _ x: Tensor, _ dy: Tensor, _ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    super.init(
      shape, x.node, dy.node, saving: dy.node == nil ? nil : x.storage,
      x.node == nil ? nil : dy.storage)
  }

  override func backward(_ gradient: Tensor) {
    if let input0, let dy = saved1 {
      input0.receive(
        Tensor(geometry.yShape, dy, node: input1).convolvedBack(gradient, nil, geometry))
    }
    if let input1, let x = saved0 {
      input1.receive(
        Tensor(geometry.xShape, x, node: input0).convolved(gradient, nil, geometry))
    }
  }
}

private final class UnpoolNode: Node {
  private let geometry: ConvolutionGeometry

  init(_ shape: Shape, _ input: Node?, _ index: Storage, _ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    super.init(shape, input, saving: index)
  }

  override func backward(_ gradient: Tensor) {
    guard let index = saved0 else { return }
    input0?.receive(gradient.pooledAgain(index, geometry))
  }
}

private final class PoolAgainNode: Node {
  private let geometry: ConvolutionGeometry

  init(_ shape: Shape, _ input: Node?, _ index: Storage, _ geometry: ConvolutionGeometry) {
    self.geometry = geometry
    super.init(shape, input, saving: index)
  }

  override func backward(_ gradient: Tensor) {
    guard let index = saved0 else { return }
    input0?.receive(gradient.unpooled(index, geometry))
  }
}
