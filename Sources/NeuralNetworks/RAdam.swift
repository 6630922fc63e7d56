/// Adam that trusts its second moment only as far as it has been measured.
///
/// With gradient g, parameter p, moments m and v (both 0 at first) and t counting the changes of the
/// parameter: `g = g + decay · p` where decay is not 0,
/// `m = β₁ m + (1 − β₁) g`, `v = β₂ v + (1 − β₂) g²`, `ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)` with
/// `ρ∞ = 2 / (1 − β₂) − 1`. Where ρ > 5,
/// `p = p − rate · r · m / (1 − β₁ᵗ) · √(1 − β₂ᵗ) / (√v + ε)` with
/// `r² = (ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)`; elsewhere (with β₂ = 0.999 the first five
/// changes) `p = p − rate · m / (1 − β₁ᵗ)`. State: `radam.m.…`, `radam.v.…` and `radam.updates.…`.
///
/// - Source: Liu et al. 2020, <https://arxiv.org/abs/1908.03265>, algorithm 2; PyTorch
///   `torch.optim.RAdam`.
public struct RAdam: ChainedOptimizer {
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
      [.weightDecay(weightDecay), .radam(beta1: beta1, beta2: beta2, epsilon: epsilon)],
      learningRate: learningRate, name: "radam")
  }
}

/// The numbers with which Adam's kernel makes a rectified step.
struct RectifiedStep {
  /// What the rate is multiplied by.
  let factor: Float
  let epsilon: Float
  let correction1: Float
  /// Infinite where the step is not divided: the second moment then counts nothing, and ε is 1.
  let correction2: Float

  init(_ beta1: Float, _ beta2: Float, _ epsilon: Float, updates: Int) {
    let power = repeatedProduct(of: Double(beta2), count: updates)
    let limit = 2 / (1 - Double(beta2)) - 1
    let length = limit - 2 * Double(updates) * power / (1 - power)
    correction1 = Float(1 - repeatedProduct(of: Double(beta1), count: updates))
    guard length > 5 else {
      (factor, self.epsilon, correction2) = (1, 1, .infinity)
      return
    }
    let square =
      (length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length)
    factor = Float(square.squareRoot())
    self.epsilon = Float(Double(epsilon) / (1 - power).squareRoot())
    correction2 = Float(1 - power)
  }
}
