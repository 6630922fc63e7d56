import TensorKernels

extension Tensor {
  /// The elementwise combination of two tensors by NumPy's rules; not recorded.
  static func broadcast(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ kernel: BinaryKernel
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
    plan.run(result.base, a.base, b.base, kernel)
    return result
  }
}

/// How two tensors are read to make one of `shape`: the axes merged as far as possible, for each
/// the distance between neighbours in either tensor (0 where it is repeated).
private struct BroadcastPlan {
  private typealias Axis = (size: Int, a: Int, b: Int)
  private var inner: Axis = (1, 1, 1)
  private var outer: [Axis] = []

  init(_ shape: Shape, _ a: Shape, _ b: Shape) {
    var strideA = 1
    var strideB = 1
    var merged: Axis?
    for axis in stride(from: shape.rank - 1, through: 0, by: -1) {
      let size = shape.dimension(axis)
      if size == 1 { continue }
      let sizeA = a.aligned(axis, rank: shape.rank)
      let sizeB = b.aligned(axis, rank: shape.rank)
      let here: Axis = (size, sizeA == 1 ? 0 : strideA, sizeB == 1 ? 0 : strideB)
      strideA *= sizeA
      strideB *= sizeB
      guard let last = merged else {
        merged = here
        continue
      }
      if here.a == last.a * last.size, here.b == last.b * last.size {
        merged = (last.size * size, last.a, last.b)
      } else {
        outer.append(last)
        merged = here
      }
    }
    if let merged { outer.append(merged) }
    if !outer.isEmpty { inner = outer.removeFirst() }
  }

  func run(
    _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ kernel: BinaryKernel
  ) {
    // A number repeated along the inner axis is written out, piece by piece.
    let repeats = inner.a == 0 || inner.b == 0
    withScratch(repeats ? min(inner.size, 1024) : 0) { scratch in
      run(outer.count, y, a, b, kernel, scratch)
    }
  }

  private func run(
    _ depth: Int, _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ kernel: BinaryKernel, _ scratch: UnsafeMutablePointer<Float>?
  ) {
    guard depth > 0 else { return runInner(y, a, b, kernel, scratch) }
    let axis = outer[depth - 1]
    var block = inner.size
    for i in 0..<(depth - 1) { block *= outer[i].size }
    for i in 0..<axis.size {
      run(depth - 1, y + i * block, a + i * axis.a, b + i * axis.b, kernel, scratch)
    }
  }

  @inline(__always)
  private func runInner(
    _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ kernel: BinaryKernel, _ scratch: UnsafeMutablePointer<Float>?
  ) {
    guard let scratch else { return kernel(y, a, b, inner.size) }
    let piece = min(inner.size, 1024)
    ck_fill(scratch, inner.a == 0 ? a[0] : b[0], piece)
    var start = 0
    while start < inner.size {
      let count = min(piece, inner.size - start)
      if inner.a == 0 {
        kernel(y + start, scratch, b + start, count)
      } else {
        kernel(y + start, a + start, scratch, count)
      }
      start += count
    }
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
      values = Tensor.broadcast(
        Tensor.zeros(shape), self, "broadcast", { y, _, x, n in ck_copy(y, x, n) })
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
