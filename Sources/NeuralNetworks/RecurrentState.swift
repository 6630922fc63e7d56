import TensorCore

/// What a recurrent layer remembers between two calls.
///
/// With L layers, D directions, B sequences and a state of size H every tensor is `[L·D, B, H]`:
/// the first layer's first direction, then its second one, then the next layer's.
public struct RecurrentState {
  /// h, the last outputs.
  public var hidden: Tensor
  /// c, an LSTM's cells; nil in the other layers.
  public var cell: Tensor?

  /// A state of these tensors.
  ///
  /// - Parameters:
  ///   - hidden: `[L·D, B, H]`.
  ///   - cell: The same shape for an LSTM, where nil stands for zero; nil for the others.
  public init(hidden: Tensor, cell: Tensor? = nil) {
    self.hidden = hidden
    self.cell = cell
  }

  /// The same numbers as constants: a gradient does not flow back into the calls before.
  ///
  /// Backpropagation through time is truncated by it: a long sequence is fed in pieces, each call
  /// given the detached state of the one before.
  public var detached: RecurrentState {
    RecurrentState(hidden: hidden.detached, cell: cell?.detached)
  }
}
