import TensorKernels

extension Tensor {
  /// The elementwise combination of two tensors by NumPy's rules; not recorded.
  ///
  /// A commutative one may have a kernel for a tensor and a number, with the same bits.
  static func broadcast(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ kernel: BinaryKernel,
    commutative scalarKernel: ScalarKernel? = nil
  ) -> Tensor {
    if a.shape == b.shape { return a.combined(b.storage, kernel) }
    guard let shape = Shape.broadcast(a.shape, b.shape) else {
      preconditionFailure(
        "\(name): expected shapes that broadcast (equal sizes or 1, aligned at the last axis), "
          + "got \(a.shape) and \(b.shape)")
    }
    let result = Tensor(shape, Storage(count: shape.count))
    guard result.count > 0 else { return result }
    let plan = BroadcastPlan(shape, a.shape, b.shape)
    plan.run(result.base, a.base, b.base, kernel, scalarKernel)
    return result
  }
}

extension Tensor {
  /// The tensor repeated to a larger shape by NumPy's rules; itself where the shape is its own.
  ///
  /// - Precondition: the shape is what the two broadcast to.
  public func broadcast(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      Shape.broadcast(self.shape, shape) == shape,
      "broadcast: expected a shape that \(self.shape) broadcasts to, got \(shape)")
    let values: Tensor
    if count == 1 {
      values = Tensor.full(shape, base[0])
    } else {
      values = Tensor(shape, Storage(count: shape.count))
      StridedCopy(sizes: shape.dimensions, strides: self.shape.strides(in: shape))
        .run(values.base, base)
    }
    guard isRecorded else { return values }
    return values.recorded(BroadcastNode(shape, node, inputShape: self.shape))
  }

  /// The sum over the axes along which `shape` broadcasts to this tensor's.
  ///
  /// It is the gradient of `broadcast(to:)`. Itself where the shape is its own.
  ///
  /// - Precondition: `shape` broadcasts to this tensor's shape.
  public func summed(to shape: Shape) -> Tensor {
    if shape == self.shape { return self }
    precondition(
      Shape.broadcast(shape, self.shape) == self.shape,
      "summed: expected a shape that broadcasts to \(self.shape), got \(shape)")
    var values = detached
    var axis = self.shape.rank - 1
    while axis >= 0 {
      // Neighbouring axes are summed as one.
      guard shape.aligned(axis, rank: self.shape.rank) != values.shape.dimension(axis) else {
        axis -= 1
        continue
      }
      var outer = 1
      var size = 1
      var inner = 1
      for after in (axis + 1)..<Swift.max(self.shape.rank, axis + 1) {
        inner *= values.shape.dimension(after)
      }
      var left = values.shape
      while axis >= 0, shape.aligned(axis, rank: self.shape.rank) == 1 {
        size *= values.shape.dimension(axis)
        left.set(axis, 1)
        axis -= 1
      }
      for before in 0..<Swift.max(axis + 1, 0) { outer *= values.shape.dimension(before) }
      values = values.summedMiddle(outer, size, inner, left)
    }
    let result = Tensor(shape, values.storage)
    guard isRecorded else { return result }
    return result.recorded(SummedToNode(shape, node, inputShape: self.shape))
  }
}

private final class BroadcastNode: Node {
  private let inputShape: Shape

  init(_ shape: Shape, _ input: Node?, inputShape: Shape) {
    self.inputShape = inputShape
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.summed(to: inputShape)) }
}

private final class SummedToNode: Node {
  private let inputShape: Shape

  init(_ shape: Shape, _ input: Node?, inputShape: Shape) {
    self.inputShape = inputShape
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.broadcast(to: inputShape)) }
}
