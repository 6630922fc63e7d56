/// Gradient descent with running moments of the gradient.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `g = g + decay · p` where decay is not 0,
/// `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`,
/// `p = p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`. The powers are products in Double, so
/// they have the same bits everywhere. State: `adam.m.…`, `adam.v.…` and `adam.updates.…`.
///
/// - Source: Kingma and Ba 2015, <https://arxiv.org/abs/1412.6980>, algorithm 1; PyTorch
///   `torch.optim.Adam`.
public struct Adam: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

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
    chain = OptimizerChain(
      [.weightDecay(weightDecay), .adam(beta1: beta1, beta2: beta2, epsilon: epsilon)],
      learningRate: learningRate, name: "adam")
  }
}
