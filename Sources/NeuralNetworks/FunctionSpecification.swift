/// A function of each element that is not one of `Activation`, in a `LayerSpecification`.
public enum FunctionSpecification: Hashable, Sendable {
  /// `GELU`, with the error function or its approximation by tanh. YAML: `gelu`, `gelu: tanh`.
  case gelu(isApproximate: Bool)
  /// `SiLU`. YAML: `silu`.
  case silu
  /// `LeakyReLU` with the slope below 0, finite. YAML: `leaky_relu: 0.01`, which is the default.
  case leakyReLU(slope: Float)
  /// `ELU`, whose value far below 0 is −alpha, finite and ≥ 0. YAML: `elu: 1`, which is the default.
  case elu(alpha: Float)
  /// `Softplus`. YAML: `softplus`.
  case softplus

  static let words = ["gelu", "silu", "leaky_relu", "elu", "softplus"]

  /// The line in YAML.
  var yaml: String {
    switch self {
    case .gelu(let isApproximate): isApproximate ? "gelu: tanh" : "gelu"
    case .silu: "silu"
    case .leakyReLU(let slope): slope == 0.01 ? "leaky_relu" : "leaky_relu: \(slope)"
    case .elu(let alpha): alpha == 1 ? "elu" : "elu: \(alpha)"
    case .softplus: "softplus"
    }
  }

  func check() throws(LayerMistake) {
    switch self {
    case .leakyReLU(let slope) where !slope.isFinite:
      throw LayerMistake("leaky_relu: expected a finite slope, got \(slope)")
    case .elu(let alpha) where !(alpha >= 0 && alpha.isFinite):
      throw LayerMistake("elu: expected a finite alpha of at least 0, got \(alpha)")
    default: break
    }
  }
}
