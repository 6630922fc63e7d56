import TensorCore

/// Adam with weight decay that does not pass through the moments.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `p = p − rate · decay · p`, then
/// `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`,
/// `p = p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`. The powers are products in Double, so
/// they have the same bits everywhere.
///
/// - Source: Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>, algorithm 2; PyTorch
///   `torch.optim.AdamW`.
public struct AdamW: Optimizer {
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
  ///   - weightDecay: The share of the parameter that goes at each step, times the rate, ≥ 0.
  public init(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-8, weightDecay: Float = 0.01
  ) {
    self.learningRate = learningRate
    moments = AdamMoments(
      prefix: "adamw", beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay,
      isDecoupled: true)
  }

  /// β₁, the share of the first moment that stays.
  public var beta1: Float { moments.beta1 }
  /// β₂, the share of the second moment that stays.
  public var beta2: Float { moments.beta2 }
  /// ε, what keeps the divisor away from 0.
  public var epsilon: Float { moments.epsilon }
  /// The share of the parameter that goes at each step, times the rate.
  public var weightDecay: Float { moments.weightDecay }
  /// The number of calls of `step` so far.
  public var updates: Int { moments.memory.updates }

  /// Changes each parameter along its gradient.
  ///
  /// - Parameter parameters: All with different names.
  public mutating func step(_ parameters: [Parameter]) {
    moments.step(parameters, learningRate: learningRate)
  }

  /// What is remembered: `adamw.m.…`, `adamw.v.…` and `adamw.updates.…`.
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
