/// Steps of one length in the direction of a sign: evolved sign momentum.
///
/// With gradient g, parameter p and moment m (0 at first): `c = β₁ m + (1 − β₁) g`,
/// `m = β₂ m + (1 − β₂) g`, `p = p − rate · (sign c + decay · p)`. Its rate is a third to a tenth of
/// AdamW's, its decay as many times larger. State: `lion.m.…` and `lion.updates.…`.
///
/// - Source: Chen et al. 2023, <https://arxiv.org/abs/2302.06675>, algorithm 2.
public struct Lion: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - beta1: β₁, the moment's share in the direction, in 0 ..< 1.
  ///   - beta2: β₂, the share of the moment that stays, in 0 ..< 1.
  ///   - weightDecay: The share of the parameter that goes at each step, times the rate, ≥ 0.
  public init(
    learningRate: Float = 0.0001, beta1: Float = 0.9, beta2: Float = 0.99, weightDecay: Float = 0
  ) {
    chain = OptimizerChain(
      [.lion(beta1: beta1, beta2: beta2), .weightDecay(weightDecay)], learningRate: learningRate,
      name: "lion")
  }
}
