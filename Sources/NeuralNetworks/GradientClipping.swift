import TensorCore
import TensorKernels

/// Shortens the gradient of all parameters together, seen as one vector, to a largest length.
///
/// `g = g · min(1, limit / (‖g‖ + 10⁻⁶))`. See `gradientNorm(_:)` for the sum. As a part of an
/// optimizer (`OptimizerPart.clipNorm`) the same costs one pass less.
///
/// - Parameters:
///   - parameters: Those without a gradient are passed over.
///   - limit: The largest length, > 0.
/// - Returns: The length before, ‖g‖; NaN or infinity tell that a gradient is not finite.
/// - Source: Pascanu et al. 2013; PyTorch `clip_grad_norm_`.
@discardableResult
public func clipGradients(_ parameters: [Parameter], globalNorm limit: Float) -> Float {
  precondition(limit > 0, "clipGradients: expected a norm above 0, got \(limit)")
  let norm = gradientNorm(parameters)
  let scale = clippingScale(norm: norm, limit: limit)
  if scale < 1 {
    changeGradients(parameters) { ck_multiply_scalar($0, $0, scale, $1) }
  }
  return Float(norm)
}

/// Clips each element of each gradient to −limit … limit.
///
/// - Parameters:
///   - parameters: Those without a gradient are passed over.
///   - limit: The largest absolute value, > 0.
/// - Source: PyTorch `clip_grad_value_`.
public func clipGradients(_ parameters: [Parameter], value limit: Float) {
  precondition(limit > 0, "clipGradients: expected a value above 0, got \(limit)")
  changeGradients(parameters) { ck_clip($0, $0, -limit, limit, $1) }
}

/// The length of the gradient of all parameters together, seen as one vector: ‖g‖.
///
/// The squares of each 2¹⁸ elements of a parameter are summed in Float, in the kernels' fixed order,
/// and those sums in Double, in order; so the number of threads changes no bit.
///
/// - Parameter parameters: Those without a gradient are passed over.
/// - Returns: The length; NaN or infinite where a gradient is not finite.
public func gradientNorm(_ parameters: [Parameter]) -> Double {
  var sum = 0.0
  for parameter in parameters {
    parameter.gradient?.withUnsafeScalars { sum += sumOfSquares($0) }
  }
  return sum.squareRoot()
}

/// What gradients of a length are multiplied by; 1 also for a NaN, so that the caller sees it.
func clippingScale(norm: Double, limit: Float) -> Float {
  let scale = Float(Double(limit) / (norm + 1e-6))
  return scale < 1 ? scale : 1
}

private let sumChunk = 1 << 18

/// The sum of the squares, chunk by chunk; see `gradientNorm(_:)`.
func sumOfSquares(_ values: UnsafeBufferPointer<Float>) -> Double {
  guard let base = values.baseAddress, values.count > sumChunk else {
    return Double(ck_sum_squares(values.baseAddress, values.count))
  }
  let chunks = (values.count + sumChunk - 1) / sumChunk
  return withUnsafeTemporaryAllocation(of: Float.self, capacity: chunks) { sums in
    guard let sums = sums.baseAddress else { return 0 }
    Parallel.forEachRange(count: chunks, minimumPerPart: 1) { range in
      for chunk in range {
        let start = chunk * sumChunk
        sums[chunk] = ck_sum_squares(base + start, min(sumChunk, values.count - start))
      }
    }
    var sum = 0.0
    for chunk in 0..<chunks { sum += Double(sums[chunk]) }
    return sum
  }
}

private func changeGradients(
  _ parameters: [Parameter], _ body: (UnsafeMutablePointer<Float>, Int) -> Void
) {
  for parameter in parameters {
    parameter.gradient?.withUnsafeMutableScalars { gradient in
      guard let base = gradient.baseAddress else { return }
      Parallel.forEachRange(count: gradient.count, minimumPerPart: 65_536) { range in
        body(base + range.lowerBound, range.count)
      }
    }
  }
}
