import TensorRuntime

extension Tensor {
  /// Rows of this table by number: row `index[i]` for each position i of `shape`.
  ///
  /// Gradients of rows taken several times are added in the order of the positions.
  ///
  /// - Shapes: self `[count, size]`; the result is `shape + [size]`.
  /// - Parameters:
  ///   - index: a row for each position, in row-major order.
  ///   - shape: the shape of the positions, for instance `[B, T]`.
  ///   - paddingIndex: a row that no gradient flows into; nil for none.
  /// - Returns: the rows.
  /// - Precondition: two axes; as many indices as positions, each in `0..<count`.
  public func embedding(_ index: [Int32], shape: Shape, paddingIndex: Int32? = nil) -> Tensor {
    precondition(
      self.shape.rank == 2, "embedding: expected a table [count, size], got \(self.shape)")
    precondition(
      index.count == shape.count,
      "embedding: expected \(shape.count) indices for positions \(shape), got \(index.count)")
    let table = self.shape
    for i in index {
      precondition(
        i >= 0 && Int(i) < table.dimension(0),
        "embedding: expected indices in 0..<\(table.dimension(0)), got \(i)")
    }
    var result = shape
    result.append(table.dimension(1))
    let rows = gatherRows(index)
    guard rows.isRecorded, let paddingIndex, index.contains(paddingIndex) else {
      return rows.reshaped(result)
    }
    let isKept = index.map { $0 == paddingIndex ? Float(0) : 1 }
    return rows.recorded(RowsWithoutGradientNode(rows.shape, rows.node, isKept)).reshaped(result)
  }
}

/// The identity, but for rows that no gradient passes.
private final class RowsWithoutGradientNode: Node {
  private let isKept: [Float]

  init(_ shape: Shape, _ input: Node?, _ isKept: [Float]) {
    self.isKept = isKept
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy * Tensor(isKept, shape: Shape(isKept.count, 1)))
  }
}
