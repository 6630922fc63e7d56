import TensorKernels

extension Tensor {
  /// This tensor as the output of a recorded operation.
  @inline(__always)
  func recorded(_ node: Node) -> Tensor { Tensor(shape, storage, node: node) }
}

// MARK: - Two tensors

extension Tensor {
  /// The elementwise sum, broadcast by NumPy's rules.
  public static func + (a: Tensor, b: Tensor) -> Tensor {
    let y = Tensor.broadcast(a, b, "+", ck_add, commutative: ck_add_scalar)
    guard a.isRecorded || b.isRecorded else { return y }
    return y.recorded(AddNode(y.shape, a, b))
  }
}

private final class AddNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.summed(to: shapeA))
    input1?.receive(dy.summed(to: shapeB))
  }
}

extension Tensor {
  /// The elementwise difference, broadcast by NumPy's rules.
  public static func - (a: Tensor, b: Tensor) -> Tensor {
    let y = Tensor.broadcast(a, b, "-", ck_subtract)
    guard a.isRecorded || b.isRecorded else { return y }
    return y.recorded(SubtractNode(y.shape, a, b))
  }
}

private final class SubtractNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node)
  }

  override func backward(_ dy: Tensor) {
    input0?.receive(dy.summed(to: shapeA))
    input1?.receive(-dy.summed(to: shapeB))
  }
}

extension Tensor {
  /// The elementwise product, broadcast by NumPy's rules.
  public static func * (a: Tensor, b: Tensor) -> Tensor {
    let y = Tensor.broadcast(a, b, "*", ck_multiply, commutative: ck_multiply_scalar)
    guard a.isRecorded || b.isRecorded else { return y }
    return y.recorded(MultiplyNode(y.shape, a, b))
  }
}

private final class MultiplyNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor) {
    shapeA = a.shape
    shapeB = b.shape
    // Each factor serves the gradient of the other alone.
    super.init(
      shape, a.node, b.node, saving: b.node == nil ? nil : a.storage,
      a.node == nil ? nil : b.storage)
  }

  override func backward(_ dy: Tensor) {
    if let input0, let b = saved1 {
      input0.receive((dy * Tensor(shapeB, b, node: input1)).summed(to: shapeA))
    }
    if let input1, let a = saved0 {
      input1.receive((dy * Tensor(shapeA, a, node: input0)).summed(to: shapeB))
    }
  }
}

extension Tensor {
  /// The elementwise quotient, broadcast by NumPy's rules.
  public static func / (a: Tensor, b: Tensor) -> Tensor {
    let y = Tensor.broadcast(a, b, "/", ck_divide)
    guard a.isRecorded || b.isRecorded else { return y }
    return y.recorded(DivideNode(y.shape, a, b))
  }
}

private final class DivideNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node, saving: b.node == nil ? nil : a.storage, b.storage)
  }

  override func backward(_ dy: Tensor) {
    guard let storageB = saved1 else { return }
    let b = Tensor(shapeB, storageB, node: input1)
    let share = dy / b
    input0?.receive(share.summed(to: shapeA))
    if let input1, let storageA = saved0 {
      let a = Tensor(shapeA, storageA, node: input0)
      input1.receive(-(share * (a / b)).summed(to: shapeB))
    }
  }
}

// MARK: - A tensor and a number

extension Tensor {
  /// Adds a number to each element.
  public static func + (x: Tensor, value: Float) -> Tensor {
    let y = x.mapped(ck_add_scalar, value)
    guard x.isRecorded else { return y }
    return y.recorded(ScaleNode(y.shape, x.node, scale: 1))
  }

  /// Adds each element to a number.
  public static func + (value: Float, x: Tensor) -> Tensor { x + value }

  /// Subtracts a number from each element.
  public static func - (x: Tensor, value: Float) -> Tensor { x + -value }

  /// Subtracts each element from a number.
  public static func - (value: Float, x: Tensor) -> Tensor {
    let y = x.mapped(value, ck_scalar_subtract)
    guard x.isRecorded else { return y }
    return y.recorded(ScaleNode(y.shape, x.node, scale: -1))
  }

  /// Multiplies each element by a number.
  public static func * (x: Tensor, value: Float) -> Tensor {
    let y = x.mapped(ck_multiply_scalar, value)
    guard x.isRecorded else { return y }
    return y.recorded(ScaleNode(y.shape, x.node, scale: value))
  }

  /// Multiplies each element by a number.
  public static func * (value: Float, x: Tensor) -> Tensor { x * value }

  /// Divides each element by a number.
  public static func / (x: Tensor, value: Float) -> Tensor { x / Tensor(value) }

  /// Divides a number by each element.
  public static func / (value: Float, x: Tensor) -> Tensor {
    let y = x.mapped(value, ck_scalar_divide)
    guard x.isRecorded else { return y }
    return y.recorded(ReciprocalNode(y.shape, x.node, saving: x.storage, y.storage))
  }

  /// The negative of each element.
  public static prefix func - (x: Tensor) -> Tensor { x * -1 }
}

/// `y = scale x + constant`.
private final class ScaleNode: Node {
  private let scale: Float

  init(_ shape: Shape, _ input: Node?, scale: Float) {
    self.scale = scale
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(scale == 1 ? dy : dy * scale) }
}

/// `y = value / x`: the derivative is `-y / x`.
private final class ReciprocalNode: Node {
  override func backward(_ dy: Tensor) {
    guard let x = saved0, let y = saved1 else { return }
    input0?.receive(-(dy * (Tensor(shape, y, node: self) / Tensor(shape, x, node: input0))))
  }
}
