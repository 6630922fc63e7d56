import TensorKernels
import TensorRuntime

extension Tensor {
  /// `x sigmoid(x)` of each element, also called swish.
  ///
  /// - Source: Elfwing, Uchibe & Doya 2017, <https://arxiv.org/abs/1702.03118>; PyTorch `silu`.
  public func silu() -> Tensor { shaped(.silu, mapped(ck_silu)) }

  /// Each element, or `slope` times it below 0; the gradient at 0 is `slope`.
  ///
  /// - Parameter slope: what negative elements are multiplied by.
  /// - Returns: a tensor of the same shape.
  /// - Source: PyTorch `leaky_relu`.
  public func leakyRelu(slope: Float = 0.01) -> Tensor {
    shaped(.leakyRelu(slope), mapped(ck_leaky_relu, slope))
  }

  /// Each element, or `alpha (exp(x) − 1)` below 0.
  ///
  /// - Parameter alpha: the limit far below 0 is its negative.
  /// - Returns: a tensor of the same shape.
  /// - Source: Clevert, Unterthiner & Hochreiter 2015, <https://arxiv.org/abs/1511.07289>.
  public func elu(alpha: Float = 1) -> Tensor { shaped(.elu(alpha), mapped(ck_elu, alpha)) }

  /// `log(1 + exp(x))` of each element, safe for large ones.
  public func softplus() -> Tensor { shaped(.softplus, mapped(ck_softplus)) }

  /// `x clip(x + 3, 0, 6) / 6` of each element: a swish of straight lines.
  ///
  /// - Source: Howard et al. 2019, <https://arxiv.org/abs/1905.02244>; PyTorch `hardswish`.
  public func hardswish() -> Tensor { shaped(.hardswish, mapped(ck_hardswish)) }

  private func shaped(_ function: ShapedActivation, _ y: Tensor) -> Tensor {
    guard isRecorded else { return y }
    return y.recorded(ShapedActivationNode(shape, node, storage, function))
  }
}

/// An activation whose derivative is computed from its input.
private enum ShapedActivation {
  case silu
  case leakyRelu(Float)
  case elu(Float)
  case softplus
  case hardswish
}

private final class ShapedActivationNode: Node {
  private let function: ShapedActivation

  init(_ shape: Shape, _ input: Node?, _ x: Storage, _ function: ShapedActivation) {
    self.function = function
    super.init(shape, input, saving: x)
  }

  override func backward(_ dy: Tensor) {
    guard let input0, let x = saved0 else { return }
    guard !rt_is_recording() else {
      return input0.receive(dy * slope(Tensor(shape, x, node: input0)))
    }
    switch function {
    case .silu: input0.receive(dy.combined(x, ck_silu_backward))
    case .leakyRelu(let slope): input0.receive(dy.combined(x, ck_leaky_relu_backward, slope))
    case .elu(let alpha): input0.receive(dy.combined(x, ck_elu_backward, alpha))
    case .softplus: input0.receive(dy.combined(x, ck_softplus_backward))
    case .hardswish: input0.receive(dy.combined(x, ck_hardswish_backward))
    }
  }

  /// The derivative in recorded operations.
  private func slope(_ x: Tensor) -> Tensor {
    func mask(_ claim: (Float) -> Bool) -> Tensor {
      Tensor(shape: shape) { mask in
        x.withUnsafeScalars { x in for i in mask.indices { mask[i] = claim(x[i]) ? 1 : 0 } }
      }
    }
    switch function {
    case .silu:
      let s = x.sigmoid()
      return s + x * (s * (1 - s))
    case .leakyRelu(let slope): return mask { $0 > 0 } * (1 - slope) + slope
    case .elu(let alpha):
      let above = mask { $0 > 0 }
      return above + (1 - above) * (x * (1 - above)).exp() * alpha
    case .softplus: return x.sigmoid()
    case .hardswish: return mask { abs($0) < 3 } * (x * (1 / 3) + 0.5) + mask { $0 >= 3 }
    }
  }
}

/// `y[i] = f(a[i], b[i], value)` over n elements.
private typealias BinaryScalarKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Float, Int
  ) -> Void

extension Tensor {
  fileprivate func combined(
    _ other: Storage, _ kernel: BinaryScalarKernel, _ value: Float
  ) -> Tensor {
    let result = Storage(count: count)
    let (a, b) = (base, other.base)
    parallelElements(count) {
      kernel(
        result.base + $0.lowerBound, a + $0.lowerBound, b + $0.lowerBound, value, $0.count)
    }
    return Tensor(shape, result)
  }
}
