import TensorKernels
import TensorRuntime

/// How `gelu` is computed.
public enum GELUApproximation: String, CaseIterable, Codable, Sendable {
  /// Exactly: `x Φ(x)`, Φ the cumulative distribution of the standard normal.
  case none
  /// `x (1 + tanh(√(2/π) (x + 0.044715 x³))) / 2`; within 5e-4 of the exact one.
  case tanh
}

extension Tensor {
  /// The Gaussian error linear unit of each element: `x Φ(x)`, or its approximation by tanh.
  ///
  /// - Parameter approximation: whether exactly or by tanh, which is a third faster.
  /// - Returns: a tensor of the same shape.
  /// - Source: Hendrycks & Gimpel 2016, <https://arxiv.org/abs/1606.08415>; PyTorch `gelu`.
  public func gelu(approximate approximation: GELUApproximation = .none) -> Tensor {
    let y = mapped(approximation == .tanh ? ck_gelu_tanh : ck_gelu)
    guard isRecorded else { return y }
    return y.recorded(GELUNode(shape, node, storage, approximation))
  }

  /// Φ of each element: the probability that a standard normal number is below it.
  public func normalCumulative() -> Tensor {
    let y = mapped(ck_normal_cumulative)
    guard isRecorded else { return y }
    return y.recorded(NormalCumulativeNode(shape, node, saving: storage))
  }

  /// φ of each element: `exp(−x²/2) / √(2π)`.
  fileprivate func normalDensity() -> Tensor { (squared() * -0.5).exp() * 0.3989423 }
}

private final class GELUNode: Node {
  private let approximation: GELUApproximation

  init(
    _ shape: Shape, _ input: Node?, _ x: Storage, _ approximation: GELUApproximation
  ) {
    self.approximation = approximation
    super.init(shape, input, saving: x)
  }

  override func backward(_ dy: Tensor) {
    guard let input0, let x = saved0 else { return }
    guard rt_is_recording() else {
      return input0.receive(
        dy.combined(x, approximation == .tanh ? ck_gelu_tanh_backward : ck_gelu_backward))
    }
    let z = Tensor(shape, x, node: input0)
    switch approximation {
    case .none:
      input0.receive(dy * (z.normalCumulative() + z * z.normalDensity()))
    case .tanh:
      // With v = a x + b x³ and s = sigmoid(v): s + x s (1 − s) v'.
      let (a, b): (Float, Float) = (1.5957691, 0.07135482)
      let square = z.squared()
      let s = (z * (square * b + a)).sigmoid()
      input0.receive(dy * (s + z * (s * (1 - s)) * (square * (3 * b) + a)))
    }
  }
}

private final class NormalCumulativeNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(dy * Tensor(shape, x, node: input0).normalDensity())
  }
}
