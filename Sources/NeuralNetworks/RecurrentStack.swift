import Determinism
import TensorCore

/// What LSTM, GRU and RNN share: layers of one cell, in one direction or both.
struct RecurrentStack {
  let cell: RecurrentCell
  let inputSize: Int
  let hiddenSize: Int
  let layers: Int
  let directions: Int
  let dropout: Float
  let batchFirst: Bool
  let hasBias: Bool
  let parameters: [Parameter]

  init(
    _ name: String, cell: RecurrentCell, inputSize: Int, hiddenSize: Int, layers: Int,
    isBidirectional: Bool, dropout: Float, batchFirst: Bool, hasBias: Bool,
    using random: inout RandomStream
  ) {
    precondition(
      inputSize >= 1 && hiddenSize >= 1 && layers >= 1,
      "\(name): expected sizes and layers of at least 1, got \(inputSize) to \(hiddenSize), "
        + "\(layers) layers")
    precondition(
      dropout >= 0 && dropout < 1, "\(name): expected a dropout rate in 0 ..< 1, got \(dropout)")
    self.cell = cell
    self.inputSize = inputSize
    self.hiddenSize = hiddenSize
    self.layers = layers
    self.dropout = dropout
    self.batchFirst = batchFirst
    self.hasBias = hasBias
    directions = isBidirectional ? 2 : 1
    let bound = Initializer.linearBound(fanIn: hiddenSize)
    let rows = cell.gates * hiddenSize
    var parameters: [Parameter] = []
    for layer in 0..<layers {
      let columns = layer == 0 ? inputSize : directions * hiddenSize
      for suffix in ["", "_reverse"].prefix(directions) {
        var shapes: [(String, Shape)] = [
          ("weight_ih", [rows, columns]), ("weight_hh", [rows, hiddenSize]),
        ]
        if hasBias { shapes += [("bias_ih", [rows]), ("bias_hh", [rows])] }
        for (word, shape) in shapes {
          parameters.append(
            Parameter(
              Initializer.uniform(shape: shape, bound: bound, using: &random),
              name: "\(word)_l\(layer)\(suffix)"))
        }
      }
    }
    self.parameters = parameters
  }

  func callAsFunction(
    _ input: Tensor, state: RecurrentState?, lengths: [Int]?
  ) -> (output: Tensor, state: RecurrentState) {
    var value = input
    var hidden: [Tensor] = []
    var cells: [Tensor] = []
    let count = layers * directions
    if let state {
      for tensor in [state.hidden, state.cell] {
        precondition(
          tensor.map { $0.shape.rank == 3 && $0.shape[0] == count } ?? true,
          "recurrent \(cell.rawValue): expected an initial state [\(count), B, \(hiddenSize)], "
            + "got \(tensor?.shape ?? Shape())")
      }
    }
    for layer in 0..<layers {
      if layer > 0 { value = dropped(value) }
      let own = layer * directions..<(layer + 1) * directions
      let result = Tensor.recurrent(
        cell, value, weights: own.map(weights), hidden: state?.hidden.sliced(own),
        memory: state?.cell?.sliced(own), lengths: lengths, batchFirst: batchFirst)
      value = result.output
      hidden.append(result.hidden)
      if let memory = result.memory { cells.append(memory) }
    }
    let last = RecurrentState(
      hidden: joined(hidden), cell: cells.isEmpty ? nil : joined(cells))
    return (value, last)
  }

  /// Dropout between two layers, in training alone.
  private func dropped(_ value: Tensor) -> Tensor {
    guard dropout > 0, let mode = TrainingMode.current else { return value }
    return value.dropout(dropout, using: &mode.random)
  }

  private func joined(_ states: [Tensor]) -> Tensor {
    states.count == 1 ? states[0] : Tensor.concatenated(states)
  }

  private func weights(_ number: Int) -> RecurrentWeights {
    let first = number * (hasBias ? 4 : 2)
    return RecurrentWeights(
      input: parameters[first].tensor, state: parameters[first + 1].tensor,
      inputBias: hasBias ? parameters[first + 2].tensor : nil,
      stateBias: hasBias ? parameters[first + 3].tensor : nil)
  }
}
