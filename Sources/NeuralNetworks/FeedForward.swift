import Determinism
import TensorCore

/// The function between the two maps of a transformer block.
public enum FeedForwardActivation: String, CaseIterable, Codable, Sendable {
  /// `max(x, 0)`.
  case relu
  /// `x Φ(x)`, exactly.
  case gelu
  /// `gelu` by tanh, as in GPT-2.
  case geluTanh = "gelu_tanh"
}

/// The two maps of a transformer block with a function between them, position by position.
struct FeedForward {
  let first: Linear
  let second: Linear
  let activation: FeedForwardActivation
  let dropout: Dropout

  init(
    size: Int, innerSize: Int, activation: FeedForwardActivation, dropout: Float,
    using random: inout RandomStream
  ) {
    precondition(
      size >= 1 && innerSize >= 1,
      "FeedForward: expected sizes of at least 1, got \(size) and \(innerSize)")
    first = Linear(inputSize: size, outputSize: innerSize, using: &random).named("linear1")
    second = Linear(inputSize: innerSize, outputSize: size, using: &random).named("linear2")
    self.activation = activation
    self.dropout = Dropout(dropout)
  }

  var parameters: [Parameter] { first.parameters + second.parameters }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let inner: Tensor
    switch activation {
    case .relu: inner = first(input, activation: .relu)
    case .gelu: inner = first(input).gelu()
    case .geluTanh: inner = first(input).gelu(approximate: .tanh)
    }
    return second(dropout(inner))
  }
}
