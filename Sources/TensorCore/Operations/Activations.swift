import TensorKernels

extension Tensor {
  /// `max(x, 0)` of each element; the gradient at 0 is 0.
  public func relu() -> Tensor { activated(.relu, ck_relu) }

  /// The hyperbolic tangent of each element.
  public func tanh() -> Tensor { activated(.tanh, ck_tanh) }

  /// `1 / (1 + exp(-x))` of each element.
  public func sigmoid() -> Tensor { activated(.sigmoid, ck_sigmoid) }

  private func activated(_ activation: Activation, _ kernel: UnaryKernel) -> Tensor {
    let y = mapped(kernel)
    guard isRecorded else { return y }
    return y.recorded(ActivationNode(shape, node, y.storage, activation))
  }
}

private final class ActivationNode: Node {
  private let activation: Activation

  init(_ shape: Shape, _ input: Node?, _ output: Storage, _ activation: Activation) {
    self.activation = activation
    super.init(shape, input, saving: output)
  }

  override func backward(_ dy: Tensor) {
    guard let y = saved0 else { return }
    input0?.receive(activation.derivative(dy, output: Tensor(shape, y, node: self)))
  }
}
