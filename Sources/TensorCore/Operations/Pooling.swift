import TensorKernels

extension Tensor {
  /// The largest element of each window.
  ///
  /// NaN where any is NaN. The gradient goes to the first of equal elements. The padding is smaller
  /// than every element.
  ///
  /// - Shapes: `[B, C, H, W]` to `[B, C, (H + 2 padding − kernel) / stride + 1, …]`, rounded down.
  /// - Parameters:
  ///   - kernel: the height and width of a window.
  ///   - stride: rows and columns from one window to the next; nil for the window's own size.
  ///   - padding: rows and columns added at each side, at most half the kernel.
  /// - Returns: `[B, C, H′, W′]`.
  /// - Precondition: four axes; the window is not larger than the padded image.
  /// - Source: PyTorch `max_pool2d`.
  public func maxPool2d(
    kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0)
  ) -> Tensor {
    maxPooled(
      slidingWindows("maxPool2d", kernel, stride ?? kernel, padding, countsPadding: false))
  }

  /// The mean of each window.
  ///
  /// - Shapes: `[B, C, H, W]` to `[B, C, (H + 2 padding − kernel) / stride + 1, …]`, rounded down.
  /// - Parameters:
  ///   - kernel: the height and width of a window.
  ///   - stride: rows and columns from one window to the next; nil for the window's own size.
  ///   - padding: rows and columns of zeros at each side, at most half the kernel.
  ///   - countsPadding: whether the zeros count among the elements.
  /// - Returns: `[B, C, H′, W′]`.
  /// - Precondition: four axes; the window is not larger than the padded image.
  /// - Source: PyTorch `avg_pool2d`.
  public func averagePool2d(
    kernel: (Int, Int), stride: (Int, Int)? = nil, padding: (Int, Int) = (0, 0),
    countsPadding: Bool = true
  ) -> Tensor {
    averagePooled(
      slidingWindows(
        "averagePool2d", kernel, stride ?? kernel, padding, countsPadding: countsPadding))
  }

  /// The means of as many windows as asked for, which together cover the image.
  ///
  /// Window i covers rows `i H / H′`, rounded down, to `(i + 1) H / H′`, rounded up.
  ///
  /// - Shapes: `[B, C, H, W]` to `[B, C, H′, W′]`.
  /// - Parameter output: H′ and W′, each at least 1.
  /// - Returns: `[B, C, H′, W′]`.
  /// - Precondition: four axes; the image is not empty.
  /// - Source: PyTorch `adaptive_avg_pool2d`.
  public func adaptiveAveragePool2d(output: (Int, Int)) -> Tensor {
    averagePooled(adaptiveWindows("adaptiveAveragePool2d", output))
  }

  /// The largest elements of as many windows as asked for, which together cover the image.
  ///
  /// Windows as in `adaptiveAveragePool2d`, ties and NaN as in `maxPool2d`.
  ///
  /// - Shapes: `[B, C, H, W]` to `[B, C, H′, W′]`.
  /// - Parameter output: H′ and W′, each at least 1.
  /// - Returns: `[B, C, H′, W′]`.
  /// - Precondition: four axes; the image is not empty.
  /// - Source: PyTorch `adaptive_max_pool2d`.
  public func adaptiveMaxPool2d(output: (Int, Int)) -> Tensor {
    maxPooled(adaptiveWindows("adaptiveMaxPool2d", output))
  }

  private func slidingWindows(
    _ name: String, _ kernel: (Int, Int), _ stride: (Int, Int), _ padding: (Int, Int),
    countsPadding: Bool
  ) -> PoolingWindows {
    precondition(shape.rank == 4, "\(name): expected an input [B, C, H, W], got \(shape)")
    return PoolingWindows(
      rows: PoolingWindows.sliding(
        name, size: shape[2], kernel: kernel.0, stride: stride.0, padding: padding.0,
        countsPadding: countsPadding),
      columns: PoolingWindows.sliding(
        name, size: shape[3], kernel: kernel.1, stride: stride.1, padding: padding.1,
        countsPadding: countsPadding))
  }

  private func adaptiveWindows(_ name: String, _ output: (Int, Int)) -> PoolingWindows {
    precondition(shape.rank == 4, "\(name): expected an input [B, C, H, W], got \(shape)")
    return PoolingWindows(
      rows: PoolingWindows.adaptive(name, size: shape[2], count: output.0),
      columns: PoolingWindows.adaptive(name, size: shape[3], count: output.1))
  }

  private func maxPooled(_ windows: PoolingWindows) -> Tensor {
    let (result, planes) = windows.result(of: shape)
    let y = Storage(count: result.count)
    let index = isRecorded ? Storage(count: result.count) : nil
    let ofPlane = (shape[2] * shape[3], windows.outputs.0 * windows.outputs.1)
    windows.forEachPlanes(planes) { range, sizes in
      ck_max_pool(
        y.base + range.lowerBound * ofPlane.1,
        index.map { $0.places + range.lowerBound * ofPlane.1 },
        base + range.lowerBound * ofPlane.0, sizes, range.count)
    }
    guard let index else { return Tensor(result, y) }
    return Tensor(result, y, node: MaxPoolNode(result, self, index, windows))
  }

  private func averagePooled(_ windows: PoolingWindows) -> Tensor {
    let (result, planes) = windows.result(of: shape)
    let y = Tensor(result, Storage(count: result.count))
    let ofPlane = (shape[2] * shape[3], windows.outputs.0 * windows.outputs.1)
    windows.forEachPlanes(planes) { range, sizes in
      ck_average_pool(
        y.base + range.lowerBound * ofPlane.1, base + range.lowerBound * ofPlane.0, sizes,
        range.count)
    }
    guard isRecorded else { return y }
    return y.recorded(AveragePoolNode(result, self, windows))
  }

  /// The elements of this gradient of a pooling's result, added where they were chosen from.
  fileprivate func scattered(
    _ index: Storage, _ windows: PoolingWindows, to shape: Shape
  ) -> Tensor {
    let dx = Tensor(shape, Storage(count: shape.count))
    let ofPlane = (shape[2] * shape[3], windows.outputs.0 * windows.outputs.1)
    windows.forEachPlanes(shape[0] * shape[1]) { range, sizes in
      ck_max_pool_backward(
        dx.base + range.lowerBound * ofPlane.0, base + range.lowerBound * ofPlane.1,
        index.places + range.lowerBound * ofPlane.1, sizes, range.count)
    }
    guard isRecorded else { return dx }
    return dx.recorded(ScatterNode(dx.shape, self, index, windows))
  }

  /// The elements that a max-pool has chosen in another tensor.
  fileprivate func chosen(_ index: Storage, _ windows: PoolingWindows) -> Tensor {
    let (result, planes) = windows.result(of: shape)
    let y = Tensor(result, Storage(count: result.count))
    windows.forEachPlanes(planes) { range, sizes in
      let ofPlane = (shape[2] * shape[3], windows.outputs.0 * windows.outputs.1)
      ck_max_pool_again(
        y.base + range.lowerBound * ofPlane.1, base + range.lowerBound * ofPlane.0,
        index.places + range.lowerBound * ofPlane.1, sizes, range.count)
    }
    guard isRecorded else { return y }
    return y.recorded(MaxPoolNode(result, self, index, windows))
  }

  /// The elements of this gradient of an average pooling's result, shared out over their windows.
  fileprivate func sharedOut(_ windows: PoolingWindows, to shape: Shape) -> Tensor {
    let dx = Tensor(shape, Storage(count: shape.count))
    let ofPlane = (shape[2] * shape[3], windows.outputs.0 * windows.outputs.1)
    windows.forEachPlanes(shape[0] * shape[1]) { range, sizes in
      ck_average_pool_backward(
        dx.base + range.lowerBound * ofPlane.0, base + range.lowerBound * ofPlane.1, sizes,
        range.count)
    }
    guard isRecorded else { return dx }
    return dx.recorded(ShareNode(dx.shape, self, windows))
  }

  fileprivate func averagedAgain(_ windows: PoolingWindows) -> Tensor { averagePooled(windows) }
}

extension Storage {
  /// The elements as places in a plane.
  fileprivate var places: UnsafeMutablePointer<Int32> {
    UnsafeMutableRawPointer(base).assumingMemoryBound(to: Int32.self)
  }
}

// The choice of elements, whose gradient puts those of the chosen ones back.
private final class MaxPoolNode: Node {
  private let inputShape: Shape
  private let windows: PoolingWindows

  init(_ shape: Shape, _ x: Tensor, _ index: Storage, _ windows: PoolingWindows) {
    inputShape = x.shape
    self.windows = windows
    super.init(shape, x.node, saving: index)
  }

  override func backward(_ dy: Tensor) {
    guard let index = saved0 else { return }
    input0?.receive(dy.scattered(index, windows, to: inputShape))
  }
}

private final class ScatterNode: Node {
  private let windows: PoolingWindows

  init(_ shape: Shape, _ dy: Tensor, _ index: Storage, _ windows: PoolingWindows) {
    self.windows = windows
    super.init(shape, dy.node, saving: index)
  }

  override func backward(_ gradient: Tensor) {
    guard let index = saved0 else { return }
    input0?.receive(gradient.chosen(index, windows))
  }
}

private final class AveragePoolNode: Node {
  private let inputShape: Shape
  private let windows: PoolingWindows

  init(_ shape: Shape, _ x: Tensor, _ windows: PoolingWindows) {
    inputShape = x.shape
    self.windows = windows
    super.init(shape, x.node)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.sharedOut(windows, to: inputShape))
  }
}

private final class ShareNode: Node {
  private let windows: PoolingWindows

  init(_ shape: Shape, _ dy: Tensor, _ windows: PoolingWindows) {
    self.windows = windows
    super.init(shape, dy.node)
  }

  override func backward(_ gradient: Tensor) {
    input0?.receive(gradient.averagedAgain(windows))
  }
}
