import TensorCore
import TensorKernels

/// Gradient descent divided by a running root mean square of the gradient.
///
/// With gradient g, parameter p, mean square s and velocity v (both 0 at first):
/// `g' = g + decay · p`, `s = α s + (1 − α) g'²`, `u = g' / (√s + ε)`, `p = p − rate · u`, or with
/// momentum `v = momentum · v + u`, `p = p − rate · v`.
///
/// - Source: Tieleman and Hinton 2012, lecture 6e; PyTorch `torch.optim.RMSprop`, not centred.
public struct RMSProp: Optimizer {
  /// The learning rate of the next step, ≥ 0.
  public var learningRate: Float
  /// α, the share of the mean square that stays, in 0 ..< 1.
  public let smoothing: Float
  /// ε, what keeps the divisor away from 0, > 0.
  public let epsilon: Float
  /// The share of the velocity that stays, in 0 ..< 1.
  public let momentum: Float
  /// The factor of the parameter that is added to its gradient, ≥ 0.
  public let weightDecay: Float
  private var memory: OptimizerMemory

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - smoothing: α, in 0 ..< 1.
  ///   - epsilon: ε, > 0.
  ///   - momentum: In 0 ..< 1.
  ///   - weightDecay: ≥ 0.
  public init(
    learningRate: Float = 0.01, smoothing: Float = 0.99, epsilon: Float = 1e-8,
    momentum: Float = 0, weightDecay: Float = 0
  ) {
    precondition(
      smoothing >= 0 && smoothing < 1, "RMSProp: expected 0 ≤ smoothing < 1, got \(smoothing)")
    precondition(epsilon > 0, "RMSProp: expected an epsilon above 0, got \(epsilon)")
    precondition(
      momentum >= 0 && momentum < 1, "RMSProp: expected a momentum in 0 ..< 1, got \(momentum)")
    precondition(weightDecay >= 0, "RMSProp: expected a weight decay ≥ 0, got \(weightDecay)")
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    memory = OptimizerMemory(
      prefix: "rmsprop", fields: momentum > 0 ? ["square", "velocity"] : ["square"])
  }

  /// The number of calls of `step` so far.
  public var updates: Int { memory.updates }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) {
    let (rate, alpha, epsilon) = (learningRate, smoothing, epsilon)
    let (momentum, decay) = (momentum, weightDecay)
    memory.step(parameters) { parameter, _, square in
      guard let square else { return }
      let rate = rate * parameter.learningRateFactor
      parameter.update { value, gradient in
        let velocity = momentum > 0 ? square + value.count : nil
        forEachPart(value, gradient) { value, gradient, start, count in
          ck_rmsprop(
            value, gradient, square + start, velocity.map { $0 + start }, rate, alpha, epsilon,
            momentum, decay, count)
        }
      }
    }
  }

  /// What is remembered: `rmsprop.square.…`, with momentum `rmsprop.velocity.…`, and
  /// `rmsprop.updates.…`.
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
