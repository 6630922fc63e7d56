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
    let reduced = shape.reduced(axis, keepDimension: keepDimension)
    let result = Tensor(reduced, Storage(count: reduced.count))
    guard isRecorded else {
      maxima(axis, values: result.base, indices: nil)
      return result
    }
    let index = [Int32](unsafeUninitializedCapacity: result.count) { buffer, count in
      maxima(axis, values: result.base, indices: buffer.baseAddress)
      count = result.count
    }
    return result.recorded(
      GatherNode(
        reduced, node, inputShape: shape, takenShape: shape.replacing(axis, with: 1), axis: axis,
        index: index))
  }

  /// Where the largest elements along an axis are, the first of equal ones.
  ///
  /// In row-major order of the other axes. A NaN counts as the largest.
  ///
  /// - Precondition: the axis has at least one element.
  public func argmax(axis: Int) -> [Int32] {
    let (outer, _, inner) = shape.split(at: axis)
    return [Int32](unsafeUninitializedCapacity: outer * inner) { buffer, count in
      maxima(axis, values: nil, indices: buffer.baseAddress)
      count = outer * inner
    }
  }

  private func maxima(
    _ axis: Int, values: UnsafeMutablePointer<Float>?, indices: UnsafeMutablePointer<Int32>?
  ) {
    let (outer, size, inner) = shape.split(at: axis)
    precondition(size > 0, "max: expected at least one element along axis \(axis), got \(shape)")
    guard outer * inner > 0 else { return }
    if inner == 1 {
      ck_max_rows(values, indices, base, outer, size)
      return
    }
    withScratch(size * inner) { rows in
      guard let rows else { return }
      for block in 0..<outer {
        ck_transpose(rows, base + block * size * inner, size, inner)
        ck_max_rows(
          values.map { $0 + block * inner }, indices.map { $0 + block * inner }, rows, inner, size)
      }
    }
  }
}
