import Determinism
import NeuralNetworks
import TensorCore

/// The layers of a ``RecurrentQNetwork``: encoder, recurrent cell and head, over whole sequences.
///
/// Sequences lie with the steps first, `[T, B, F]`: then the encoder and the head see `T·B` rows at
/// once, and the cell reads each step's rows as they lie.
struct RecurrentLayers: Module {
  private enum Cell {
    case rnn(RNN)
    case gru(GRU)
    case lstm(LSTM)
  }

  let specification: RecurrentQSpecification
  let parameters: [Parameter]
  private let encoder: Sequential
  private let cell: Cell
  private let head: Sequential

  /// Draws the encoder's parameters, then the cell's, then the head's.
  init(_ specification: RecurrentQSpecification, using random: inout RandomStream) {
    self.specification = specification
    encoder = specification.encoder.makeNetwork(using: &random)
    let (features, size) = (specification.encoder.outputShape[0], specification.size)
    let recurrent: any Module
    switch specification.cell {
    case .rnn:
      let rnn = RNN(inputSize: features, hiddenSize: size, batchFirst: false, using: &random)
      (cell, recurrent) = (.rnn(rnn), rnn)
    case .gru:
      let gru = GRU(inputSize: features, hiddenSize: size, batchFirst: false, using: &random)
      (cell, recurrent) = (.gru(gru), gru)
    case .lstm:
      let lstm = LSTM(inputSize: features, hiddenSize: size, batchFirst: false, using: &random)
      (cell, recurrent) = (.lstm(lstm), lstm)
    }
    head = specification.head.makeNetwork(using: &random)
    let parts = [("encoder", encoder.parameters), ("memory", recurrent.parameters)]
    for (prefix, parameters) in parts + [("head", head.parameters)] {
      for parameter in parameters { parameter.name = "\(prefix).\(parameter.name)" }
    }
    parameters = encoder.parameters + recurrent.parameters + head.parameters
  }

  /// The values of all actions at every step of sequences that begin with an empty memory.
  ///
  /// - Shapes: input `[T, B, F]`, result `[T·B, A]`.
  func callAsFunction(_ input: Tensor) -> Tensor { unroll(input, from: []).values }

  /// Runs sequences from a state.
  ///
  /// - Parameters:
  ///   - input: `[T, B, F]`.
  ///   - states: h and an LSTM's c, each `[B, H]`; none for zero.
  /// - Returns: the values `[T·B, A]`, those of the first step first, and the states behind the
  ///   last step.
  func unroll(_ input: Tensor, from states: [Tensor]) -> (values: Tensor, states: [Tensor]) {
    let (steps, batch) = (input.shape[0], input.shape[1])
    let (output, last) = remember(input, from: states, lengths: nil)
    return (head(output.reshaped([steps * batch, specification.size])), last)
  }

  /// The states behind sequences of different lengths, each in 0...T.
  func states(after input: Tensor, from states: [Tensor], lengths: [Int]) -> [Tensor] {
    remember(input, from: states, lengths: lengths).states
  }

  private func remember(
    _ input: Tensor, from states: [Tensor], lengths: [Int]?
  ) -> (output: Tensor, states: [Tensor]) {
    let (steps, batch) = (input.shape[0], input.shape[1])
    let features = encoder(
      input.reshaped(Shape([steps * batch] + specification.encoder.inputShape)))
    let sequence = features.reshaped([steps, batch, features.shape[1]])
    let layered = states.map { $0.reshaped([1, batch, specification.size]) }
    let state = layered.first.map {
      RecurrentState(hidden: $0, cell: layered.count > 1 ? layered[1] : nil)
    }
    let result =
      switch cell {
      case .rnn(let rnn): rnn(sequence, state: state, lengths: lengths)
      case .gru(let gru): gru(sequence, state: state, lengths: lengths)
      case .lstm(let lstm): lstm(sequence, state: state, lengths: lengths)
      }
    let last = [result.state.hidden] + (result.state.cell.map { [$0] } ?? [])
    return (result.output, last.map { $0.reshaped([batch, specification.size]) })
  }
}
