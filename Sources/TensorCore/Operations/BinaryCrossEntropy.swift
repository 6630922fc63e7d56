import TensorKernels
import TensorRuntime

extension Tensor {
  /// The binary cross-entropy of each logit with a target: `log(1 + exp(x)) − x t`, in nats.
  ///
  /// The targets are constants.
  ///
  /// - Parameter targets: probabilities in `0...1`, in this tensor's shape.
  /// - Returns: the losses, in the same shape.
  /// - Precondition: equal shapes, and targets that are not recorded.
  /// - Source: PyTorch `binary_cross_entropy_with_logits` with `reduction='none'`.
  public func binaryCrossEntropies(_ targets: Tensor) -> Tensor {
    requireTarget(targets, "binaryCrossEntropy")
    let y = combined(targets.storage, ck_binary_cross_entropy)
    guard isRecorded else { return y }
    return y.recorded(BinaryCrossEntropyNode(shape, node, saving: storage, targets.storage))
  }

  /// The terms of the Kullback–Leibler divergence of this logarithm of probabilities from a target:
  /// `t (log t − x)`, 0 where t is 0.
  ///
  /// The targets are constants.
  ///
  /// - Parameter targets: probabilities, in this tensor's shape.
  /// - Returns: the terms, in the same shape.
  /// - Precondition: equal shapes, and targets that are not recorded.
  /// - Source: PyTorch `kl_div` with `reduction='none'`.
  public func divergences(_ targets: Tensor) -> Tensor {
    requireTarget(targets, "klDivergence")
    let y = combined(targets.storage, ck_divergence)
    guard isRecorded else { return y }
    return y.recorded(DivergenceNode(shape, node, saving: targets.storage))
  }

  private func requireTarget(_ targets: Tensor, _ name: StaticString) {
    precondition(
      shape == targets.shape, "\(name): expected a target of shape \(shape), got \(targets.shape)")
    precondition(
      !targets.isRecorded, "\(name): expected a constant target; use `detached`")
  }
}

private final class BinaryCrossEntropyNode: Node {
  override func backward(_ dy: Tensor) {
    guard let input0, let x = saved0, let targets = saved1 else { return }
    if rt_is_recording() {
      let probabilities = Tensor(shape, x, node: input0).sigmoid()
      return input0.receive(dy * (probabilities - Tensor(shape, targets)))
    }
    let dx = Storage(count: dy.count)
    parallelElements(dy.count) {
      let first = $0.lowerBound
      ck_binary_cross_entropy_backward(
        dx.base + first, dy.base + first, x.base + first, targets.base + first, $0.count)
    }
    input0.receive(Tensor(shape, dx))
  }
}

private final class DivergenceNode: Node {
  override func backward(_ dy: Tensor) {
    guard let targets = saved0 else { return }
    input0?.receive(-(dy * Tensor(shape, targets)))
  }
}
