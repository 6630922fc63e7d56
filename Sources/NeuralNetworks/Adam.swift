import TensorCore

/// Gradient descent with running moments of the gradient.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `g = g + decay · p` where decay is not 0,
/// `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`,
/// `p = p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`. The powers are products in Double, so
/// they have the same bits everywhere.
///
/// - Source: Kingma and Ba 2015, <https://arxiv.org/abs/1412.6980>, algorithm 1; PyTorch
///   `torch.optim.Adam`.
public struct Adam: Optimizer {
  /// The learning rate of the next step, ≥ 0.
  public var learningRate: Float
  private var moments: AdamMoments

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - beta1: β₁, the share of the first moment that stays, in 0 ..< 1.
  ///   - beta2: β₂, the share of the second moment that stays, in 0 ..< 1.
  ///   - epsilon: ε, what keeps the divisor away from 0, > 0.
  ///   - weightDecay: The factor of the parameter that is added to its gradient, ≥ 0.
  public init(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, weightDecay: Float = 0
  ) {
    self.learningRate = learningRate
    moments = AdamMoments(
      prefix: "adam", beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      isDecoupled: false)
  }

  /// β₁, the share of the first moment that stays.
  public var beta1: Float { moments.beta1 }
  /// β₂, the share of the second moment that stays.
  public var beta2: Float { moments.beta2 }
  /// ε, what keeps the divisor away from 0.
  public var epsilon: Float { moments.epsilon }
  /// The factor of the parameter that is added to its gradient.
  public var weightDecay: Float { moments.weightDecay }
  /// The number of calls of `step` so far.
  public var updates: Int { moments.memory.updates }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) {
    moments.step(parameters, learningRate: learningRate)
  }

  /// What is remembered: `adam.m.…`, `adam.v.…` and `adam.updates.…`.
  public var state: [(name: String, tensor: Tensor)] { moments.memory.state }

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
    try moments.memory.restore(state: state, updates: updates, for: parameters)
  }
}
