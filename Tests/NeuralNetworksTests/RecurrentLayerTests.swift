import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct RecurrentLayerTests {
  @Test func parametersHaveTheNamesAndRangesOfPyTorch() {
    var random = RandomStream(seed: 1)
    let lstm = LSTM(
      inputSize: 3, hiddenSize: 16, layers: 2, isBidirectional: true, using: &random)
    #expect(
      lstm.parameters.map(\.name).prefix(9) == [
        "weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_ih_l0_reverse",
        "weight_hh_l0_reverse", "bias_ih_l0_reverse", "bias_hh_l0_reverse", "weight_ih_l1",
      ])
    #expect(lstm.parameters[0].shape == [64, 3] && lstm.parameters[1].shape == [64, 16])
    #expect(lstm.parameters[8].shape == [64, 32])
    let values = lstm.parameters.flatMap { $0.value.scalars }
    // k = 1 / √16.
    #expect(values.allSatisfy { $0 >= -0.25 && $0 < 0.25 })
    #expect((values.max() ?? 0) > 0.24 && (values.min() ?? 0) < -0.24)
    let gru = GRU(inputSize: 3, hiddenSize: 16, hasBias: false, using: &random)
    #expect(gru.parameters.map(\.name) == ["weight_ih_l0", "weight_hh_l0"])
    #expect(gru.parameters[0].shape == [48, 3])
    #expect(gru.inputSize == 3 && gru.hiddenSize == 16)
    let rnn = RNN(inputSize: 3, hiddenSize: 16, using: &random)
    #expect(rnn.parameters.map(\.shape) == [[16, 3], [16, 16], [16], [16]])
  }

  @Test func stepsFedOneByOneGiveTheOutputsOfTheWhole() {
    var random = RandomStream(seed: 2)
    let lstm = LSTM(inputSize: 3, hiddenSize: 8, layers: 2, using: &random)
    let gru = GRU(inputSize: 3, hiddenSize: 8, layers: 2, using: &random)
    let rnn = RNN(inputSize: 3, hiddenSize: 8, nonlinearity: .relu, layers: 2, using: &random)
    let input = randomTensor([4, 6, 3], seed: 3)
    func check(_ run: (Tensor, RecurrentState?) -> (output: Tensor, state: RecurrentState)) {
      let whole = run(input, nil)
      var state: RecurrentState? = nil
      for step in 0..<6 {
        let (output, next) = run(input.sliced(step..<step + 1, axis: 1), state)
        #expect(output.scalars == whole.output.sliced(step..<step + 1, axis: 1).scalars)
        state = next
      }
      #expect(state?.hidden.scalars == whole.state.hidden.scalars)
      #expect(state?.cell?.scalars == whole.state.cell?.scalars)
    }
    check { lstm($0, state: $1) }
    check { gru($0, state: $1) }
    check { rnn($0, state: $1) }
  }

  @Test func aDetachedStateTruncatesTheGradient() throws {
    var random = RandomStream(seed: 4)
    let gru = GRU(inputSize: 2, hiddenSize: 3, using: &random)
    let early = Parameter(randomTensor([1, 3, 2], seed: 5))
    let late = randomTensor([1, 3, 2], seed: 6)
    let state = gru(early.tensor, state: nil).state
    gru(late, state: state.detached).output.sum().backward()
    #expect(early.gradient == nil)
    let cut = try #require(gru.parameters[0].gradient).scalars
    gru.zeroGradients()
    gru(late, state: state).output.sum().backward()
    #expect(try #require(early.gradient).scalars.contains { $0 != 0 })
    #expect(try #require(gru.parameters[0].gradient).scalars != cut)
  }

  @Test func dropoutActsBetweenLayersInTrainingAlone() {
    var random = RandomStream(seed: 7)
    let deep = GRU(inputSize: 3, hiddenSize: 32, layers: 2, dropout: 0.5, using: &random)
    let single = GRU(inputSize: 3, hiddenSize: 32, dropout: 0.5, using: &random)
    let input = randomTensor([2, 5, 3], seed: 8)
    let plain = deep(input).scalars
    var masks = RandomStream(seed: 9)
    let first = withTrainingMode(using: &masks) { deep(input).scalars }
    let second = withTrainingMode(using: &masks) { deep(input).scalars }
    #expect(first != plain && second != first)
    var again = RandomStream(seed: 9)
    #expect(withTrainingMode(using: &again) { deep(input).scalars } == first)
    #expect(withTrainingMode(using: &again) { single(input).scalars } == single(input).scalars)
  }

  @Test func anEncoderStartsADecoder() {
    var random = RandomStream(seed: 10)
    let encoder = LSTM(inputSize: 3, hiddenSize: 8, using: &random)
    let decoder = LSTM(inputSize: 2, hiddenSize: 8, using: &random)
    let source = randomTensor([2, 7, 3], seed: 11)
    let target = randomTensor([2, 4, 2], seed: 12)
    let output = decoder(target, state: encoder(source).state).output
    #expect(output.shape == [2, 4, 8])
    output.sum().backward()
    for parameter in encoder.parameters { #expect(parameter.gradient != nil) }
  }

  @Test func aWarmStepTakesNoMemoryFromTheSystem() {
    var random = RandomStream(seed: 13)
    let lstm = LSTM(
      inputSize: 8, hiddenSize: 16, layers: 2, isBidirectional: true, using: &random)
    let input = randomTensor([6, 9, 8], seed: 14)
    func step() {
      lstm.zeroGradients()
      lstm(input, lengths: [9, 2, 5, 5, 1, 0]).output.squared().mean().backward()
    }
    for _ in 0..<3 { step() }
    let before = (TensorMemory.bytesFromSystemOfThread, TensorMemory.bytesInUseOfThread)
    for _ in 0..<20 { step() }
    let after = withExtendedLifetime((lstm, input)) {
      (TensorMemory.bytesFromSystemOfThread, TensorMemory.bytesInUseOfThread)
    }
    #expect(after == before)
  }

  @Test func anOrderIsLearned() {
    // The class of a sequence is its first element: it has to be remembered over the others.
    var random = RandomStream(seed: 15)
    let gru = GRU(inputSize: 1, hiddenSize: 8, using: &random)
    let head = Linear(inputSize: 8, outputSize: 2, using: &random)
    let parameters = gru.parameters + head.parameters
    var adam = Adam(learningRate: 0.02)
    let labels = (0..<32).map { Int32($0 % 2) }
    var values = randomTensor([256], seed: 16, in: -0.5..<0.5).scalars
    for sequence in 0..<32 { values[8 * sequence] = sequence % 2 == 0 ? -1 : 1 }
    let input = Tensor(values, shape: [32, 8, 1])
    var loss: Float = 0
    for _ in 0..<60 {
      for parameter in parameters { parameter.gradient = nil }
      let state = gru(input, state: nil).state.hidden.reshaped([32, 8])
      let value = crossEntropy(logits: head(state), labels: labels)
      loss = value.item
      value.backward()
      adam.step(parameters)
    }
    #expect(loss < 0.1)
  }

  @Test func wrongSizesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = GRU(inputSize: 0, hiddenSize: 4, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = LSTM(inputSize: 3, hiddenSize: 4, layers: 2, dropout: 1, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      let gru = GRU(inputSize: 3, hiddenSize: 4, layers: 2, using: &random)
      _ = gru(Tensor.zeros([1, 2, 3]), state: RecurrentState(hidden: Tensor.zeros([1, 1, 4])))
    }
    await #expect(processExitsWith: .failure) {
      let weight = Parameter(Tensor.zeros([4, 3]))
      let set = RecurrentWeights(input: weight.tensor, state: Tensor.zeros([4, 4]))
      let loss = Tensor.recurrent(.tanh, Tensor.zeros([1, 2, 3]), weights: [set]).output.sum()
      loss.backward(creatingGraph: true)
    }
  }
}
