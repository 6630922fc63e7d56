import Determinism
import NeuralNetworks
import TensorCore
import Testing

struct SequentialTests {
  private func network(seed: UInt64 = 1) -> Sequential {
    var random = RandomStream(seed: seed)
    return Sequential([
      Flatten(), Linear(inputSize: 4, outputSize: 8, using: &random), ReLU(),
      Linear(inputSize: 8, outputSize: 8, using: &random), Tanh(), Sigmoid(),
      Linear(inputSize: 8, outputSize: 2, using: &random),
    ])
  }

  @Test func namesCountEveryLayer() {
    #expect(
      network().parameters.map(\.name)
        == ["1.weight", "1.bias", "3.weight", "3.bias", "6.weight", "6.bias"])
    #expect(network().parameterCount == 5 * 8 + 9 * 8 + 9 * 2)
    #expect(network().parameter(named: "3.bias")?.value.shape == [8])
    #expect(network().parameter(named: "2.weight") == nil)
  }

  @Test func nestedNetworksHavePathsAsNames() {
    var random = RandomStream(seed: 1)
    let body = Sequential([Linear(inputSize: 2, outputSize: 3, using: &random), ReLU()])
    let whole = Sequential([body, Linear(inputSize: 3, outputSize: 1, using: &random)])
    #expect(whole.parameters.map(\.name) == ["0.0.weight", "0.0.bias", "1.weight", "1.bias"])
  }

  @Test func fusionGivesTheBitsOfTheLayersOneByOne() {
    let network = network()
    var random = RandomStream(seed: 9)
    let input = Tensor(shape: [3, 2, 2]) { random.fillUniform($0, in: -2..<2) }
    var value = input
    for layer in network.layers { value = layer(value) }
    #expect(network(input).scalars == value.scalars)
  }

  @Test func aPartSharesParametersAndKeepsTheirNames() {
    let network = network()
    let head = network.part(6..<7)
    #expect(head.parameters.map(\.name) == ["6.weight", "6.bias"])
    #expect(head.parameters[0] === network.parameters[4])
    var random = RandomStream(seed: 9)
    let input = Tensor(shape: [3, 4]) { random.fillUniform($0, in: -2..<2) }
    #expect(head(network.part(0..<6)(input)).scalars == network(input).scalars)
  }

  @Test func anEmptyNetworkGivesBackItsInput() {
    #expect(Sequential([])(Tensor([1, 2], shape: [2])).scalars == [1, 2])
  }

  @Test func forgettingGradientsReachesEveryParameter() {
    let network = network()
    network(Tensor.full([2, 4], 1)).mean().backward()
    #expect(network.parameters.allSatisfy { $0.gradient != nil })
    network.zeroGradients()
    #expect(network.parameters.allSatisfy { $0.gradient == nil })
  }
}
