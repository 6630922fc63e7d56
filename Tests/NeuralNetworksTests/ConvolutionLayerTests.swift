import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct ConvolutionLayerTests {
  @Test func layersHavePyTorchsShapesAndNames() {
    var random = RandomStream(seed: 1)
    let conv = Conv2d(
      inputChannels: 4, outputChannels: 6, kernelSize: 3, stride: 2, padding: 1, groups: 2,
      using: &random)
    #expect(conv.weight.shape == [6, 2, 3, 3] && conv.bias?.shape == [6])
    #expect(conv.parameters.map(\.name) == ["weight", "bias"])
    #expect(conv.inputChannels == 4 && conv.outputChannels == 6)
    #expect(conv(Tensor.zeros([5, 4, 9, 8])).shape == [5, 6, 5, 4])
    let line = Conv1d(
      inputChannels: 2, outputChannels: 3, kernelSize: 5, padding: 2, hasBias: false,
      using: &random)
    #expect(line.weight.shape == [3, 2, 5] && line.parameters.count == 1)
    #expect(line(Tensor.zeros([5, 2, 9])).shape == [5, 3, 9])
    let back = ConvTranspose2d(
      inputChannels: 4, outputChannels: 6, kernelSize: 3, stride: 2, padding: 1, outputPadding: 1,
      using: &random)
    #expect(back.weight.shape == [4, 6, 3, 3])
    #expect(back(Tensor.zeros([1, 4, 5, 7])).shape == [1, 6, 10, 14])
    let image = Tensor.zeros([2, 3, 8, 9])
    #expect(MaxPool2d(kernelSize: 2)(image).shape == [2, 3, 4, 4])
    #expect(AvgPool2d(kernelSize: 3, stride: 2, padding: 1)(image).shape == [2, 3, 4, 5])
    #expect(AdaptiveAvgPool2d(outputSize: 1)(image).shape == [2, 3, 1, 1])
  }

  @Test func freshWeightsLieWithinOneOverTheRootOfTheFanIn() {
    var random = RandomStream(seed: 2)
    let conv = Conv2d(inputChannels: 8, outputChannels: 32, kernelSize: 3, using: &random)
    let bound = Float(1 / Double(72).squareRoot())
    for values in conv.parameters.map(\.value.scalars) {
      #expect(values.allSatisfy { abs($0) <= bound })
      #expect(values.contains { abs($0) > 0.9 * bound })
    }
    let zeroBias = Conv2d(
      inputChannels: 8, outputChannels: 4, kernelSize: 3, initializer: .kaimingNormal(),
      using: &random)
    #expect(zeroBias.bias?.value.scalars == [0, 0, 0, 0])
  }

  @Test func aNetworkFusesToTheBitsOfItsLayersOneByOne() throws {
    var random = RandomStream(seed: 3)
    let network = Sequential([
      Conv2d(inputChannels: 1, outputChannels: 5, kernelSize: 3, padding: 1, using: &random),
      ReLU(), MaxPool2d(kernelSize: 2),
      Conv2d(inputChannels: 5, outputChannels: 4, kernelSize: 3, using: &random), Tanh(),
      MaxPool2d(kernelSize: 2),
      Conv2d(inputChannels: 4, outputChannels: 3, kernelSize: 1, using: &random),
      MaxPool2d(kernelSize: 2), Flatten(), Linear(inputSize: 3, outputSize: 2, using: &random),
    ])
    let input = randomTensor([3, 1, 13, 12], seed: 4)
    func gradients(_ output: Tensor) throws -> [[Float]] {
      network.zeroGradients()
      (output * randomTensor(output.shape, seed: 5)).sum().backward()
      return try [output.scalars] + network.parameters.map { try #require($0.gradient).scalars }
    }
    let fused = try gradients(network(input))
    var apart = input
    for layer in network.layers { apart = layer(apart) }
    for (a, b) in zip(fused, try gradients(apart)) { expectEqual(a, b) }
  }

  @Test func gradientsOfASmallNetworkAreThoseOfItsValues() {
    let inputs = [
      randomTensor([2, 2, 7, 7], seed: 1), randomTensor([3, 2, 3, 3], seed: 2),
      randomTensor([3], seed: 3), randomTensor([2, 3, 3, 3], seed: 4),
    ]
    expectGradient(inputs, tolerance: 2e-3) { values in
      values[0].conv2d(values[1], bias: values[2], padding: (1, 1), activation: .tanh)
        .averagePool2d(kernel: (2, 2)).conv2d(values[3]).adaptiveAveragePool2d(output: (1, 1))
        .squared().mean()
    }
  }
}
