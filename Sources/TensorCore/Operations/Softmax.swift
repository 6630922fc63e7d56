import TensorKernels
import TensorRuntime

private typealias RowsKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int, Int
  ) -> Void

private typealias RowsBackwardKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int
  ) -> Void

extension Tensor {
  /// `exp(x) / Σ exp(x)` along an axis, safe for large elements.
  ///
  /// NaN along an axis of −∞ alone, or with +∞ or NaN in it.
  ///
  /// - Parameter axis: the axis; negative numbers count from the end.
  /// - Returns: the same shape; sums to 1 along the axis.
  /// - Precondition: at least one axis.
  public func softmax(axis: Int = -1) -> Tensor {
    precondition(shape.rank >= 1, "softmax: expected at least one axis, got a scalar")
    guard shape.resolved(axis) == shape.rank - 1 else {
      return transposed(axis, -1).softmax().transposed(axis, -1)
    }
    let y = overRows(ck_softmax_rows)
    guard isRecorded else { return y }
    return y.recorded(SoftmaxNode(shape, node, saving: y.storage))
  }

  /// `x − log Σ exp(x)` along an axis, safe for large elements.
  ///
  /// NaN along an axis of −∞ alone, or with +∞ or NaN in it.
  ///
  /// - Parameter axis: the axis; negative numbers count from the end.
  /// - Returns: the same shape.
  /// - Precondition: at least one axis.
  public func logSoftmax(axis: Int = -1) -> Tensor {
    precondition(shape.rank >= 1, "logSoftmax: expected at least one axis, got a scalar")
    guard shape.resolved(axis) == shape.rank - 1 else {
      return transposed(axis, -1).logSoftmax().transposed(axis, -1)
    }
    let y = overRows(ck_log_softmax_rows)
    guard isRecorded else { return y }
    return y.recorded(LogSoftmaxNode(shape, node, saving: y.storage))
  }

  private func overRows(_ kernel: RowsKernel) -> Tensor {
    let columns = shape[-1]
    let result = Tensor(shape, Storage(count: count))
    guard count > 0 else { return result }
    let y = result.base
    let x = base
    Parallel.forEachRange(
      count: count / columns, minimumPerPart: Swift.max(4_096 / columns, 1)
    ) { kernel(y + $0.lowerBound * columns, x + $0.lowerBound * columns, $0.count, columns) }
    return result
  }

  fileprivate func overRows(_ y: Storage, _ kernel: RowsBackwardKernel) -> Tensor {
    let result = Tensor(shape, Storage(count: count))
    guard count > 0 else { return result }
    let columns = shape[-1]
    Parallel.forEachRange(
      count: count / columns, minimumPerPart: Swift.max(4_096 / columns, 1)
    ) {
      let start = $0.lowerBound * columns
      kernel(result.base + start, base + start, y.base + start, $0.count, columns)
    }
    return result
  }
}

private final class SoftmaxNode: Node {
  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    guard rt_is_recording() else {
      input0?.receive(dy.overRows(y, ck_softmax_backward_rows))
      return
    }
    let output = Tensor(shape, y, node: self)
    input0?.receive(output * (dy - (dy * output).sum(axis: -1, keepDimension: true)))
  }
}

private final class LogSoftmaxNode: Node {
  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    guard rt_is_recording() else {
      input0?.receive(dy.overRows(y, ck_log_softmax_backward_rows))
      return
    }
    let output = Tensor(shape, y, node: self)
    input0?.receive(dy - output.exp() * dy.sum(axis: -1, keepDimension: true))
  }
}
