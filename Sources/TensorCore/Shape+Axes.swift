extension Shape {
  /// The number of elements before, along and after an axis: a tensor is `[outer, size, inner]`.
  func split(at axis: Int) -> (outer: Int, size: Int, inner: Int) {
    let axis = resolved(axis)
    var outer = 1
    var inner = 1
    for before in 0..<axis { outer *= dimension(before) }
    for after in (axis + 1)..<Swift.max(rank, axis + 1) { inner *= dimension(after) }
    return (outer, dimension(axis), inner)
  }

  /// The shape after a reduction over an axis, which is dropped or kept with size 1.
  func reduced(_ axis: Int, keepDimension: Bool) -> Shape {
    let axis = resolved(axis)
    var result = Shape()
    for i in 0..<rank {
      if i != axis { result.append(dimension(i)) } else if keepDimension { result.append(1) }
    }
    return result
  }

  /// The same shape with another size along an axis.
  func replacing(_ axis: Int, with size: Int) -> Shape {
    var result = self
    result.set(resolved(axis), size)
    return result
  }

  /// The shape that two shapes broadcast to by NumPy's rules, or nil: aligned at the last axis,
  /// sizes are equal or one of them is 1.
  static func broadcast(_ a: Shape, _ b: Shape) -> Shape? {
    if a == b { return a }
    let rank = Swift.max(a.rank, b.rank)
    var result = Shape()
    for axis in 0..<rank {
      let sizeA = a.aligned(axis, rank: rank)
      let sizeB = b.aligned(axis, rank: rank)
      guard sizeA == sizeB || sizeA == 1 || sizeB == 1 else { return nil }
      result.append(sizeA == 1 ? sizeB : sizeA)
    }
    return result
  }

  /// The size at an axis of a shape of `rank` axes that this one is aligned with at the end.
  @inline(__always)
  func aligned(_ axis: Int, rank: Int) -> Int {
    let own = axis - (rank - self.rank)
    return own < 0 ? 1 : dimension(own)
  }
}
