import TensorKernels
import TensorRuntime

extension Tensor {
  /// The Huber loss of each element as a prediction: with `d = prediction − target`, `d²/2` where
  /// `|d| <= delta` and `delta (|d| − delta/2)` beyond.
  ///
  /// The target is a constant: no gradient flows into it.
  ///
  /// - Precondition: equal shapes, `delta > 0`, and a target that is not recorded.
  /// - Source: PyTorch `torch.nn.functional.huber_loss`.
  public func huber(_ target: Tensor, delta: Float = 1) -> Tensor {
    precondition(
      shape == target.shape, "huber: expected a target of shape \(shape), got \(target.shape)")
    precondition(delta > 0, "huber: expected delta > 0, got \(delta)")
    precondition(
      !target.isRecorded, "huber: expected a constant target; use `detached` or `withoutGradients`")
    let y = Tensor(shape, Storage(count: count))
    ck_huber(y.base, base, target.base, delta, count)
    guard isRecorded else { return y }
    return y.recorded(HuberNode(shape, node, storage, target.storage, delta: delta))
  }
}

private final class HuberNode: Node {
  private let delta: Float

  init(_ shape: Shape, _ input: Node?, _ prediction: Storage, _ target: Storage, delta: Float) {
    self.delta = delta
    super.init(shape, input, saving: prediction, target)
  }

  override func backward(_ dy: Tensor) {
    guard let prediction = saved0, let target = saved1 else { return }
    guard !rt_is_recording() else {
      let error = Tensor(shape, prediction, node: input0) - Tensor(shape, target)
      input0?.receive(dy * error.clipped(min: -delta, max: delta))
      return
    }
    let dx = Tensor(shape, Storage(count: dy.count))
    ck_huber_backward(dx.base, dy.base, prediction.base, target.base, delta, dy.count)
    input0?.receive(dx)
  }
}
