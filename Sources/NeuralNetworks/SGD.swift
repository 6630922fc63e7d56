import TensorCore
import TensorKernels

/// Stochastic gradient descent with optional momentum.
///
/// With gradient g, parameter p, velocity v (0 at first): `g' = g + decay · p`, `v = momentum · v + g'`,
/// `p = p − rate · v`, or with Nesterov's momentum `p = p − rate · (g' + momentum · v)`.
///
/// - Source: PyTorch `torch.optim.SGD` without dampening; Sutskever et al. 2013 for Nesterov's form.
public struct SGD: Optimizer {
  /// The learning rate of the next step, ≥ 0.
  public var learningRate: Float
  /// The share of the velocity that stays, in 0 ..< 1.
  public let momentum: Float
  /// Whether the step looks ahead along the velocity.
  public let nesterov: Bool
  /// The factor of the parameter that is added to its gradient, ≥ 0.
  public let weightDecay: Float
  private var memory: OptimizerMemory

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - momentum: In 0 ..< 1.
  ///   - nesterov: Needs a momentum above 0.
  ///   - weightDecay: ≥ 0.
  public init(
    learningRate: Float, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0
  ) {
    precondition(
      momentum >= 0 && momentum < 1, "SGD: expected a momentum in 0 ..< 1, got \(momentum)")
    precondition(!nesterov || momentum > 0, "SGD: nesterov expects a momentum above 0, got 0")
    precondition(weightDecay >= 0, "SGD: expected a weight decay ≥ 0, got \(weightDecay)")
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    self.weightDecay = weightDecay
    memory = OptimizerMemory(prefix: "sgd", fields: momentum > 0 ? ["velocity"] : [])
  }

  /// The number of calls of `step` so far.
  public var updates: Int { memory.updates }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) {
    let (rate, momentum, decay, nesterov) = (learningRate, momentum, weightDecay, nesterov)
    memory.step(parameters) { parameter, _, velocity in
      let rate = rate * parameter.learningRateFactor
      parameter.update { value, gradient in
        forEachPart(value, gradient) { value, gradient, start, count in
          ck_sgd(
            value, gradient, momentum > 0 ? velocity.map { $0 + start } : nil, rate, momentum,
            decay, nesterov, count)
        }
      }
    }
  }

  /// What is remembered: `sgd.velocity.…` where there is momentum, and `sgd.updates.…`.
  public var state: [(name: String, tensor: Tensor)] { memory.state }

  /// Takes back what `state` gave.
  ///
  /// - Parameters:
  ///   - state: The tensors by name.
  ///   - updates: The value of `updates` at that time.
  ///   - parameters: The parameters that the state belongs to.
  /// - Throws: `InputError` for a tensor that is missing, unknown or of another shape.
  public mutating func restore(
    state: [String: Tensor], updates: Int, for parameters: [Parameter]
  ) throws {
    try memory.restore(state: state, updates: updates, for: parameters)
  }
}
