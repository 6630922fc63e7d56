import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct LayerTests {
  @Test func linearIsTheMatrixProductPlusBias() {
    // Worked by hand: x = (1, 2), W = ((1, 2), (3, 4), (5, 6)), b = (0.5, 0, −1).
    let linear = Linear(
      weight: parameter("weight", [1, 2, 3, 4, 5, 6], shape: [3, 2]),
      bias: parameter("bias", [0.5, 0, -1]))
    let output = linear(Tensor([1, 2], shape: [1, 2]))
    #expect(output.shape == [1, 3])
    #expect(output.scalars == [5.5, 11, 16])
    #expect(linear.inputSize == 2 && linear.outputSize == 3)
  }

  @Test func linearWithoutBiasHasOneParameter() {
    var stream = RandomStream(seed: 1)
    let linear = Linear(inputSize: 2, outputSize: 1, hasBias: false, using: &stream)
    #expect(linear.parameters.map(\.name) == ["weight"])
    #expect(linear(Tensor.zeros([3, 2])).scalars == [0, 0, 0])
  }

  @Test func activationsAreTheirFormulas() {
    let input = Tensor([-2, 0, 0.5], shape: [3])
    expectNear(ReLU()(input).scalars, [0, 0, 0.5], "relu")
    expectNear(Tanh()(input).scalars, [-0.9640276, 0, 0.46211717], "tanh")
    expectNear(Sigmoid()(input).scalars, [0.11920292, 0.5, 0.62245935], "sigmoid")
  }

  @Test func flattenKeepsTheBatch() {
    #expect(Flatten()(Tensor.zeros([2, 3, 4])).shape == [2, 12])
    #expect(Flatten()(Tensor.zeros([2, 3])).shape == [2, 3])
    #expect(Flatten()(Tensor.zeros([2])).shape == [2, 1])
    let input = randomTensor([2, 2, 3], seed: 3)
    #expect(Flatten()(input).scalars == input.scalars)
  }

  @Test(arguments: [Activation.none, .relu, .tanh, .sigmoid])
  func fusedActivationHasTheBitsOfItsOwnLayer(_ activation: Activation) {
    var stream = RandomStream(seed: 2)
    let linear = Linear(inputSize: 7, outputSize: 19, using: &stream)
    let input = randomTensor([5, 7], seed: 4)
    let plain = linear(input)
    let apart: Tensor
    switch activation {
    case .none: apart = plain
    case .relu: apart = ReLU()(plain)
    case .tanh: apart = Tanh()(plain)
    case .sigmoid: apart = Sigmoid()(plain)
    }
    #expect(linear(input, activation: activation).scalars == apart.scalars)
  }

  @Test(arguments: [Activation.none, .tanh, .sigmoid])
  func gradientsOfALayerAreRight(_ activation: Activation) {
    let weight = randomTensor([4, 3], seed: 5)
    let bias = randomTensor([4], seed: 6)
    let input = randomTensor([5, 3], seed: 7)
    for seed in 0..<3 {
      let inputs = [input, weight, bias]
      expectGradient(inputs, seed: UInt64(seed)) { values in
        Tensor.linear(
          values[0], weight: values[1], bias: values[2], activation: activation
        ).squared().mean()
      }
    }
  }

  @Test func gradientsOfTheLossesAreRight() {
    let prediction = randomTensor([6, 4], seed: 8, in: -2..<2)
    let target = randomTensor([6, 4], seed: 9, in: -2..<2)
    expectGradient([prediction]) { meanSquaredError($0[0], target) }
    expectGradient([prediction]) { huberLoss($0[0], target, delta: 0.8) }
    expectGradient([prediction]) { crossEntropy(logits: $0[0], labels: [0, 1, 2, 3, 0, 1]) }
  }

  @Test func lossesOfSmallTablesAreRight() {
    let prediction = Tensor([1, 2, -3], shape: [3])
    let target = Tensor([1.5, 0, -3], shape: [3])
    // d = (−0.5, 2, 0): (0.25 + 4 + 0) / 3, and with δ = 1 (0.125 + 1.5 + 0) / 3.
    expectNear([meanSquaredError(prediction, target).item], [4.25 / 3], "mse")
    expectNear([huberLoss(prediction, target).item], [1.625 / 3], "huber")
    // Two equal logits: log 2 whatever the label.
    expectNear(
      [crossEntropy(logits: Tensor([3, 3], shape: [1, 2]), labels: [1]).item], [0.6931472], "ce")
  }

  @Test func aLossOfTwoShapesStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = meanSquaredError(Tensor.zeros([3, 1]), Tensor.zeros([3]))
    }
  }
}
