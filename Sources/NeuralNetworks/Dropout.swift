import TensorCore

/// In training sets elements to 0 at random and scales the others by `1 / (1 − rate)`; in evaluation,
/// which is the rule, the identity.
///
/// Inside `withTrainingMode` each call draws one word of its stream for each element, in row-major
/// order, in the order in which the layers are called.
///
/// - Shapes: any; the output's is the input's.
/// - Source: Srivastava et al. 2014, "Dropout"; PyTorch `torch.nn.Dropout`.
public struct Dropout: Module {
  /// The probability that an element is dropped.
  public let rate: Float

  /// Makes the layer.
  ///
  /// - Parameter rate: The probability that an element is dropped, in 0 … 1.
  public init(_ rate: Float = 0.5) {
    precondition(rate >= 0 && rate <= 1, "Dropout: expected a rate in 0...1, got \(rate)")
    self.rate = rate
  }

  /// None: there is nothing to learn.
  public var parameters: [Parameter] { [] }

  /// Drops elements in training.
  ///
  /// - Parameter input: Any shape.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    guard let mode = TrainingMode.current else { return input }
    return input.dropout(rate, using: &mode.random)
  }
}
