/// AdamW's direction, scaled for each parameter to the parameter's own length: for large batches.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`,
/// `u = (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε) + decay · p`, `p = p − rate · (‖p‖ / ‖u‖) · u`; where
/// either length is 0 their ratio counts as 1. State: `lamb.m.…`, `lamb.v.…` and `lamb.updates.…`.
///
/// - Source: You et al. 2020, <https://arxiv.org/abs/1904.00962>, algorithm 2, with φ(z) = z.
public struct LAMB: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - beta1: β₁, the share of the first moment that stays, in 0 ..< 1.
  ///   - beta2: β₂, the share of the second moment that stays, in 0 ..< 1.
  ///   - epsilon: ε, what keeps the divisor away from 0, > 0.
  ///   - weightDecay: The factor of the parameter that is added to the direction, ≥ 0.
  public init(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999,
    epsilon: Float = 1e-6, weightDecay: Float = 0.01
  ) {
    chain = OptimizerChain(
      [
        .adam(beta1: beta1, beta2: beta2, epsilon: epsilon), .weightDecay(weightDecay),
        .trustRatio,
      ], learningRate: learningRate, name: "lamb")
  }
}
