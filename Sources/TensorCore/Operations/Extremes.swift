import TensorKernels

extension Tensor {
  /// The largest elements along an axis, which is dropped, or kept with size 1.
  ///
  /// NaN where any is NaN. The gradient goes to the first of equal elements.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  /// - Precondition: the axis has at least one element.
  public func max(axis: Int, keepDimension: Bool = false) -> Tensor {
    extreme("max", axis, keepDimension, smallest: false)
  }

  /// The smallest elements along an axis, which is dropped, or kept with size 1.
  ///
  /// NaN where any is NaN. The gradient goes to the first of equal elements.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  /// - Precondition: the axis has at least one element.
  public func min(axis: Int, keepDimension: Bool = false) -> Tensor {
    extreme("min", axis, keepDimension, smallest: true)
  }

  /// Where the largest elements along an axis are, the first of equal ones.
  ///
  /// In row-major order of the other axes. A NaN counts as the largest.
  ///
  /// - Precondition: the axis has at least one element.
  public func argmax(axis: Int) -> [Int32] { places("argmax", axis, smallest: false) }

  /// Where the smallest elements along an axis are, the first of equal ones.
  ///
  /// In row-major order of the other axes. A NaN counts as the smallest.
  ///
  /// - Precondition: the axis has at least one element.
  public func argmin(axis: Int) -> [Int32] { places("argmin", axis, smallest: true) }

  private func places(_ name: StaticString, _ axis: Int, smallest: Bool) -> [Int32] {
    let (outer, _, inner) = shape.split(at: axis)
    return [Int32](unsafeUninitializedCapacity: outer * inner) { buffer, count in
      withScratch(inner == 1 ? 0 : outer * inner) { values in
        extremes(name, axis, smallest: smallest, values: values, indices: buffer.baseAddress)
      }
      count = outer * inner
    }
  }

  private func extreme(
    _ name: StaticString, _ axis: Int, _ keepDimension: Bool, smallest: Bool
  ) -> Tensor {
    let reduced = shape.reduced(axis, keepDimension: keepDimension)
    let result = Tensor(reduced, Storage(count: reduced.count))
    guard isRecorded else {
      extremes(name, axis, smallest: smallest, values: result.base, indices: nil)
      return result
    }
    let index = [Int32](unsafeUninitializedCapacity: result.count) { buffer, count in
      extremes(
        name, axis, smallest: smallest, values: result.base, indices: buffer.baseAddress)
      count = result.count
    }
    return result.recorded(
      GatherNode(
        reduced, node, inputShape: shape, takenShape: shape.replacing(axis, with: 1), axis: axis,
        index: index))
  }

  private func extremes(
    _ name: StaticString, _ axis: Int, smallest: Bool, values: UnsafeMutablePointer<Float>?,
    indices: UnsafeMutablePointer<Int32>?
  ) {
    let (outer, size, inner) = shape.split(at: axis)
    precondition(
      size > 0, "\(name): expected at least one element along axis \(axis), got \(shape)")
    // Outputs are split: rows where the axis is the last, else blocks.
    Parallel.forEachRange(
      count: outer, minimumPerPart: elementsWorthAThread / Swift.max(size * inner, 1) + 1
    ) {
      let start = $0.lowerBound
      if inner == 1 {
        ck_extreme_rows(
          values.map { $0 + start }, indices.map { $0 + start }, base + start * size, $0.count,
          size, smallest)
        return
      }
      for block in $0 {
        ck_extreme_columns(
          values.map { $0 + block * inner }, indices.map { $0 + block * inner },
          base + block * size * inner, size, inner, smallest)
      }
    }
  }

  /// The `k` largest elements along an axis, the largest first, and where they are.
  ///
  /// Of equal elements the one with the lower number comes first; NaN counts as the largest.
  ///
  /// - Parameters:
  ///   - k: how many, at most the axis' size.
  ///   - axis: the axis; negative numbers count from the end.
  /// - Returns: the elements, with size `k` along the axis, and their numbers along the axis, in
  ///   row-major order of the same shape.
  public func topK(_ k: Int, axis: Int = -1) -> (values: Tensor, indices: [Int32]) {
    let (outer, size, inner) = shape.split(at: axis)
    precondition(
      k >= 0 && k <= size, "topK: expected k in 0...\(size), axis \(axis) of \(shape), got \(k)")
    let result = shape.replacing(axis, with: k)
    guard result.count > 0 else {
      return (gatheredUnchecked([], result, axis), [])
    }
    let blocks = Tensor([outer, size, inner], storage)
    let rows = inner == 1 ? blocks : blocks.transposed(1, 2)
    var index = rows.topOfRows(k, of: size)
    if inner > 1 {
      var moved = index
      for block in 0..<outer {
        for i in 0..<inner {
          for place in 0..<k {
            moved[(block * k + place) * inner + i] = index[(block * inner + i) * k + place]
          }
        }
      }
      index = moved
    }
    return (gatheredUnchecked(index, result, axis), index)
  }

  /// Where the `k` largest of each row of so many columns are.
  private func topOfRows(_ k: Int, of columns: Int) -> [Int32] {
    let rows = count / columns
    if k <= 64 {
      return [Int32](unsafeUninitializedCapacity: rows * k) { buffer, count in
        withScratch(rows * k) { values in
          ck_top_rows(values, buffer.baseAddress, base, rows, columns, k)
        }
        count = rows * k
      }
    }
    var index: [Int32] = []
    index.reserveCapacity(rows * k)
    for row in 0..<rows {
      let x = base + row * columns
      let order = (0..<Int32(columns)).sorted { first, second in
        let a = x[Int(first)]
        let b = x[Int(second)]
        if a > b || (a.isNaN && !b.isNaN) { return true }
        if a < b || (b.isNaN && !a.isNaN) { return false }
        return first < second
      }
      index.append(contentsOf: order.prefix(k))
    }
    return index
  }
}
