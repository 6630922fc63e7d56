import TensorCore
import TensorKernels

/// The part that `Adam` and `AdamW` share: two moments of each parameter's gradient.
struct AdamMoments: Sendable {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  let weightDecay: Float
  /// Whether decay acts on the parameter itself instead of on its gradient.
  let isDecoupled: Bool
  var memory: OptimizerMemory

  init(
    prefix: String, beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float,
    isDecoupled: Bool
  ) {
    precondition(beta1 >= 0 && beta1 < 1, "\(prefix): expected beta1 in 0 ..< 1, got \(beta1)")
    precondition(beta2 >= 0 && beta2 < 1, "\(prefix): expected beta2 in 0 ..< 1, got \(beta2)")
    precondition(epsilon > 0, "\(prefix): expected an epsilon above 0, got \(epsilon)")
    precondition(weightDecay >= 0, "\(prefix): expected a weight decay ≥ 0, got \(weightDecay)")
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isDecoupled = isDecoupled
    memory = OptimizerMemory(prefix: prefix, fields: ["m", "v"])
  }

  /// One step.
  ///
  /// The corrections 1 − βᵗ count t for each parameter by itself, as PyTorch does: one that
  /// thaws late begins with t = 1.
  mutating func step(_ parameters: [Parameter], learningRate: Float) {
    let (beta1, beta2, epsilon) = (beta1, beta2, epsilon)
    let (decay, isDecoupled) = (weightDecay, isDecoupled)
    memory.step(parameters) { parameter, updates, m in
      guard let m else { return }
      let correction1 = Float(1 - repeatedProduct(of: Double(beta1), count: updates))
      let correction2 = Float(1 - repeatedProduct(of: Double(beta2), count: updates))
      let rate = learningRate * parameter.learningRateFactor
      parameter.update { value, gradient in
        let v = m + value.count
        forEachPart(value, gradient) { value, gradient, start, count in
          ck_adam(
            value, gradient, m + start, v + start, rate, beta1, beta2, epsilon, correction1,
            correction2, decay, isDecoupled, count)
        }
      }
    }
  }
}
