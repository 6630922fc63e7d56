import TensorKernels

/// Multiply-add operations of a matrix product that are worth a thread.
let productsWorthAThread = 1 << 19

extension Tensor {
  /// The matrix product over the last two axes, either matrix transposed where asked.
  ///
  /// The axes before them are a batch of products, and broadcast by NumPy's rules. A sum over no
  /// element (inner size 0) is 0.
  ///
  /// - Shapes: self `[…, m, k]` (`[…, k, m]` if transposed), other `[…, k, n]` (`[…, n, k]` if
  ///   transposed); the result is `[…, m, n]`.
  /// - Precondition: both have at least two axes, the inner sizes agree, the others broadcast.
  public func matmul(
    _ other: Tensor, transposeSelf: Bool = false, transposeOther: Bool = false
  ) -> Tensor {
    let rankA = shape.rank
    let rankB = other.shape.rank
    precondition(
      rankA >= 2 && rankB >= 2,
      "matmul: expected two tensors of at least two axes, got \(shape) and \(other.shape)")
    let m = shape.dimension(rankA - (transposeSelf ? 1 : 2))
    let k = shape.dimension(rankA - (transposeSelf ? 2 : 1))
    let n = other.shape.dimension(rankB - (transposeOther ? 2 : 1))
    precondition(
      other.shape.dimension(rankB - (transposeOther ? 1 : 2)) == k,
      "matmul: expected equal inner sizes, got \(shape)\(transposeSelf ? "ᵀ" : "") and "
        + "\(other.shape)\(transposeOther ? "ᵀ" : "")")
    if rankA == 2, rankB == 2 {
      let y = Tensor(Shape(m, n), Storage(count: m * n))
      multiplyMatrices(
        y.base, base, transposeSelf, other.base, transposeOther, m: m, n: n, k: k)
      guard isRecorded || other.isRecorded else { return y }
      return y.recorded(MatrixProductNode(y.shape, self, other, transposeSelf, transposeOther))
    }
    guard let batch = Shape.broadcast(shape.leading, other.shape.leading) else {
      preconditionFailure(
        "matmul: expected axes before the last two that broadcast, got \(shape) and "
          + "\(other.shape)")
    }
    if !transposeSelf, other.shape.leading.count == 1, batch == shape.leading {
      // One matrix for the whole batch: a single product of all rows.
      return reshaped(Shape(batch.count * m, k))
        .matmul(other.reshaped(other.shape.matrix), transposeOther: transposeOther)
        .reshaped(batch.appending(m, n))
    }
    let y = Tensor(batch.appending(m, n), Storage(count: batch.count * m * n))
    multiplyBatch(y.base, batch, self, transposeSelf, other, transposeOther, m: m, n: n, k: k)
    guard isRecorded || other.isRecorded else { return y }
    return y.recorded(MatrixProductNode(y.shape, self, other, transposeSelf, transposeOther))
  }
}

extension Shape {
  /// The axes before the last two.
  fileprivate var leading: Shape {
    var result = Shape()
    for axis in 0..<(rank - 2) { result.append(dimension(axis)) }
    return result
  }

  /// The last two axes.
  fileprivate var matrix: Shape { Shape(dimension(rank - 2), dimension(rank - 1)) }

  fileprivate func appending(_ rows: Int, _ columns: Int) -> Shape {
    var result = self
    result.append(rows)
    result.append(columns)
    return result
  }
}

/// The products of a batch, split between threads by product, or each inside where they are few.
private func multiplyBatch(
  _ y: UnsafeMutablePointer<Float>, _ batch: Shape, _ a: Tensor, _ transposeA: Bool, _ b: Tensor,
  _ transposeB: Bool, m: Int, n: Int, k: Int
) {
  let count = batch.count
  let isAligned = a.shape.leading == b.shape.leading
  let stridesA = isAligned ? [] : a.shape.leading.strides(in: batch)
  let stridesB = isAligned ? [] : b.shape.leading.strides(in: batch)
  func place(_ number: Int, _ strides: [Int]) -> Int {
    if isAligned { return number }
    var rest = number
    var place = 0
    for axis in stride(from: batch.rank - 1, through: 0, by: -1) {
      place += rest % batch.dimension(axis) * strides[axis]
      rest /= batch.dimension(axis)
    }
    return place
  }
  let work = Swift.max(m * n * k, 1)
  if work >= 2 * productsWorthAThread, count < Parallel.threads {
    for number in 0..<count {
      multiplyMatrices(
        y + number * m * n, a.base + place(number, stridesA) * m * k, transposeA,
        b.base + place(number, stridesB) * k * n, transposeB, m: m, n: n, k: k)
    }
    return
  }
  let lda = transposeA ? m : k
  let ldb = transposeB ? k : n
  let workspaceSize = ck_matmul_workspace(m, n, k, transposeA, transposeB)
  Parallel.forEachRange(
    count: count, minimumPerPart: (productsWorthAThread + work - 1) / work
  ) { range in
    withScratch(workspaceSize) { workspace in
      for number in range {
        ck_matmul(
          y + number * m * n, n, a.base + place(number, stridesA) * m * k, lda, transposeA,
          b.base + place(number, stridesB) * k * n, ldb, transposeB, nil,
          Activation.none.kernel, false, m, n, k, workspace)
      }
    }
  }
}

private final class MatrixProductNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape
  private let transposeA: Bool
  private let transposeB: Bool

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor, _ transposeA: Bool, _ transposeB: Bool) {
    shapeA = a.shape
    shapeB = b.shape
    self.transposeA = transposeA
    self.transposeB = transposeB
    super.init(
      shape, a.node, b.node, saving: b.node == nil ? nil : a.storage,
      a.node == nil ? nil : b.storage)
  }

  // With C = op(A) op(B): d op(A) = dC op(B)ᵀ and d op(B) = op(A)ᵀ dC, transposed back where op is;
  // summed over the batch axes along which a matrix was repeated.
  override func backward(_ dy: Tensor) {
    if let input0, let storage = saved1 {
      let b = Tensor(shapeB, storage, node: input1)
      let da =
        transposeA
        ? b.matmul(dy, transposeSelf: transposeB, transposeOther: true)
        : dy.matmul(b, transposeOther: !transposeB)
      input0.receive(da.summed(to: shapeA))
    }
    if let input1, let storage = saved0 {
      let a = Tensor(shapeA, storage, node: input0)
      let db =
        transposeB
        ? dy.matmul(a, transposeSelf: true, transposeOther: transposeA)
        : a.matmul(dy, transposeSelf: !transposeA)
      input1.receive(db.summed(to: shapeB))
    }
  }
}

/// `y[m, n] = op(a) op(b)`, rows or columns of the result split between threads where that pays.
@inline(__always)
func multiplyMatrices(
  _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ transposeA: Bool,
  _ b: UnsafePointer<Float>, _ transposeB: Bool, m: Int, n: Int, k: Int
) {
  let lda = transposeA ? m : k
  let ldb = transposeB ? k : n
  splitProduct(m: m, n: n, k: k) { rows, columns in
    let size = ck_matmul_workspace(rows.count, columns.count, k, transposeA, transposeB)
    withScratch(size) { workspace in
      ck_matmul(
        y + rows.lowerBound * n + columns.lowerBound, n,
        a + rows.lowerBound * (transposeA ? 1 : lda), lda, transposeA,
        b + columns.lowerBound * (transposeB ? ldb : 1), ldb, transposeB, nil,
        Activation.none.kernel, false, rows.count, columns.count, k, workspace)
    }
  }
}

/// Calls `body` on blocks that together cover a product once.
///
/// Bands of rows or, where the result is wider than high and `rowsOnly` is false, of columns. Each
/// element is one chain of operations whatever the block.
@inline(__always)
func splitProduct(
  m: Int, n: Int, k: Int, rowsOnly: Bool = false,
  _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void
) {
  guard Parallel.threads > 1, m * n * k >= 2 * productsWorthAThread else {
    return body(0..<m, 0..<n)
  }
  // A band is a multiple of sixteen wide, so that few tiles of the kernel are cut.
  let isWide = n > m && !rowsOnly
  let bands = ((isWide ? n : m) + 15) / 16
  let work = max((isWide ? m : n) * k * 16, 1)
  Parallel.forEachRange(
    count: bands, minimumPerPart: (productsWorthAThread + work - 1) / work
  ) { range in
    let band = range.lowerBound * 16..<min(range.upperBound * 16, isWide ? n : m)
    body(isWide ? 0..<m : band, isWide ? band : 0..<n)
  }
}
