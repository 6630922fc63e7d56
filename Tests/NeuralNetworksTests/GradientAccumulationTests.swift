import Determinism
import Documents
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct GradientAccumulationTests {
  private func network() -> Sequential {
    var random = RandomStream(seed: 4)
    return Sequential([
      Linear(inputSize: 5, outputSize: 7, using: &random), Tanh(),
      Linear(inputSize: 7, outputSize: 2, using: &random),
    ])
  }

  private func batch(_ index: Int, count: Int = 6) -> Tensor {
    var random = RandomStream(seed: UInt64(index))
    return Tensor(shape: [count, 5]) { random.fillUniform($0, in: -1..<1) }
  }

  private func gradients(_ network: Sequential, _ input: Tensor) -> [[Float]] {
    network.zeroGradients()
    network(input).squared().mean().backward()
    return network.parameters.map { $0.gradient?.scalars ?? [] }
  }

  @Test func theGradientIsTheFormulasToTheBit() {
    let network = network()
    let parts = (1...3).map { gradients(network, batch($0)) }
    var accumulation = GradientAccumulation(of: 3)
    for index in 1...3 {
      network.zeroGradients()
      network(batch(index)).squared().mean().backward()
      let isLast = accumulation.add(network.parameters)
      #expect(isLast == (index == 3))
      #expect(accumulation.added == index % 3)
      if index < 3 { #expect(network.parameters.allSatisfy { $0.gradient == nil }) }
    }
    for (position, parameter) in network.parameters.enumerated() {
      let expected = (0..<parameter.value.count).map { i in
        ((parts[0][position][i] + parts[1][position][i]) + parts[2][position][i]) * (1 / Float(3))
      }
      #expect(parameter.gradient?.scalars == expected)
    }
  }

  @Test func batchesOfOneSizeGiveTheGradientOfTheWhole() {
    let network = network()
    let parts = (1...4).map { batch($0) }
    let whole = gradients(network, Tensor.concatenated(parts, axis: 0))
    var accumulation = GradientAccumulation(of: 4)
    for part in parts {
      network.zeroGradients()
      network(part).squared().mean().backward()
      accumulation.add(network.parameters)
    }
    for (parameter, expected) in zip(network.parameters, whole) {
      expectNear(parameter.gradient?.scalars ?? [], expected, tolerance: 1e-6, "gradient")
    }
  }

  @Test func aStepCanEndEarlyAndTheNextBeginsAnew() {
    let weight = parameter("w", [0], gradient: [3])
    let bare = parameter("bare", [0])
    var accumulation = GradientAccumulation(of: 4)
    var hadAny = accumulation.finish([weight, bare])
    #expect(!hadAny)
    accumulation.add([weight, bare])
    weight.gradient = Tensor([5])
    accumulation.add([weight, bare])
    hadAny = accumulation.finish([weight, bare])
    #expect(hadAny)
    #expect(weight.gradient?.scalars == [4] && bare.gradient == nil)
    #expect(accumulation.added == 0 && accumulation.state.isEmpty)
    weight.gradient = Tensor([7])
    accumulation.add([weight, bare])
    accumulation.finish([weight, bare])
    #expect(weight.gradient?.scalars == [7])
  }

  @Test func restoredItGoesOnWithTheSameBits() throws {
    let values: [[Float]] = [[0.1, 0.7], [0.3, -0.2], [1e-3, 5]]
    func add(_ accumulation: inout GradientAccumulation, _ index: Int) -> Parameter {
      let weight = parameter("w", [0, 0], gradient: values[index])
      accumulation.add([weight])
      return weight
    }
    var steady = GradientAccumulation(of: 3)
    _ = add(&steady, 0)
    _ = add(&steady, 1)
    var resumed = GradientAccumulation(of: 3)
    let state = Dictionary(uniqueKeysWithValues: steady.state.map { ($0.name, $0.tensor) })
    #expect(Array(state.keys) == ["accumulation.w"])
    try resumed.restore(state: state, added: steady.added, for: [parameter("w", [0, 0])])
    let (one, other) = (add(&resumed, 2), add(&steady, 2))
    #expect(one.gradient?.scalars == other.gradient?.scalars)
    for (state, added) in [
      (state, 3), (state, -1), (state, 0), (["accumulation.x": Tensor([1])], 1),
      (["accumulation.w": Tensor([1])], 1),
    ] {
      var other = GradientAccumulation(of: 3)
      #expect(throws: InputError.self) {
        try other.restore(state: state, added: added, for: [parameter("w", [0, 0])])
      }
      #expect(other.added == 0 && other.state.isEmpty)
    }
  }
}
