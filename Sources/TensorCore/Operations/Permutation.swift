import TensorKernels

extension Tensor {
  /// The axes in another order: axis `i` of the result is axis `axes[i]` of this tensor.
  ///
  /// Copies the elements, unless the order stays. `x.permuted([0, 2, 1, 3])` exchanges the two
  /// middle axes of four.
  ///
  /// - Parameter axes: every axis once; negative numbers count from the end.
  /// - Returns: the tensor with its axes in that order.
  public func permuted(_ axes: [Int]) -> Tensor {
    precondition(
      axes.count == shape.rank,
      "permuted: expected an order of the \(shape.rank) axes of \(shape), got \(axes)")
    let axes = axes.map { shape.resolved($0) }
    precondition(
      Set(axes).count == axes.count, "permuted: expected every axis of \(shape) once, got \(axes)")
    guard axes != Array(0..<shape.rank) else { return self }
    var permuted = Shape()
    for axis in axes { permuted.append(shape.dimension(axis)) }
    let strides = shape.strides
    let y = Tensor(permuted, Storage(count: count))
    StridedCopy(sizes: permuted.dimensions, strides: axes.map { strides[$0] })
      .run(y.base, base)
    guard isRecorded else { return y }
    var inverse = axes
    for (place, axis) in axes.enumerated() { inverse[axis] = place }
    return y.recorded(PermuteNode(permuted, node, inverse: inverse))
  }

  /// Two axes exchanged.
  ///
  /// - Parameters:
  ///   - first: an axis; negative numbers count from the end.
  ///   - second: the axis that takes its place.
  /// - Returns: the tensor with the axes exchanged.
  public func transposed(_ first: Int, _ second: Int) -> Tensor {
    var axes = Array(0..<shape.rank)
    axes.swapAt(shape.resolved(first), shape.resolved(second))
    return permuted(axes)
  }

  /// A matrix with rows and columns exchanged.
  ///
  /// - Precondition: two axes.
  public func transposed() -> Tensor {
    precondition(shape.rank == 2, "transposed: expected a matrix, got \(shape)")
    return permuted([1, 0])
  }

  /// The elements in reverse order along some axes.
  ///
  /// - Parameter axes: the axes, each at most once; negative numbers count from the end.
  /// - Returns: a tensor of the same shape.
  public func flipped(axes: [Int]) -> Tensor {
    let resolved = axes.map { shape.resolved($0) }
    precondition(
      Set(resolved).count == axes.count,
      "flipped: expected each axis of \(shape) at most once, got \(axes)")
    let y = Tensor(shape, Storage(count: count))
    var strides = shape.strides
    var start = 0
    for axis in resolved where count > 0 {
      start += (shape.dimension(axis) - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    StridedCopy(sizes: shape.dimensions, strides: strides).run(y.base, base + start)
    guard isRecorded else { return y }
    return y.recorded(FlipNode(shape, node, axes: axes))
  }
}

private final class PermuteNode: Node {
  private let inverse: [Int]

  init(_ shape: Shape, _ input: Node?, inverse: [Int]) {
    self.inverse = inverse
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.permuted(inverse)) }
}

private final class FlipNode: Node {
  private let axes: [Int]

  init(_ shape: Shape, _ input: Node?, axes: [Int]) {
    self.axes = axes
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.flipped(axes: axes)) }
}
