import TensorKernels

extension Tensor {
  /// The sums over several axes, which are dropped, or kept with size 1; over none where the list
  /// is empty.
  ///
  /// The last axis is summed first, neighbouring axes as one.
  ///
  /// - Parameters:
  ///   - axes: the axes, each once; negative numbers count from the end.
  ///   - keepDimension: keep the axes with size 1.
  /// - Returns: `[…]` without the axes, or with size 1 there.
  public func sum(axes: [Int], keepDimension: Bool = false) -> Tensor {
    let kept = shape.kept(axes, "sum")
    let sums = summed(to: kept)
    return keepDimension ? sums : sums.reshaped(shape.dropping(axes))
  }

  /// The means over several axes, which are dropped, or kept with size 1; over none where the list
  /// is empty.
  ///
  /// - Parameters:
  ///   - axes: the axes, each once; negative numbers count from the end.
  ///   - keepDimension: keep the axes with size 1.
  /// - Returns: `[…]` without the axes, or with size 1 there.
  /// - Precondition: the axes have at least one element.
  public func mean(axes: [Int], keepDimension: Bool = false) -> Tensor {
    let size = axes.reduce(1) { $0 * shape[$1] }
    precondition(size > 0, "mean: expected at least one element along \(axes), got \(shape)")
    return sum(axes: axes, keepDimension: keepDimension) / Float(size)
  }

  /// The variances over some axes: the mean squared distance from the mean, in two passes.
  ///
  /// NaN where nothing is left to divide by (one element, unbiased).
  ///
  /// - Parameters:
  ///   - axes: the axes, each once; negative numbers count from the end.
  ///   - keepDimension: keep the axes with size 1.
  ///   - unbiased: divide by one less than the number of elements.
  /// - Returns: `[…]` without the axes, or with size 1 there.
  /// - Precondition: the axes have at least one element.
  public func variance(
    axes: [Int], keepDimension: Bool = false, unbiased: Bool = true
  ) -> Tensor {
    let kept = shape.kept(axes, "variance")
    let size = axes.reduce(1) { $0 * shape[$1] }
    precondition(size > 0, "variance: expected at least one element along \(axes), got \(shape)")
    let divisor = Float(unbiased ? size - 1 : size)
    let squares = detached.centered(kept, size).squared()
    var y = squares.summed(to: kept) / divisor
    if !keepDimension { y = y.reshaped(shape.dropping(axes)) }
    guard isRecorded else { return y }
    return y.recorded(
      VarianceNode(
        y.shape, node, saving: storage, inputShape: shape, keptShape: kept, size: size,
        divisor: divisor))
  }

  /// The variances along an axis: the mean squared distance from the mean.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  ///   - unbiased: divide by one less than the number of elements.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  /// - Precondition: the axis has at least one element.
  public func variance(axis: Int, keepDimension: Bool = false, unbiased: Bool = true) -> Tensor {
    variance(axes: [axis], keepDimension: keepDimension, unbiased: unbiased)
  }

  /// The square roots of the variances over some axes; where one is 0, its gradient is NaN.
  ///
  /// - Parameters:
  ///   - axes: the axes, each once; negative numbers count from the end.
  ///   - keepDimension: keep the axes with size 1.
  ///   - unbiased: divide by one less than the number of elements.
  /// - Returns: `[…]` without the axes, or with size 1 there.
  /// - Precondition: the axes have at least one element.
  public func standardDeviation(
    axes: [Int], keepDimension: Bool = false, unbiased: Bool = true
  ) -> Tensor {
    variance(axes: axes, keepDimension: keepDimension, unbiased: unbiased).sqrt()
  }

  /// The square roots of the variances along an axis; where one is 0, its gradient is NaN.
  ///
  /// - Parameters:
  ///   - axis: the axis; negative numbers count from the end.
  ///   - keepDimension: keep the axis with size 1.
  ///   - unbiased: divide by one less than the number of elements.
  /// - Returns: `[…]` without the axis, or with size 1 there.
  /// - Precondition: the axis has at least one element.
  public func standardDeviation(
    axis: Int, keepDimension: Bool = false, unbiased: Bool = true
  ) -> Tensor {
    standardDeviation(axes: [axis], keepDimension: keepDimension, unbiased: unbiased)
  }

  /// The distances from the means over the axes that `kept` has size 1 along.
  fileprivate func centered(_ kept: Shape, _ size: Int) -> Tensor {
    self - summed(to: kept) / Float(size)
  }
}

private final class VarianceNode: Node {
  private let inputShape: Shape
  private let keptShape: Shape
  private let size: Int
  private let divisor: Float

  init(
    _ shape: Shape, _ input: Node?, saving x: Storage, inputShape: Shape, keptShape: Shape,
    size: Int, divisor: Float
  ) {
    self.inputShape = inputShape
    self.keptShape = keptShape
    self.size = size
    self.divisor = divisor
    super.init(shape, input, saving: x)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    let distance = Tensor(inputShape, x, node: input0).centered(keptShape, size)
    input0?.receive(distance * (dy.reshaped(keptShape) * (2 / divisor)))
  }
}

extension Shape {
  /// The shape with size 1 along some axes, each of which may be named once.
  fileprivate func kept(_ axes: [Int], _ name: StaticString) -> Shape {
    precondition(
      Set(axes.map { resolved($0) }).count == axes.count,
      "\(name): expected each axis of \(self) at most once, got \(axes)")
    return axes.reduce(self) { $0.replacing($1, with: 1) }
  }

  /// The shape without some axes.
  fileprivate func dropping(_ axes: [Int]) -> Shape {
    let dropped = axes.map { resolved($0) }
    var result = Shape()
    for axis in 0..<rank where !dropped.contains(axis) { result.append(dimension(axis)) }
    return result
  }
}
