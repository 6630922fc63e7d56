import TensorKernels

/// The windows of a pooling: their bounds along each axis.
struct PoolingWindows: Sendable {
  /// The windows along one axis.
  struct Axis: Sendable {
    var size: Int
    var start: [Int32] = []
    var end: [Int32] = []
    /// What the average divides by.
    var count: [Int32] = []
  }

  let rows: Axis
  let columns: Axis

  var outputs: (Int, Int) { (rows.start.count, columns.start.count) }

  /// Windows of `kernel` elements, `stride` apart, over an axis with `padding` at each end.
  ///
  /// The padding counts in an average where `countsPadding` is true. `name` is for messages.
  static func sliding(
    _ name: String, size: Int, kernel: Int, stride: Int, padding: Int, countsPadding: Bool
  ) -> Axis {
    precondition(
      kernel >= 1 && stride >= 1 && padding >= 0 && 2 * padding <= kernel,
      "\(name): expected a kernel and stride of at least 1 and a padding of at most half the "
        + "kernel, got \(kernel), \(stride) and \(padding)")
    precondition(
      size + 2 * padding >= kernel,
      "\(name): expected an axis that with its padding is at least \(kernel), got \(size) with "
        + "padding \(padding)")
    var axis = Axis(size: size)
    for i in 0...(size + 2 * padding - kernel) / stride {
      let start = i * stride - padding
      let inside = max(start, 0)..<min(start + kernel, size)
      axis.start.append(Int32(inside.lowerBound))
      axis.end.append(Int32(inside.upperBound))
      axis.count.append(Int32(countsPadding ? kernel : inside.count))
    }
    return axis
  }

  /// `count` windows that share an axis out: window i begins at `i size / count`, rounded down, and
  /// ends at `(i + 1) size / count`, rounded up.
  static func adaptive(_ name: String, size: Int, count: Int) -> Axis {
    precondition(
      size >= 1 && count >= 1,
      "\(name): expected an axis and an output of at least 1, got \(size) and \(count)")
    var axis = Axis(size: size)
    for i in 0..<count {
      axis.start.append(Int32(i * size / count))
      axis.end.append(Int32(((i + 1) * size + count - 1) / count))
      axis.count.append(axis.end[i] - axis.start[i])
    }
    return axis
  }

  /// The shape of the results, and how many planes there are.
  func result(of shape: Shape) -> (shape: Shape, planes: Int) {
    ([shape[0], shape[1], outputs.0, outputs.1], shape[0] * shape[1])
  }

  /// Calls `body` on ranges of planes, on several threads where that pays, with the windows.
  func forEachPlanes(
    _ planes: Int, _ body: (_ planes: Range<Int>, _ windows: UnsafePointer<ck_pooling>) -> Void
  ) {
    let worthAThread = max(elementsWorthAThread / max(rows.size * columns.size, 1), 1)
    rows.withPointers { rowStart, rowEnd, rowCount in
      columns.withPointers { columnStart, columnEnd, columnCount in
        let sizes = ck_pooling(
          height: rows.size, width: columns.size, out_height: outputs.0, out_width: outputs.1,
          row_start: rowStart, row_end: rowEnd, row_count: rowCount, column_start: columnStart,
          column_end: columnEnd, column_count: columnCount)
        Parallel.forEachRange(count: planes, minimumPerPart: worthAThread) { range in
          withUnsafePointer(to: sizes) { body(range, $0) }
        }
      }
    }
  }
}

extension PoolingWindows.Axis {
  fileprivate func withPointers(
    _ body: (UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Void
  ) {
    start.withUnsafeBufferPointer { start in
      end.withUnsafeBufferPointer { end in
        count.withUnsafeBufferPointer { body(start.baseAddress, end.baseAddress, $0.baseAddress) }
      }
    }
  }
}
