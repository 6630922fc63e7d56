import TensorCore
import TensorKernels

/// What a step does with one parameter.
struct OptimizerStep {
  let rate: Float
  let decay: Float
  /// How often the parameter has been changed with this time.
  let updates: Int
  /// What the gradient is multiplied by, and where its elements are clipped afterwards.
  let gradientScale: Float
  let gradientLimit: Float
  /// The fields that are remembered, each `stride` behind the one before.
  let fields: UnsafeMutablePointer<Float>
  let stride: Int
}

/// How a chain is run: as one kernel where there is one for it.
struct OptimizerPlan: Sendable {
  enum Rule: Sendable {
    case sgd(momentum: Float, nesterov: Bool)
    case rmsprop(smoothing: Float, epsilon: Float, momentum: Float)
    case adam(beta1: Float, beta2: Float, epsilon: Float, isDecoupled: Bool)
    case radam(beta1: Float, beta2: Float, epsilon: Float)
    case lion(beta1: Float, beta2: Float)
    case parts([OptimizerPart])
  }

  /// The length that all gradients together are shortened to; nil leaves them.
  var clipNorm: Float?
  /// Where elements of the gradient are clipped; infinite leaves them.
  var clipValue = Float.infinity
  /// The chain's weight decay; 0 where it has none.
  var decay: Float = 0
  let rule: Rule

  init(_ parts: [OptimizerPart]) {
    var rest = parts[...]
    if case .clipNorm(let limit)? = rest.first {
      clipNorm = limit
      rest.removeFirst()
    }
    if case .clipValue(let limit)? = rest.first {
      clipValue = limit
      rest.removeFirst()
    }
    for case .weightDecay(let value) in rest { decay = value }
    rule = Self.usual(Array(rest)) ?? .parts(Array(rest))
  }

  /// The kernel that does what these parts do, if there is one.
  private static func usual(_ parts: [OptimizerPart]) -> Rule? {
    var rest = parts[...]
    var decaysFirst = false
    if case .weightDecay? = rest.first {
      decaysFirst = true
      rest.removeFirst()
    }
    var decaysLast = false
    if case .weightDecay? = rest.last {
      decaysLast = true
      rest.removeLast()
    }
    switch (rest.first, rest.dropFirst().first, rest.count) {
    case (nil, _, _): return .sgd(momentum: 0, nesterov: false)
    case (.momentum(let momentum, let nesterov)?, _, 1) where !decaysLast:
      return .sgd(momentum: momentum, nesterov: nesterov)
    case (.rootMeanSquare(let smoothing, let epsilon)?, nil, _) where !decaysLast:
      return .rmsprop(smoothing: smoothing, epsilon: epsilon, momentum: 0)
    case (.rootMeanSquare(let smoothing, let epsilon)?, .momentum(let momentum, false)?, 2)
    where !decaysLast:
      return .rmsprop(smoothing: smoothing, epsilon: epsilon, momentum: momentum)
    case (.adam(let beta1, let beta2, let epsilon)?, _, 1):
      return .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, isDecoupled: decaysLast)
    case (.radam(let beta1, let beta2, let epsilon)?, _, 1) where !decaysLast:
      return .radam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case (.lion(let beta1, let beta2)?, _, 1) where !decaysFirst:
      return .lion(beta1: beta1, beta2: beta2)
    default: return nil
    }
  }

  /// Changes one parameter.
  func run(
    _ step: OptimizerStep, value: UnsafeMutableBufferPointer<Float>,
    gradient: UnsafeBufferPointer<Float>
  ) {
    let (scale, limit) = (step.gradientScale, step.gradientLimit)
    let (rate, decay, fields, stride) = (step.rate, step.decay, step.fields, step.stride)
    switch rule {
    case .sgd(let momentum, let nesterov):
      forEachPart(value, gradient) { value, gradient, start, count in
        ck_sgd(
          value, gradient, momentum > 0 ? fields + start : nil, rate, momentum, decay, nesterov,
          scale, limit, count)
      }
    case .rmsprop(let smoothing, let epsilon, let momentum):
      forEachPart(value, gradient) { value, gradient, start, count in
        ck_rmsprop(
          value, gradient, fields + start, momentum > 0 ? fields + stride + start : nil, rate,
          smoothing, epsilon, momentum, decay, scale, limit, count)
      }
    case .adam(let beta1, let beta2, let epsilon, let isDecoupled):
      let (correction1, correction2) = adamCorrections(beta1, beta2, updates: step.updates)
      forEachPart(value, gradient) { value, gradient, start, count in
        ck_adam(
          value, gradient, fields + start, fields + stride + start, rate, beta1, beta2, epsilon,
          correction1, correction2, decay, isDecoupled, scale, limit, count)
      }
    case .radam(let beta1, let beta2, let epsilon):
      let plan = RectifiedStep(beta1, beta2, epsilon, updates: step.updates)
      forEachPart(value, gradient) { value, gradient, start, count in
        ck_adam(
          value, gradient, fields + start, fields + stride + start, rate * plan.factor, beta1,
          beta2, plan.epsilon, plan.correction1, plan.correction2, decay, false, scale, limit,
          count)
      }
    case .lion(let beta1, let beta2):
      forEachPart(value, gradient) { value, gradient, start, count in
        ck_lion(
          value, gradient, fields + start, rate, beta1, beta2, decay, scale, limit, count)
      }
    case .parts(let parts):
      runParts(parts[...], step, value: value, gradient: gradient)
    }
  }
}

/// The corrections 1 − βᵗ, which count t for each parameter by itself, as PyTorch does: one that
/// thaws late begins with t = 1.
func adamCorrections(_ beta1: Float, _ beta2: Float, updates: Int) -> (Float, Float) {
  (
    Float(1 - repeatedProduct(of: Double(beta1), count: updates)),
    Float(1 - repeatedProduct(of: Double(beta2), count: updates))
  )
}

/// Splits a parameter's elements between the threads.
///
/// Each element is changed by itself, so the split changes no bit. `body` gets value and gradient at
/// `start`, and how many elements to change.
@inline(__always)
func forEachPart(
  _ value: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>,
  _ body: (
    UnsafeMutablePointer<Float>, UnsafePointer<Float>, _ start: Int, _ count: Int
  ) -> Void
) {
  guard let values = value.baseAddress, let gradients = gradient.baseAddress else { return }
  Parallel.forEachRange(count: value.count, minimumPerPart: 32_768) { range in
    body(values + range.lowerBound, gradients + range.lowerBound, range.lowerBound, range.count)
  }
}
