import TensorKernels

/// How two tensors are read to make one of `shape`: the axes merged as far as possible, for each
/// the distance between neighbours in either tensor (0 where it is repeated).
struct BroadcastPlan {
  private typealias Axis = (size: Int, a: Int, b: Int)
  private var inner: Axis = (1, 1, 1)
  /// The axis around the inner one.
  private var rows: Axis = (1, 0, 0)
  /// The axes around that, the innermost first.
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
    if !outer.isEmpty { rows = outer.removeFirst() }
  }

  /// Fills `y`, on several threads where that pays.
  func run(
    _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ kernel: BinaryKernel, _ scalarKernel: ScalarKernel?
  ) {
    let blocks = outer.reduce(1) { $0 * $1.size }
    if blocks == 1 {
      let minimum = (elementsWorthAThread + inner.size - 1) / inner.size
      return Parallel.forEachRange(count: rows.size, minimumPerPart: minimum) {
        runRows($0, y, a, b, kernel, scalarKernel)
      }
    }
    let block = rows.size * inner.size
    let minimum = (elementsWorthAThread + block - 1) / block
    Parallel.forEachRange(count: blocks, minimumPerPart: minimum) { range in
      for number in range {
        var rest = number
        var placeA = 0
        var placeB = 0
        for axis in outer {
          let (quotient, place) = rest.quotientAndRemainder(dividingBy: axis.size)
          rest = quotient
          placeA += place * axis.a
          placeB += place * axis.b
        }
        runRows(
          0..<rows.size, y + number * block, a + placeA, b + placeB, kernel, scalarKernel)
      }
    }
  }

  private func runRows(
    _ range: Range<Int>, _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ kernel: BinaryKernel, _ scalarKernel: ScalarKernel?
  ) {
    if inner.size < 64, range.count > 1 { return runShortRows(range, y, a, b, kernel) }
    guard inner.a == 0 || inner.b == 0 else {
      for row in range {
        kernel(y + row * inner.size, a + row * rows.a, b + row * rows.b, inner.size)
      }
      return
    }
    if let scalarKernel {
      for row in range {
        let (fromA, fromB) = (a + row * rows.a, b + row * rows.b)
        let to = y + row * inner.size
        if inner.a == 0 {
          scalarKernel(to, fromB, fromA[0], inner.size)
        } else {
          scalarKernel(to, fromA, fromB[0], inner.size)
        }
      }
      return
    }
    // A number repeated along the inner axis is written out, piece by piece.
    let piece = min(inner.size, 1024)
    withScratch(piece) { scratch in
      for row in range {
        let from = inner.a == 0 ? b + row * rows.b : a + row * rows.a
        ck_fill(scratch, inner.a == 0 ? a[row * rows.a] : b[row * rows.b], piece)
        for start in stride(from: 0, to: inner.size, by: piece) {
          let count = min(piece, inner.size - start)
          let to = y + row * inner.size + start
          if inner.a == 0 {
            kernel(to, scratch, from + start, count)
          } else {
            kernel(to, from + start, scratch, count)
          }
        }
      }
    }
  }

  /// Many rows at once, a tensor that does not lie so in memory being written out first.
  private func runShortRows(
    _ range: Range<Int>, _ y: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>,
    _ b: UnsafePointer<Float>, _ kernel: BinaryKernel
  ) {
    let together = min(range.count, 1024 / inner.size)
    let size = together * inner.size
    withScratch(2 * size) { scratch in
      guard let scratch else { return }
      var isWritten = (a: false, b: false)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: together) {
        let count = min(together, range.upperBound - start)
        var fromA = a + start * rows.a
        var fromB = b + start * rows.b
        if inner.a != 1 || rows.a != inner.size {
          if !isWritten.a { write(scratch, fromA, count, rows.a, inner.a) }
          isWritten.a = rows.a == 0
          fromA = UnsafePointer(scratch)
        }
        if inner.b != 1 || rows.b != inner.size {
          if !isWritten.b { write(scratch + size, fromB, count, rows.b, inner.b) }
          isWritten.b = rows.b == 0
          fromB = UnsafePointer(scratch + size)
        }
        kernel(y + start * inner.size, fromA, fromB, count * inner.size)
      }
    }
  }

  private func write(
    _ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int,
    _ rowStride: Int, _ stride: Int
  ) {
    for row in 0..<count {
      let to = target + row * inner.size
      let from = source + row * rowStride
      for i in 0..<inner.size { to[i] = from[i * stride] }
    }
  }
}
