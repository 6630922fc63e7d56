import TensorKernels

extension Tensor {
  /// The sum of all elements, a scalar; sixteen running sums and a tree, in one fixed order.
  public func sum() -> Tensor { total(dividedBy: 1) }

  /// The mean of all elements, a scalar.
  ///
  /// - Precondition: there is at least one.
  public func mean() -> Tensor {
    precondition(count > 0, "mean: expected at least one element, got shape \(shape)")
    return total(dividedBy: Float(count))
  }

  @inline(__always)
  private func total(dividedBy divisor: Float) -> Tensor {
    let y = Tensor(ck_sum(base, count) / divisor)
    guard isRecorded else { return y }
    return y.recorded(TotalNode(Shape(), node, inputShape: shape, divisor: divisor))
  }

  /// The sums along an axis, which is dropped, or kept with size 1.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  public func sum(axis: Int, keepDimension: Bool = false) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    let reduced = shape.reduced(axis, keepDimension: keepDimension)
    let y = detached.summedMiddle(outer, size, inner, reduced)
    guard isRecorded else { return y }
    return y.recorded(
      AxisSumNode(reduced, node, inputShape: shape, keptShape: shape.replacing(axis, with: 1)))
  }

  /// The means along an axis, which is dropped, or kept with size 1.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  /// - Precondition: the axis has at least one element.
  public func mean(axis: Int, keepDimension: Bool = false) -> Tensor {
    let size = shape[axis]
    precondition(size > 0, "mean: expected at least one element along axis \(axis), got \(shape)")
    return sum(axis: axis, keepDimension: keepDimension) / Float(size)
  }

  /// The sums over the middle axis of the elements seen as `[outer, size, inner]`; not recorded.
  func summedMiddle(_ outer: Int, _ size: Int, _ inner: Int, _ reduced: Shape) -> Tensor {
    let result = Storage(count: outer * inner)
    Parallel.forEachRange(
      count: outer, minimumPerPart: elementsWorthAThread / Swift.max(size * inner, 1) + 1
    ) {
      if inner == 1 {
        let start = $0.lowerBound
        ck_sum_rows(result.base + start, base + start * size, $0.count, size)
        return
      }
      for block in $0 {
        ck_sum_columns(
          result.base + block * inner, base + block * size * inner, size, inner, false)
      }
    }
    return Tensor(reduced, result)
  }
}

private final class TotalNode: Node {
  private let inputShape: Shape
  private let divisor: Float

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, divisor: Float) {
    self.inputShape = inputShape
    self.divisor = divisor
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive((divisor == 1 ? dy : dy * (1 / divisor)).broadcast(to: inputShape))
  }
}

private final class AxisSumNode: Node {
  private let inputShape: Shape
  private let keptShape: Shape

  // keptShape: the input's shape with size 1 along the axis.
  init(_ shape: Shape, _ input: Node?, inputShape: Shape, keptShape: Shape) {
    self.inputShape = inputShape
    self.keptShape = keptShape
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.reshaped(keptShape).broadcast(to: inputShape))
  }
}
