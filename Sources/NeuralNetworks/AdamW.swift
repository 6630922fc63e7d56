/// Adam with weight decay that does not pass through the moments.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `p = p − rate · decay · p`, then
/// `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`,
/// `p = p − rate · (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`. The powers are products in Double, so
/// they have the same bits everywhere. State: `adamw.m.…`, `adamw.v.…` and `adamw.updates.…`.
///
/// - Source: Loshchilov and Hutter 2019, <https://arxiv.org/abs/1711.05101>, algorithm 2; PyTorch
///   `torch.optim.AdamW`.
public struct AdamW: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

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
    chain = OptimizerChain(
      [.adam(beta1: beta1, beta2: beta2, epsilon: epsilon), .weightDecay(weightDecay)],
      learningRate: learningRate, name: "adamw")
  }
}
