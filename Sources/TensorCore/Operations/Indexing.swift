import TensorKernels

extension Tensor {
  /// One element of each row: `y[i] = x[i, index[i]]`.
  ///
  /// - Shapes: self `[rows, columns]`; the result is `[rows]`.
  /// - Precondition: two axes, as many indices as rows, each in `0..<columns`.
  public func takeColumns(_ index: [Int32]) -> Tensor {
    precondition(shape.rank == 2, "takeColumns: expected [rows, columns], got \(shape)")
    let rows = shape.dimension(0)
    let columns = shape.dimension(1)
    precondition(
      index.count == rows, "takeColumns: expected \(rows) indices for \(shape), got \(index.count)")
    checkIndices(index, below: columns, "takeColumns")
    let y = Tensor(Shape(rows), Storage(count: rows))
    ck_take_columns(y.base, base, index, rows, columns)
    guard isRecorded else { return y }
    return y.recorded(TakeColumnsNode(y.shape, node, inputShape: shape, index: index))
  }

  /// Rows by number, in the order given; a row may be taken any number of times.
  ///
  /// - Shapes: self `[rows, …]`; the result is `[index.count, …]`.
  /// - Precondition: at least one axis; each index in `0..<rows`.
  public func gatherRows(_ index: [Int32]) -> Tensor {
    precondition(shape.rank >= 1, "gatherRows: expected at least one axis, got a scalar")
    checkIndices(index, below: shape.dimension(0), "gatherRows")
    let result = shape.replacing(0, with: index.count)
    let y = Tensor(result, Storage(count: result.count))
    if y.count > 0 { ck_gather_rows(y.base, base, index, index.count, y.count / index.count) }
    guard isRecorded else { return y }
    return y.recorded(GatherRowsNode(result, node, inputShape: shape, index: index))
  }
}

private func checkIndices(_ index: [Int32], below bound: Int, _ name: StaticString) {
  for i in index {
    precondition(
      i >= 0 && Int(i) < bound, "\(name): expected indices in 0..<\(bound), got \(i)")
  }
}

private final class TakeColumnsNode: Node {
  private let inputShape: Shape
  private let index: [Int32]

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, index: [Int32]) {
    self.inputShape = inputShape
    self.index = index
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    let dx = Tensor(inputShape, Storage(count: inputShape.count))
    ck_take_columns_backward(
      dx.base, dy.base, index, inputShape.dimension(0), inputShape.dimension(1))
    input0?.receive(dx)
  }
}

private final class GatherRowsNode: Node {
  private let inputShape: Shape
  private let index: [Int32]

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, index: [Int32]) {
    self.inputShape = inputShape
    self.index = index
    super.init(shape, input)
  }

  // Rows taken twice are added in the order of the indices.
  override func backward(_ dy: Tensor) {
    let dx = Tensor.zeros(inputShape)
    if dy.count > 0 {
      let columns = dy.count / index.count
      for (i, row) in index.enumerated() {
        let target = dx.base + Int(row) * columns
        ck_add(target, target, dy.base + i * columns, columns)
      }
    }
    input0?.receive(dx)
  }
}
