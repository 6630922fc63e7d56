import TensorKernels
import TensorRuntime

extension Tensor {
  /// The part of an axis whose numbers are in a range.
  ///
  /// - Precondition: the range lies in the axis.
  public func sliced(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= size,
      "sliced: expected a range in 0..<\(size) of axis \(axis) of \(shape), got \(range)")
    if range.count == size { return self }
    let block = range.count * inner
    let y = Tensor(shape.replacing(axis, with: range.count), Storage(count: outer * block))
    ck_copy_rows(y.base, block, base + range.lowerBound * inner, size * inner, outer, block)
    guard isRecorded else { return y }
    return y.recorded(
      SliceNode(y.shape, node, inputShape: shape, axis: axis, start: range.lowerBound))
  }

  /// The tensor cut into consecutive parts along an axis.
  ///
  /// - Parameters:
  ///   - sizes: the sizes of the parts along the axis.
  ///   - axis: the axis; negative numbers count from the end.
  /// - Returns: the parts in order.
  /// - Precondition: the sizes add up to the axis'.
  public func split(sizes: [Int], axis: Int = 0) -> [Tensor] {
    precondition(
      sizes.allSatisfy { $0 >= 0 } && sizes.reduce(0, +) == shape[axis],
      "split: expected sizes that add up to \(shape[axis]), axis \(axis) of \(shape), got \(sizes)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return sliced(start..<start + size, axis: axis)
    }
  }

  /// The tensor cut into so many parts of equal size along an axis.
  ///
  /// - Parameters:
  ///   - count: how many parts.
  ///   - axis: the axis; negative numbers count from the end.
  /// - Returns: the parts in order.
  /// - Precondition: the axis' size is a multiple of `count`.
  public func chunks(_ count: Int, axis: Int = 0) -> [Tensor] {
    precondition(
      count > 0 && shape[axis] % count == 0,
      "chunks: expected a count that divides \(shape[axis]), axis \(axis) of \(shape), got \(count)"
    )
    return split(sizes: [Int](repeating: shape[axis] / count, count: count), axis: axis)
  }

  /// The tensor with further elements of one value before and after, along each axis.
  ///
  /// - Parameters:
  ///   - amounts: how many to add before and after along each axis, one pair for each.
  ///   - value: the value of the added elements.
  /// - Returns: the larger tensor.
  /// - Precondition: as many pairs as axes, none negative.
  public func padded(_ amounts: [(before: Int, after: Int)], value: Float = 0) -> Tensor {
    precondition(
      amounts.count == shape.rank,
      "padded: expected \(shape.rank) pairs for \(shape), got \(amounts.count)")
    var larger = Shape()
    for (axis, amount) in amounts.enumerated() {
      precondition(
        amount.before >= 0 && amount.after >= 0,
        "padded: expected no negative amounts, got \(amount) for axis \(axis) of \(shape)")
      larger.append(amount.before + shape.dimension(axis) + amount.after)
    }
    if larger == shape { return self }
    let y = Tensor.full(larger, value)
    let strides = larger.strides
    let start = zip(amounts, strides).reduce(0) { $0 + $1.0.before * $1.1 }
    StridedCopy(sizes: shape.dimensions, strides: shape.strides, targetStrides: strides)
      .run(y.base + start, base)
    guard isRecorded else { return y }
    return y.recorded(
      PadNode(larger, node, inputShape: shape, starts: amounts.map { $0.before }))
  }
}

private final class SliceNode: Node {
  private let inputShape: Shape
  private let axis: Int
  private let start: Int

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, axis: Int, start: Int) {
    self.inputShape = inputShape
    self.axis = axis
    self.start = start
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    // The parts of a split add to one gradient, each where it belongs.
    if !rt_is_recording(), input0?.gradient?.add(dy, at: start, axis: axis) ?? false { return }
    let axis = inputShape.resolved(axis)
    let amounts = (0..<inputShape.rank).map {
      $0 == axis ? (start, inputShape.dimension(axis) - start - shape.dimension(axis)) : (0, 0)
    }
    input0?.receive(dy.padded(amounts))
  }
}

private final class PadNode: Node {
  private let inputShape: Shape
  private let starts: [Int]

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, starts: [Int]) {
    self.inputShape = inputShape
    self.starts = starts
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    var dx = dy
    for (axis, start) in starts.enumerated() {
      dx = dx.sliced(start..<start + inputShape.dimension(axis), axis: axis)
    }
    input0?.receive(dx)
  }
}

extension Tensor {
  /// Adds to a part of an axis in place; false, and nothing is done, where others hold the elements.
  fileprivate mutating func add(_ part: Tensor, at start: Int, axis: Int) -> Bool {
    guard isKnownUniquelyReferenced(&storage) else { return false }
    storage.elementsChanged()
    node = nil
    let (outer, size, inner) = shape.split(at: axis)
    let block = part.shape[axis] * inner
    ck_add_rows(base + start * inner, size * inner, part.base, block, outer, block)
    return true
  }
}
