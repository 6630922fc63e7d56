import Determinism
import TensorKernels

extension Tensor {
  /// Each element to the power of a number; the special cases as in IEEE 754's `pow`.
  ///
  /// 1 for the power 0, also of NaN, with gradient 0; NaN for a negative element and a power that is
  /// no integer.
  public func pow(_ power: Float) -> Tensor {
    if power == 1 { return self }
    if power == 2 { return squared() }
    if power == 0.5 { return sqrt() }
    if power == -1 { return 1 / self }
    let y = power == 3 ? mapped(ck_cube) : mapped(ck_pow_scalar, power)
    guard isRecorded else { return y }
    return y.recorded(NumberPowerNode(shape, node, saving: storage, power: power))
  }

  /// Each element to the power of another, broadcast by NumPy's rules; the special cases as in
  /// IEEE 754's `pow`.
  ///
  /// The gradient with respect to the power is 0 where the element is 0 and the power is not
  /// negative.
  public func pow(_ power: Tensor) -> Tensor {
    let y = Tensor.broadcast(self, power, "pow", ck_pow)
    guard isRecorded || power.isRecorded else { return y }
    return y.recorded(PowerNode(y.shape, self, power, output: y.storage))
  }

  /// 2 to the power of each element.
  public func exp2() -> Tensor {
    let y = mapped(ck_exp2)
    guard isRecorded else { return y }
    return y.recorded(Exp2Node(shape, node, saving: y.storage))
  }

  /// `1 / √x` of each element.
  public func reciprocalSquareRoot() -> Tensor {
    let y = mapped(ck_reciprocal_sqrt)
    guard isRecorded else { return y }
    return y.recorded(ReciprocalSquareRootNode(shape, node, saving: y.storage))
  }

  /// The sine of each element, in radians; NaN of an infinity.
  public func sin() -> Tensor {
    let y = angled(ck_sin, ExactMath.sin)
    guard isRecorded else { return y }
    return y.recorded(SineNode(shape, node, saving: storage))
  }

  /// The cosine of each element, in radians; NaN of an infinity.
  public func cos() -> Tensor {
    let y = angled(ck_cos, ExactMath.cos)
    guard isRecorded else { return y }
    return y.recorded(CosineNode(shape, node, saving: storage))
  }

  /// A kernel for angles below 2²⁰, and an exact function beyond.
  private func angled(_ kernel: UnaryKernel, _ exact: (Double) -> Double) -> Tensor {
    let y = mapped(kernel)
    guard !y.isFinite else { return y }
    for i in 0..<count where y.base[i].isNaN && base[i].isFinite {
      y.base[i] = Float(exact(Double(base[i])))
    }
    return y
  }

  /// 1 where an element is equal to a number, else 0; a constant.
  func equalMask(_ value: Float) -> Tensor {
    combined(Tensor.full(shape, value).storage, ck_equal)
  }
}

private final class NumberPowerNode: Node {
  private let power: Float

  init(_ shape: Shape, _ input: Node?, saving x: Storage, power: Float) {
    self.power = power
    super.init(shape, input, saving: x)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    guard power != 0 else {
      input0?.receive(Tensor.zeros(shape))
      return
    }
    input0?.receive(dy * (Tensor(shape, x, node: input0).pow(power - 1) * power))
  }
}

private final class PowerNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor, output: Storage) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node, saving: a.storage, b.storage, output)
  }

  override func backward(_ dy: Tensor) {
    guard let storageA = saved0, let storageB = saved1, let output = saved2 else { return }
    let a = Tensor(shapeA, storageA, node: input0)
    let b = Tensor(shapeB, storageB, node: input1)
    if let input0 {
      let slope = Tensor.where(b.equalMask(0), Tensor(0), b * a.pow(b - 1))
      input0.receive((dy * slope).summed(to: shapeA))
    }
    if let input1 {
      // 0 to a power that is not negative: constant.
      let isConstant = a.equalMask(0) * Tensor.maximum(b.detached, Tensor(0)).equalTo(b)
      let y = Tensor(shape, output, node: self)
      let slope = Tensor.where(isConstant, Tensor(0), y * a.log())
      input1.receive((dy * slope).summed(to: shapeB))
    }
  }
}

extension Tensor {
  /// 1 where the elements are equal to those of a tensor of the same shape, else 0; a constant.
  fileprivate func equalTo(_ other: Tensor) -> Tensor { combined(other.storage, ck_equal) }
}

private final class Exp2Node: Node {
  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    input0?.receive(dy * (Tensor(shape, y, node: self) * 0.693_147_2))
  }
}

/// The derivative of `x^(-1/2)` is `-y³ / 2`.
private final class ReciprocalSquareRootNode: Node {
  override func backward(_ dy: Tensor) {
    guard let output = saved0 else { return }
    let y = Tensor(shape, output, node: self)
    input0?.receive(dy * (y.squared() * y * -0.5))
  }
}

private final class SineNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(dy * Tensor(shape, x, node: input0).cos())
  }
}

private final class CosineNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0 else { return }
    input0?.receive(-(dy * Tensor(shape, x, node: input0).sin()))
  }
}
