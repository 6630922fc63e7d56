import TensorKernels

extension Tensor {
  /// Elements by their number along an axis, the other places staying:
  /// `y[o, t, i] = x[o, index[o, t, i], i]`.
  ///
  /// - Parameters:
  ///   - index: numbers along the axis, in row-major order of `shape`.
  ///   - shape: the shape of the indices and of the result: this tensor's, with any size along the
  ///     axis and at most its own along the others.
  ///   - axis: the axis; negative numbers count from the end.
  /// - Returns: the elements, of that shape.
  /// - Precondition: as many indices as the shape has elements, each below the axis' size.
  /// - Source: PyTorch `torch.gather`.
  public func gathered(index: [Int32], shape: Shape, axis: Int) -> Tensor {
    let x = corner(shape, axis, "gathered")
    checkCount(index, shape, "gathered")
    checkIndices(index, below: self.shape[axis], "gathered")
    return x.gatheredUnchecked(index, shape, axis)
  }

  /// Adds the elements of another tensor at places given by their number along an axis:
  /// `y[o, index[o, t, i], i] += source[o, t, i]`, in the order of the indices.
  ///
  /// - Parameters:
  ///   - source: what is added.
  ///   - index: numbers along the axis, one for each element of `source`, in row-major order.
  ///   - axis: the axis; negative numbers count from the end.
  /// - Returns: this tensor with the sums.
  /// - Precondition: `source` has this tensor's shape, with any size along the axis and at most its
  ///   own along the others; each index is below the axis' size.
  /// - Source: PyTorch `torch.scatter_add`.
  public func scatterAdd(_ source: Tensor, index: [Int32], axis: Int) -> Tensor {
    _ = corner(source.shape, axis, "scatterAdd", isSliced: false)
    checkCount(index, source.shape, "scatterAdd")
    checkIndices(index, below: shape[axis], "scatterAdd")
    let resolved = shape.resolved(axis)
    var cornerShape = source.shape
    cornerShape.set(resolved, shape.dimension(resolved))
    let sums = source.scatteredUnchecked(index, cornerShape, axis)
    let amounts = (0..<shape.rank).map {
      (before: 0, after: shape.dimension($0) - cornerShape.dimension($0))
    }
    return self + sums.padded(amounts)
  }

  private func checkCount(_ index: [Int32], _ shape: Shape, _ name: StaticString) {
    precondition(
      index.count == shape.count,
      "\(name): expected \(shape.count) indices for \(shape), got \(index.count)")
  }

  /// The part of this tensor that indices of a shape can reach.
  private func corner(
    _ shape: Shape, _ axis: Int, _ name: StaticString, isSliced: Bool = true
  ) -> Tensor {
    precondition(
      shape.rank == self.shape.rank,
      "\(name): expected as many axes as \(self.shape) has, got \(shape)")
    let axis = self.shape.resolved(axis)
    var result = self
    for i in 0..<shape.rank where i != axis {
      precondition(
        shape.dimension(i) <= self.shape.dimension(i),
        "\(name): expected sizes of at most \(self.shape) but for axis \(axis), got \(shape)")
      if isSliced { result = result.sliced(0..<shape.dimension(i), axis: i) }
    }
    return result
  }

  /// `gathered`, the sizes being equal but along the axis and the indices right.
  func gatheredUnchecked(_ index: [Int32], _ shape: Shape, _ axis: Int) -> Tensor {
    let (outer, size, inner) = self.shape.split(at: axis)
    let taken = shape[axis]
    let y = Tensor(shape, Storage(count: shape.count))
    ck_gather_blocks(y.base, base, index, outer, size, taken, inner)
    guard isRecorded else { return y }
    return y.recorded(GatherNode(shape, node, inputShape: self.shape, axis: axis, index: index))
  }

  /// Each element to its place along the axis, added in the order of the indices to zeros.
  func scatteredUnchecked(_ index: [Int32], _ shape: Shape, _ axis: Int) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    let taken = self.shape[axis]
    let y = Tensor.zeros(shape)
    ck_scatter_add_blocks(y.base, base, index, outer, size, taken, inner)
    guard isRecorded else { return y }
    return y.recorded(ScatterNode(shape, node, inputShape: self.shape, axis: axis, index: index))
  }
}

/// The gradient of elements that were taken by number goes back to where they were.
final class GatherNode: Node {
  private let inputShape: Shape
  private let takenShape: Shape
  private let axis: Int
  private let index: [Int32]

  // takenShape: that of the indices, the axis kept; nil where it is the output's.
  init(
    _ shape: Shape, _ input: Node?, inputShape: Shape, takenShape: Shape? = nil, axis: Int,
    index: [Int32]
  ) {
    self.inputShape = inputShape
    self.takenShape = takenShape ?? shape
    self.axis = axis
    self.index = index
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.reshaped(takenShape).scatteredUnchecked(index, inputShape, axis))
  }
}

private final class ScatterNode: Node {
  private let inputShape: Shape
  private let axis: Int
  private let index: [Int32]

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, axis: Int, index: [Int32]) {
    self.inputShape = inputShape
    self.axis = axis
    self.index = index
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.gatheredUnchecked(index, inputShape, axis))
  }
}
