import TensorKernels

extension Tensor {
  /// e to the power of each element.
  public func exp() -> Tensor {
    let y = mapped(ck_exp)
    guard isRecorded else { return y }
    return y.recorded(ExpNode(shape, node, saving: y.storage))
  }

  /// The natural logarithm of each element.
  public func log() -> Tensor {
    let y = mapped(ck_log)
    guard isRecorded else { return y }
    return y.recorded(LogNode(shape, node, saving: storage))
  }

  /// The square root of each element; the gradient is infinite at 0.
  public func sqrt() -> Tensor {
    let y = mapped(ck_sqrt)
    guard isRecorded else { return y }
    return y.recorded(SquareRootNode(shape, node, saving: y.storage))
  }

  /// The size of each element without its sign; the gradient at 0 is 0.
  public func abs() -> Tensor {
    let y = mapped(ck_abs)
    guard isRecorded else { return y }
    return y.recorded(AbsoluteNode(shape, node, saving: storage))
  }

  /// Each element times itself.
  public func squared() -> Tensor {
    let y = mapped(ck_square)
    guard isRecorded else { return y }
    return y.recorded(SquareNode(shape, node, saving: storage))
  }

  /// Each element, brought into `minimum...maximum`.
  ///
  /// The gradient is 1 inside and at the limits, 0 outside.
  ///
  /// - Precondition: `minimum <= maximum`.
  public func clipped(min minimum: Float, max maximum: Float) -> Tensor {
    precondition(
      minimum <= maximum, "clipped: expected min <= max, got \(minimum) and \(maximum)")
    let result = Storage(count: count)
    let y = result.base
    let x = base
    parallelElements(count) {
      ck_clip(y + $0.lowerBound, x + $0.lowerBound, minimum, maximum, $0.count)
    }
    guard isRecorded else { return Tensor(shape, result) }
    return Tensor(shape, result, node: ClipNode(shape, node, saving: storage, result))
  }
}

private final class ExpNode: Node {
  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    input0?.receive(dy * Tensor(shape, y, node: self))
  }
}

private final class LogNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(dy / Tensor(shape, x, node: input0))
  }
}

private final class SquareRootNode: Node {
  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    input0?.receive(dy * 0.5 / Tensor(shape, y, node: self))
  }
}

private final class AbsoluteNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(dy * Tensor(shape, x).mapped(ck_sign))
  }
}

private final class SquareNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(dy * Tensor(shape, x, node: input0) * 2)
  }
}

private final class ClipNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0, let y = saved1 else { return }
    input0?.receive(dy * Tensor(shape, x).combined(y, ck_equal))
  }
}

// MARK: - The smaller and the larger of two

extension Tensor {
  /// The smaller of two elements, broadcast by NumPy's rules.
  ///
  /// NaN where either is. Of equal elements the first has the gradient.
  public static func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme(a, b, "minimum", ck_minimum)
  }

  /// The larger of two elements, broadcast by NumPy's rules.
  ///
  /// NaN where either is. Of equal elements the first has the gradient.
  public static func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    extreme(a, b, "maximum", ck_maximum)
  }

  private static func extreme(
    _ a: Tensor, _ b: Tensor, _ name: StaticString, _ kernel: BinaryKernel
  ) -> Tensor {
    let y = broadcast(a, b, name, kernel)
    guard a.isRecorded || b.isRecorded else { return y }
    let first = a.detached.broadcast(to: y.shape)
    let chosen = y.combined(first.storage, ck_equal)
    return y.recorded(ExtremeNode(y.shape, a, b, chosen: chosen.storage))
  }
}

private final class ExtremeNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  // chosen: 1 where the first was taken, 0 where the second.
  init(_ shape: Shape, _ a: Tensor, _ b: Tensor, chosen: Storage) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node, saving: chosen)
  }

  override func backward(_ dy: Tensor) {
    guard let chosen = saved0 else { return }
    let first = Tensor(shape, chosen)
    input0?.receive((dy * first).summed(to: shapeA))
    input1?.receive((dy * (1 - first)).summed(to: shapeB))
  }
}
