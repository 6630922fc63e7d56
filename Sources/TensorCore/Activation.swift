import TensorKernels

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
  func derivative(_ dy: Tensor, output y: Storage) -> Tensor {
    switch self {
    case .none: return dy
    case .relu: return dy.combined(y, ck_relu_backward)
    case .tanh: return dy.combined(y, ck_tanh_backward)
    case .sigmoid: return dy.combined(y, ck_sigmoid_backward)
    }
  }
}
