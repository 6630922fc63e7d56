/// One part of an `OptimizerChain`: what it makes of an update u, which begins as the gradient.
///
/// p is the parameter; what a part remembers of it is 0 at first.
public enum OptimizerPart: Hashable, Sendable {
  /// The gradients of all parameters together, seen as one vector, are shortened to this length, > 0.
  ///
  /// `u = u · min(1, limit / (‖u‖ + 10⁻⁶))`. Only the first part of a chain.
  case clipNorm(Float)
  /// Each element is clipped to −limit … limit, > 0.
  case clipValue(Float)
  /// `u = u + decay · p`, decay ≥ 0. Only once in a chain; a `ParameterGroup` may change the decay.
  case weightDecay(Float)
  /// `v = momentum · v + u`, `u = v`, with Nesterov's momentum `u = u + momentum · v`.
  case momentum(Float, nesterov: Bool = false)
  /// `s = α s + (1 − α) u²`, `u = u / (√s + ε)`.
  case rootMeanSquare(smoothing: Float = 0.99, epsilon: Float = 1e-8)
  /// `m = β₁ m + (1 − β₁) u`, `v = β₂ v + (1 − β₂) u²`, `u = (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε)`.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
  /// As `adam`, but times √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ)) where ρ > 5, and not divided
  /// at all elsewhere; ρ∞ = 2 / (1 − β₂) − 1, ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ).
  case radam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)
  /// `c = β₁ m + (1 − β₁) u`, `m = β₂ m + (1 − β₂) u`, `u = sign c`.
  case lion(beta1: Float = 0.9, beta2: Float = 0.99)
  /// `u = u · ‖p‖ / ‖u‖` over each parameter by itself; as it is where either length is 0.
  case trustRatio

  /// What the part remembers of each parameter.
  var fields: [String] {
    switch self {
    case .momentum: ["velocity"]
    case .rootMeanSquare: ["square"]
    case .adam, .radam: ["m", "v"]
    case .lion: ["m"]
    case .clipNorm, .clipValue, .weightDecay, .trustRatio: []
    }
  }

  /// Stops the program at a number out of bounds.
  func check(_ owner: String) {
    func require(_ isValid: Bool, _ expectation: String) {
      precondition(isValid, "\(owner): expected \(expectation), got \(self)")
    }
    func isShare(_ value: Float) -> Bool { value >= 0 && value < 1 }
    switch self {
    case .clipNorm(let limit): require(limit > 0, "a norm above 0")
    case .clipValue(let limit): require(limit > 0, "a value above 0")
    case .weightDecay(let decay): require(decay >= 0, "a weight decay ≥ 0")
    case .momentum(let momentum, _): require(isShare(momentum), "a momentum in 0 ..< 1")
    case .rootMeanSquare(let smoothing, let epsilon):
      require(isShare(smoothing) && epsilon > 0, "0 ≤ smoothing < 1 and an epsilon above 0")
    case .adam(let beta1, let beta2, let epsilon), .radam(let beta1, let beta2, let epsilon):
      require(
        isShare(beta1) && isShare(beta2) && epsilon > 0,
        "beta1 and beta2 in 0 ..< 1 and an epsilon above 0")
    case .lion(let beta1, let beta2):
      require(isShare(beta1) && isShare(beta2), "beta1 and beta2 in 0 ..< 1")
    case .trustRatio: break
    }
  }
}
