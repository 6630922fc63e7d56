import TensorKernels

extension Tensor {
  /// The sums of the elements up to each along an axis, added one by one from the first.
  ///
  /// - Parameter axis: the axis; negative numbers count from the end.
  /// - Returns: the same shape; the last element along the axis is the sum of all.
  public func cumulativeSum(axis: Int) -> Tensor { cumulated(axis, isReversed: false) }

  fileprivate func cumulated(_ axis: Int, isReversed: Bool) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    let y = Tensor(shape, Storage(count: count))
    Parallel.forEachRange(
      count: outer, minimumPerPart: elementsWorthAThread / Swift.max(size * inner, 1) + 1
    ) {
      let start = $0.lowerBound * size * inner
      ck_cumulative_sum(y.base + start, base + start, $0.count, size, inner, isReversed)
    }
    guard isRecorded else { return y }
    return y.recorded(CumulativeSumNode(shape, node, axis: axis, isReversed: isReversed))
  }

  /// `log Σ exp(x)` along an axis, which is dropped, or kept with size 1; safe for large elements.
  ///
  /// −∞ where all elements are −∞ (with gradient 0) or there is none.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  public func logSumExp(axis: Int, keepDimension: Bool = false) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    let reduced = shape.reduced(axis, keepDimension: keepDimension)
    let rows = inner == 1 ? detached : Tensor([outer, size, inner], storage).transposed(1, 2)
    let y = Tensor(reduced, Storage(count: reduced.count))
    Parallel.forEachRange(
      count: y.count, minimumPerPart: Swift.max(4_096 / Swift.max(size, 1), 1)
    ) {
      ck_log_sum_exp_rows(
        y.base + $0.lowerBound, rows.base + $0.lowerBound * size, $0.count, size)
    }
    guard isRecorded else { return y }
    return y.recorded(
      LogSumExpNode(
        reduced, node, saving: storage, y.storage, inputShape: shape,
        keptShape: shape.replacing(axis, with: 1)))
  }
}

private final class CumulativeSumNode: Node {
  private let axis: Int
  private let isReversed: Bool

  init(_ shape: Shape, _ input: Node?, axis: Int, isReversed: Bool) {
    self.axis = axis
    self.isReversed = isReversed
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.cumulated(axis, isReversed: !isReversed))
  }
}

private final class LogSumExpNode: Node {
  private let inputShape: Shape
  private let keptShape: Shape

  init(
    _ shape: Shape, _ input: Node?, saving x: Storage, _ y: Storage, inputShape: Shape,
    keptShape: Shape
  ) {
    self.inputShape = inputShape
    self.keptShape = keptShape
    super.init(shape, input, saving: x, y)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0, let output = saved1 else { return }
    var y = Tensor(shape, output, node: self)
    // exp(−∞ − 0) = 0 rather than exp(−∞ + ∞).
    if !y.isFinite { y = Tensor.where(y.equalMask(-.infinity), Tensor(0), y) }
    let share = (Tensor(inputShape, x, node: input0) - y.reshaped(keptShape)).exp()
    input0?.receive(share * dy.reshaped(keptShape))
  }
}
