import TensorCore

/// Munchausen reinforcement learning: the agent's own confidence in what it did is a part of the
/// reward, and the next value is that of a soft policy.
///
/// The policy is π = softmax(Q⁻ / τ) of the target network. The reward becomes
/// `r + α · max(τ log π(a|s), l₀)`, the next value `Σ π(a′|s′) (Q⁻(s′, a′) − τ log π(a′|s′))`. In
/// sum: π is kept from changing faster than Q can tell actions apart.
///
/// - Source: Vieillard, Pietquin & Geist 2020, https://arxiv.org/abs/2007.14430, equation 1.
public struct Munchausen: Hashable, Sendable {
  /// α: what the logarithm of the policy counts in the reward; 0...1.
  public var weight: Float
  /// τ: how soft the policy is, in the unit of values; > 0.
  public var temperature: Float
  /// l₀: the least that τ log π counts; ≤ 0.
  public var clip: Float

  /// Creates the part with the paper's constants.
  public init(weight: Float = 0.9, temperature: Float = 0.03, clip: Float = -1) {
    (self.weight, self.temperature, self.clip) = (weight, temperature, clip)
  }

  /// What is added to the rewards: `α · clip(τ log π(a|s), l₀, 0)`.
  ///
  /// - Parameters:
  ///   - values: Q⁻(s, ·), `[B, A]`.
  ///   - actions: a.
  /// - Returns: `[B]`, each in α l₀ ... 0.
  public func bonus(values: Tensor, actions: [Int32]) -> Tensor {
    let logarithms = (values / temperature).logSoftmax().takeColumns(actions)
    return weight * (temperature * logarithms).clipped(min: clip, max: 0)
  }

  /// The value of the soft policy with its entropy, `[B, A]` to `[B]`: `τ log Σ exp(Q⁻ / τ)`, which
  /// is what `Σ π (Q⁻ − τ log π)` comes to.
  public func softValues(_ values: Tensor) -> Tensor {
    temperature * (values / temperature).logSumExp(axis: 1)
  }

  /// The same of each quantile: `Σ_a π(a|s) (θ(a) − τ log π(a|s))`.
  ///
  /// - Parameters:
  ///   - quantiles: θ, `[B, A, N]`.
  ///   - values: what π is made of, `[B, A]`.
  /// - Returns: `[B, N]`.
  public func softQuantiles(_ quantiles: Tensor, values: Tensor) -> Tensor {
    let logarithms = (values / temperature).logSoftmax()
    let probabilities = logarithms.exp()
    let entropy = -temperature * (probabilities * logarithms).sum(axis: 1, keepDimension: true)
    return (probabilities.unsqueezed(2) * quantiles).sum(axis: 1) + entropy
  }
}
