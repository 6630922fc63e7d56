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
    if y.count > 0 {
      let columns = y.count / index.count
      index.withUnsafeBufferPointer { index in
        guard let numbers = index.baseAddress else { return }
        Parallel.forEachRange(
          count: index.count, minimumPerPart: (elementsWorthAThread + columns - 1) / columns
        ) {
          ck_gather_rows(
            y.base + $0.lowerBound * columns, base, numbers + $0.lowerBound, $0.count, columns)
        }
      }
    }
    guard isRecorded else { return y }
    return y.recorded(GatherRowsNode(result, node, inputShape: shape, index: index))
  }

  /// The sum of rows that go to the same place: `y[index[i], …] += x[i, …]`, added in the order of
  /// the indices to rows of zeros.
  ///
  /// The reverse of `gatherRows(_:)`.
  ///
  /// - Shapes: self `[index.count, …]`; the result is `[rows, …]`.
  /// - Precondition: as many indices as rows of self, each in `0..<rows`.
  public func scatterRows(_ index: [Int32], rows: Int) -> Tensor {
    precondition(
      shape.rank >= 1 && shape.dimension(0) == index.count,
      "scatterRows: expected \(index.count) rows for as many indices, got \(shape)")
    checkIndices(index, below: rows, "scatterRows")
    let result = shape.replacing(0, with: rows)
    let y = Tensor.zeros(result)
    if count > 0 {
      let columns = count / index.count
      index.withUnsafeBufferPointer { index in
        // Threads share the columns: the order of the sums is that of the indices.
        Parallel.forEachRange(
          count: (columns + 15) / 16,
          minimumPerPart: (elementsWorthAThread + 16 * index.count - 1) / (16 * index.count)
        ) {
          let start = $0.lowerBound * 16
          ck_scatter_add_rows(
            y.base + start, columns, base + start, columns, index.baseAddress, index.count,
            Swift.min($0.upperBound * 16, columns) - start)
        }
      }
    }
    guard isRecorded else { return y }
    return y.recorded(ScatterRowsNode(result, node, index: index))
  }
}

extension Tensor {
  /// Rows of zeros with a 1 at the place of each index, `[indices.count, classes]`; a constant.
  ///
  /// - Precondition: each index in `0..<classes`.
  public static func oneHot(_ indices: [Int32], classes: Int) -> Tensor {
    checkIndices(indices, below: classes, "oneHot")
    let y = Tensor.zeros(Shape(indices.count, classes))
    for (row, index) in indices.enumerated() { y.base[row * classes + Int(index)] = 1 }
    return y
  }
}

/// Stops the program where an index is outside `0..<bound`.
func checkIndices(_ index: [Int32], below bound: Int, _ name: StaticString) {
  var largest: UInt32 = 0
  for i in index { largest = max(largest, UInt32(bitPattern: i)) }
  guard !index.isEmpty, Int(largest) >= bound || largest > UInt32(Int32.max) else { return }
  let wrong = index.first { $0 < 0 || Int($0) >= bound } ?? 0
  preconditionFailure("\(name): expected indices in 0..<\(bound), got \(wrong)")
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
    guard dy.isRecorded else {
      input0?.receive(dx)
      return
    }
    input0?.receive(dx.recorded(PlaceColumnsNode(inputShape, dy.node, index: index)))
  }
}

/// The gradient of `takeColumns(_:)` as an operation: each element to its place in a row of zeros.
private final class PlaceColumnsNode: Node {
  private let index: [Int32]

  init(_ shape: Shape, _ input: Node?, index: [Int32]) {
    self.index = index
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.takeColumns(index)) }
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
    input0?.receive(dy.scatterRows(index, rows: inputShape.dimension(0)))
  }
}

private final class ScatterRowsNode: Node {
  private let index: [Int32]

  init(_ shape: Shape, _ input: Node?, index: [Int32]) {
    self.index = index
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.gatherRows(index)) }
}
