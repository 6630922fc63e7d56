import TensorKernels

/// Multiply-add operations of a matrix product that are worth a thread.
private let productsWorthAThread = 1 << 19

extension Tensor {
  /// The matrix product of two matrices, either of them transposed where asked.
  ///
  /// - Shapes: self `[m, k]` (`[k, m]` if transposed), other `[k, n]` (`[n, k]` if transposed);
  ///   the result is `[m, n]`.
  /// - Precondition: both have two axes, and the inner sizes agree.
  public func matmul(
    _ other: Tensor, transposeSelf: Bool = false, transposeOther: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank == 2 && other.shape.rank == 2,
      "matmul: expected two matrices, got \(shape) and \(other.shape)")
    let m = shape.dimension(transposeSelf ? 1 : 0)
    let k = shape.dimension(transposeSelf ? 0 : 1)
    let n = other.shape.dimension(transposeOther ? 0 : 1)
    precondition(
      other.shape.dimension(transposeOther ? 1 : 0) == k,
      "matmul: expected equal inner sizes, got \(shape)\(transposeSelf ? "ᵀ" : "") and "
        + "\(other.shape)\(transposeOther ? "ᵀ" : "")")
    let y = Tensor(Shape(m, n), Storage(count: m * n))
    multiplyMatrices(
      y.base, base, transposeSelf, other.base, transposeOther, m: m, n: n, k: k)
    guard isRecorded || other.isRecorded else { return y }
    return y.recorded(MatrixProductNode(y.shape, self, other, transposeSelf, transposeOther))
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

  // With C = op(A) op(B): d op(A) = dC op(B)ᵀ and d op(B) = op(A)ᵀ dC, transposed back where op is.
  override func backward(_ dy: Tensor) {
    if let input0, let storage = saved1 {
      let b = Tensor(shapeB, storage, node: input1)
      input0.receive(
        transposeA
          ? b.matmul(dy, transposeSelf: transposeB, transposeOther: true)
          : dy.matmul(b, transposeOther: !transposeB))
    }
    if let input1, let storage = saved0 {
      let a = Tensor(shapeA, storage, node: input0)
      input1.receive(
        transposeB
          ? dy.matmul(a, transposeSelf: true, transposeOther: transposeA)
          : a.matmul(dy, transposeSelf: !transposeA))
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
