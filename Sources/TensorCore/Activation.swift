import TensorKernels
import TensorRuntime

/// The function that follows a linear map.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// The identity.
  case none
  /// `max(x, 0)`.
  case relu
  /// The hyperbolic tangent.
  case tanh
  /// `1 / (1 + exp(-x))`.
  case sigmoid

  @inline(__always) var kernel: Int32 {
    switch self {
    case .none: Int32(CK_ACTIVATION_NONE)
    case .relu: Int32(CK_ACTIVATION_RELU)
    case .tanh: Int32(CK_ACTIVATION_TANH)
    case .sigmoid: Int32(CK_ACTIVATION_SIGMOID)
    }
  }

  /// `dy` times the derivative, which each of these functions has in terms of its output `y`.
  func derivative(_ dy: Tensor, output y: Tensor) -> Tensor {
    guard !rt_is_recording() else { return recordedDerivative(dy, output: y) }
    switch self {
    case .none: return dy
    case .relu: return dy.combined(y.storage, ck_relu_backward)
    case .tanh: return dy.combined(y.storage, ck_tanh_backward)
    case .sigmoid: return dy.combined(y.storage, ck_sigmoid_backward)
    }
  }

  private func recordedDerivative(_ dy: Tensor, output y: Tensor) -> Tensor {
    switch self {
    case .none: dy
    case .relu: dy * Tensor.ones(y.shape).combined(y.storage, ck_relu_backward)
    case .tanh: dy * (1 - y.squared())
    case .sigmoid: dy * (y * (1 - y))
    }
  }
}
