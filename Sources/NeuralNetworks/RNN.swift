import Determinism
import TensorCore

/// Elman's recurrent network, in one or several layers and one direction or both.
///
/// `h = tanh(W x + b + U h + c)`, or ReLU in the place of tanh. For the shapes of problems see
/// `LSTM`.
///
/// Each sequence may have its own length; past it the output is zero and the state is held, and the
/// second direction starts at the sequence's own last step.
///
/// - Shapes: input `[B, T, inputSize]`, output `[B, T, D·hiddenSize]` with D directions (`[T, B, …]`
///   where `batchFirst` is false); the state's tensors are `[layers·D, B, hiddenSize]`;
///   `weight_ih_l0` `[hiddenSize, inputSize]`, `weight_hh_l0` `[hiddenSize, hiddenSize]`,
///   `bias_ih_l0`, `bias_hh_l0` `[hiddenSize]`, then `…_l0_reverse`, `…_l1` and so on.
/// - Initialization: all ~ U(−k, k), k = 1/√hiddenSize, in the order of `parameters`.
/// - Precondition: the input's last dimension equals `inputSize`; lengths lie in 0 ... T.
/// - Source: Elman 1990; PyTorch
///   `torch.nn.RNN`, same layout and initialization: weights can be exchanged.
public struct RNN: Module {
  /// The state that goes in and comes out.
  public typealias State = RecurrentState

  /// The function of each step.
  public enum Nonlinearity: String, CaseIterable, Codable, Sendable {
    /// The hyperbolic tangent.
    case tanh
    /// `max(x, 0)`.
    case relu
  }

  private let stack: RecurrentStack

  /// Makes the layers with fresh parameters.
  ///
  /// - Parameters:
  ///   - inputSize: The input's last dimension, at least 1.
  ///   - hiddenSize: The size of the state, at least 1.
  ///   - nonlinearity: The function of each step.
  ///   - layers: How many are stacked, at least 1; each takes the output of the one before.
  ///   - isBidirectional: Whether each layer also runs from the end to the start.
  ///   - dropout: The rate of dropout between layers in training, in 0 ..< 1.
  ///   - batchFirst: Whether sequences or steps come first in input and output.
  ///   - hasBias: Whether biases are added.
  ///   - random: The stream that the values are drawn from.
  public init(
    inputSize: Int, hiddenSize: Int, nonlinearity: Nonlinearity = .tanh,
    layers: Int = 1, isBidirectional: Bool = false, dropout: Float = 0, batchFirst: Bool = true,
    hasBias: Bool = true, using random: inout RandomStream
  ) {
    stack = RecurrentStack(
      "RNN", cell: nonlinearity == .tanh ? .tanh : .relu, inputSize: inputSize,
      hiddenSize: hiddenSize, layers: layers, isBidirectional: isBidirectional, dropout: dropout,
      batchFirst: batchFirst, hasBias: hasBias, using: &random)
  }

  /// `weight_ih_l0`, `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`, the same with `_reverse`, then the
  /// next layer's.
  public var parameters: [Parameter] { stack.parameters }
  /// The input's last dimension.
  public var inputSize: Int { stack.inputSize }
  /// The size of the state.
  public var hiddenSize: Int { stack.hiddenSize }

  /// Runs whole sequences from the zero state.
  ///
  /// - Parameter input: `[B, T, inputSize]`.
  /// - Returns: The last layer's state at every step, `[B, T, D·hiddenSize]`.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    stack(input, state: nil, lengths: nil).output
  }

  /// Runs sequences from a state, each up to its length.
  ///
  /// - Parameters:
  ///   - input: `[B, T, inputSize]`; what stands past a sequence's length has no effect.
  ///   - state: The initial state; nil for zero.
  ///   - lengths: The steps of each sequence, in 0 ... T; nil for T.
  /// - Returns: The output, and the state after each sequence's last step.
  public func callAsFunction(
    _ input: Tensor, state: State? = nil, lengths: [Int]? = nil
  ) -> (output: Tensor, state: State) {
    stack(input, state: state, lengths: lengths)
  }
}
