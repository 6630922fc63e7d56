import TensorKernels
import TensorRuntime

extension Tensor {
  /// An affine map of the last axis and a function after it: `y = activation(x Wᵀ + b)`.
  ///
  /// The weight is laid out for the product once and kept so until it is mutated.
  ///
  /// - Shapes: `x` `[…, inputs]`, `weight` `[outputs, inputs]`, `bias` `[outputs]`; the result is
  ///   `[…, outputs]`.
  /// - Precondition: the sizes agree.
  public static func linear(
    _ x: Tensor, weight: Tensor, bias: Tensor? = nil, activation: Activation = .none
  ) -> Tensor {
    precondition(
      weight.shape.rank == 2, "linear: expected a weight [outputs, inputs], got \(weight.shape)")
    let n = weight.shape.dimension(0)
    let k = weight.shape.dimension(1)
    let last = x.shape.rank - 1
    precondition(
      last >= 0 && x.shape.dimension(last) == k,
      "linear: expected an input […, \(k)] for the weight \(weight.shape), got \(x.shape)")
    var shape = x.shape
    shape.set(last, n)
    var m = 1
    for axis in 0..<last { m *= shape.dimension(axis) }
    if let bias {
      precondition(
        bias.shape == Shape(n), "linear: expected a bias [\(n)], got \(bias.shape)")
    }
    let y = Storage(count: m * n)
    let packed = weight.storage.packedTransposed(rows: n, columns: k)
    let biasBase = bias.map { UnsafePointer($0.base) }
    splitProduct(m: m, n: n, k: k, rowsOnly: true) { rows, _ in
      withScratch(ck_matmul_packed_workspace(rows.count, n, k, false)) { workspace in
        ck_matmul_packed(
          y.base + rows.lowerBound * n, n, x.base + rows.lowerBound * k, k, false, packed,
          biasBase, activation.kernel, false, rows.count, n, k, workspace)
      }
    }
    guard x.isRecorded || weight.isRecorded || bias?.isRecorded ?? false else {
      return Tensor(shape, y)
    }
    let node = LinearNode(shape, x, weight, bias?.node, activation, m: m, n: n, k: k, output: y)
    return Tensor(shape, y, node: node)
  }
}

private final class LinearNode: Node {
  private let inputShape: Shape
  private let activation: Activation
  private let m: Int
  private let n: Int
  private let k: Int

  init(
    _ shape: Shape, _ x: Tensor, _ weight: Tensor, _ bias: Node?, _ activation: Activation,
    m: Int, n: Int, k: Int, output: Storage
  ) {
    inputShape = x.shape
    self.activation = activation
    self.m = m
    self.n = n
    self.k = k
    super.init(
      shape, x.node, weight.node, bias, saving: weight.node == nil ? nil : x.storage,
      x.node == nil ? nil : weight.storage, activation == .none ? nil : output)
  }

  // With z = x Wᵀ + b and y = activation(z): dx = dz W, dW = dzᵀ x, db = the column sums of dz.
  override func backward(_ dy: Tensor) {
    guard !rt_is_recording() else { return recordedBackward(dy) }
    var dz = dy
    if let y = saved2 { dz = activation.derivative(dy, output: Tensor(shape, y)) }
    if let bias = input2 {
      let db = Storage(count: n)
      sumColumns(db.base, dz.base, rows: m, columns: n)
      bias.receive(Tensor(Shape(n), db))
    }
    if let weight = input1, let x = saved0 {
      let dw = Storage(count: n * k)
      multiplyMatrices(dw.base, dz.base, true, x.base, false, m: n, n: k, k: m)
      weight.receive(Tensor(Shape(n, k), dw))
    }
    if let input = input0, let weight = saved1 {
      let dx = Storage(count: m * k)
      multiplyMatrices(dx.base, dz.base, false, weight.base, false, m: m, n: k, k: n)
      input.receive(Tensor(inputShape, dx))
    }
  }

  private func recordedBackward(_ dy: Tensor) {
    var dz = dy
    if let y = saved2 { dz = activation.derivative(dy, output: Tensor(shape, y, node: self)) }
    dz = dz.reshaped(Shape(m, n))
    input2?.receive(dz.sum(axis: 0))
    if let weight = input1, let x = saved0 {
      let input = Tensor(inputShape, x, node: input0).reshaped(Shape(m, k))
      weight.receive(dz.matmul(input, transposeSelf: true))
    }
    if let input = input0, let weight = saved1 {
      input.receive(dz.matmul(Tensor(Shape(n, k), weight, node: input1)).reshaped(inputShape))
    }
  }
}

extension Storage {
  /// The transpose of this `[rows, columns]` matrix, laid out as the right-hand side of a product;
  /// packed now unless it still is from an earlier product.
  @inline(__always)
  func packedTransposed(rows: Int, columns: Int) -> UnsafePointer<Float> {
    if let packed, packed.isValid, packed.rows == rows, packed.columns == columns {
      return UnsafePointer(packed.base)
    }
    return pack(rows, columns)
  }

  private func pack(_ rows: Int, _ columns: Int) -> UnsafePointer<Float> {
    let size = max(ck_packed_size(rows, columns), 1)
    var target: PackedMatrix
    if let packed, packed.count == size {
      target = PackedMatrix(base: packed.base, count: size, rows: rows, columns: columns)
    } else {
      packed?.free()
      target = PackedMatrix(base: rt_take(size), count: size, rows: rows, columns: columns)
    }
    packTransposed(target.base, base, rows: rows, columns: columns)
    target.isValid = true
    packed = target
    return UnsafePointer(target.base)
  }
}

/// The columns' sums, row 0 first, bands of columns shared out between threads where that pays.
private func sumColumns(
  _ sums: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
) {
  guard rows * columns >= 2 * elementsWorthAThread, columns >= 64 else {
    return ck_sum_columns(sums, x, rows, columns, false)
  }
  // Row by row, as they lie in memory; the sums stay in the cache.
  let bands = (columns + 15) / 16
  Parallel.forEachRange(
    count: bands, minimumPerPart: max(elementsWorthAThread / (16 * rows), 2)
  ) {
    let start = 16 * $0.lowerBound
    let count = min(16 * $0.upperBound, columns) - start
    ck_fill(sums + start, 0, count)
    for row in 0..<rows {
      ck_add(sums + start, sums + start, x + row * columns + start, count)
    }
  }
}

/// `ck_pack` of the transpose of a matrix, bands of rows shared out between threads where that pays.
private func packTransposed(
  _ packed: UnsafeMutablePointer<Float>, _ x: UnsafePointer<Float>, rows: Int, columns: Int
) {
  // Whole panels at every CPU level: they are 8, 16 or 48 rows wide, and stand one behind the other.
  let band = 48
  Parallel.forEachRange(
    count: (rows + band - 1) / band,
    minimumPerPart: max(elementsWorthAThread / (band * max(columns, 1)), 1)
  ) {
    let start = band * $0.lowerBound
    ck_pack(
      packed + start * columns, x + start * columns, columns, true,
      min(band * $0.upperBound, rows) - start, columns)
  }
}
