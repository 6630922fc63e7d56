import TensorCore
import TensorKernels

/// Shortens the gradient of all parameters together, seen as one vector, to a largest length.
///
/// `g = g · min(1, limit / (‖g‖ + 10⁻⁶))`. The squares of a parameter are summed in Float, in the
/// kernels' fixed order, those sums in Double, in the order of the parameters.
///
/// - Parameters:
///   - parameters: Those without a gradient are passed over.
///   - limit: The largest length, > 0.
/// - Returns: The length before, ‖g‖; NaN or infinity tell that a gradient is not finite.
/// - Source: Pascanu et al. 2013; PyTorch `clip_grad_norm_`.
@discardableResult
public func clipGradients(_ parameters: [Parameter], globalNorm limit: Float) -> Float {
  precondition(limit > 0, "clipGradients: expected a norm above 0, got \(limit)")
  var sum = 0.0
  for parameter in parameters {
    parameter.gradient?.withUnsafeScalars { gradient in
      sum += Double(ck_sum_squares(gradient.baseAddress, gradient.count))
    }
  }
  let norm = sum.squareRoot()
  let scale = Float(Double(limit) / (norm + 1e-6))
  // A NaN takes neither side of `<`: the gradients stay as they are and the caller sees the NaN.
  if scale < 1 {
    for parameter in parameters {
      parameter.gradient?.withUnsafeMutableScalars { gradient in
        ck_multiply_scalar(gradient.baseAddress, gradient.baseAddress, scale, gradient.count)
      }
    }
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
  for parameter in parameters {
    parameter.gradient?.withUnsafeMutableScalars { gradient in
      ck_clip(gradient.baseAddress, gradient.baseAddress, -limit, limit, gradient.count)
    }
  }
}
