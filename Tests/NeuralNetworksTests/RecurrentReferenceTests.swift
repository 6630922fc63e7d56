import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// The recurrent layers against PyTorch: outputs, final states, and the gradients of everything.
struct RecurrentReferenceTests {
  private struct Case: Decodable {
    let kind: String
    let layers: Int
    let bidirectional: Bool
    let batchFirst: Bool
    let hasBias: Bool
    let lengths: [Int]?
    let names: [String]
    let parameters: [String: [Float]]
    let input: [Float]
    let start: [[Float]]
    let output: [Float]
    let last: [[Float]]
    let inputGradient: [Float]
    let startGradients: [[Float]]
    let gradients: [String: [Float]]
  }

  /// The sum of the elements, weighted by sin(1), sin(2) and so on.
  private func weighted(_ tensor: Tensor) -> Tensor {
    let weights = (0..<tensor.count).map { Float(ExactMath.sin(Double($0 + 1))) }
    return (tensor * Tensor(weights, shape: tensor.shape)).sum()
  }

  private typealias Run =
    (Tensor, RecurrentState?, [Int]?) -> (output: Tensor, state: RecurrentState)

  private func layer(_ reference: Case) -> (parameters: [Parameter], run: Run) {
    var random = RandomStream(seed: 1)
    switch reference.kind {
    case "lstm":
      let layer = LSTM(
        inputSize: 3, hiddenSize: 4, layers: reference.layers,
        isBidirectional: reference.bidirectional, batchFirst: reference.batchFirst,
        hasBias: reference.hasBias, using: &random)
      return (layer.parameters, { layer($0, state: $1, lengths: $2) })
    case "gru":
      let layer = GRU(
        inputSize: 3, hiddenSize: 4, layers: reference.layers,
        isBidirectional: reference.bidirectional, batchFirst: reference.batchFirst,
        hasBias: reference.hasBias, using: &random)
      return (layer.parameters, { layer($0, state: $1, lengths: $2) })
    default:
      let layer = RNN(
        inputSize: 3, hiddenSize: 4, nonlinearity: reference.kind == "tanh" ? .tanh : .relu,
        layers: reference.layers, isBidirectional: reference.bidirectional,
        batchFirst: reference.batchFirst, hasBias: reference.hasBias, using: &random)
      return (layer.parameters, { layer($0, state: $1, lengths: $2) })
    }
  }

  @Test func eachKindAgreesWithPyTorch() throws {
    let cases = try reference("recurrent.json", as: [Case].self)
    #expect(Set(cases.map(\.kind)) == ["tanh", "relu", "lstm", "gru"])
    for expected in cases {
      let name = "\(expected.kind) \(expected.layers) \(expected.lengths ?? [])"
      let (parameters, run) = layer(expected)
      #expect(parameters.map(\.name) == expected.names, "\(name)")
      for parameter in parameters {
        let values = try #require(expected.parameters[parameter.name])
        parameter.value = Tensor(values, shape: parameter.shape)
      }
      let input = Parameter(
        Tensor(expected.input, shape: expected.batchFirst ? [4, 5, 3] : [5, 4, 3]))
      let count = expected.layers * (expected.bidirectional ? 2 : 1)
      let start = expected.start.map { Parameter(Tensor($0, shape: [count, 4, 4])) }
      let state = RecurrentState(
        hidden: start[0].tensor, cell: start.count > 1 ? start[1].tensor : nil)
      let result = run(input.tensor, state, expected.lengths)
      expectNear(result.output.scalars, expected.output, tolerance: 2e-6, "\(name) output")
      let last = [result.state.hidden] + (result.state.cell.map { [$0] } ?? [])
      #expect(last.count == expected.last.count)
      var loss = weighted(result.output)
      for (tensor, values) in zip(last, expected.last) {
        expectNear(tensor.scalars, values, tolerance: 2e-6, "\(name) state")
        loss = loss + weighted(tensor)
      }
      loss.backward()
      expectNear(
        try #require(input.gradient).scalars, expected.inputGradient, tolerance: 4e-6,
        "\(name) input's gradient")
      for (parameter, values) in zip(start, expected.startGradients) {
        expectNear(
          try #require(parameter.gradient).scalars, values, tolerance: 4e-6,
          "\(name) initial state's gradient")
      }
      for parameter in parameters {
        let values = try #require(expected.gradients[parameter.name])
        expectNear(
          try #require(parameter.gradient).scalars, values,
          tolerance: 8e-6, "\(name) gradient of \(parameter.name)")
      }
    }
  }
}
