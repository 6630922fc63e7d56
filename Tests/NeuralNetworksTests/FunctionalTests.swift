import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

private struct Values: Decodable {
  let shape: [Int]
  let values: [Float]
  var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
}

private struct SineTask: Decodable {
  let weights: [Values]
  let supportInputs: Values
  let supportTargets: Values
  let queryInputs: Values
  let queryTargets: Values
  let loss: Float
  let gradients: [Values]

  /// The loss on the query after two steps on the support, as a function of the initial weights.
  func adaptedLoss(_ network: Sequential, _ initial: [Tensor]) -> Tensor {
    var weights = initial
    for _ in 0..<2 {
      let loss = network.withValues(weights) {
        meanSquaredError(network(supportInputs.tensor), supportTargets.tensor)
      }
      let gradients = loss.gradients(for: weights, creatingGraph: true)
      weights = zip(weights, gradients).map { $0 - 0.1 * $1 }
    }
    return network.withValues(weights) {
      meanSquaredError(network(queryInputs.tensor), queryTargets.tensor)
    }
  }
}

@Suite struct FunctionalTests {
  private func network(_ seed: UInt64 = 1) -> Sequential {
    var random = RandomStream(seed: seed).stream("network")
    return Sequential([
      Linear(inputSize: 1, outputSize: 8, using: &random), Tanh(),
      Linear(inputSize: 8, outputSize: 8, using: &random), Tanh(),
      Linear(inputSize: 8, outputSize: 1, using: &random),
    ])
  }

  @Test func theMetaGradientThroughTwoStepsIsPyTorchs() throws {
    let task = try reference("maml.json", as: SineTask.self)
    let network = network()
    for (parameter, values) in zip(network.parameters, task.weights) {
      parameter.value = values.tensor
    }
    let loss = task.adaptedLoss(network, network.parameters.map(\.tensor))
    expectNear([loss.item], [task.loss], tolerance: 1e-5)
    loss.backward()
    for (parameter, expected) in zip(network.parameters, task.gradients) {
      let gradient = try #require(parameter.gradient)
      expectNear(gradient.scalars, expected.values, tolerance: 1e-5, parameter.name)
    }
  }

  @Test func theMetaGradientIsThatOfTheAdaptedLoss() throws {
    let task = try reference("maml.json", as: SineTask.self)
    let network = network()
    for seed in 0..<3 {
      expectGradient(task.weights.map(\.tensor), seed: UInt64(seed)) { weights in
        // Differences take constants: as parameters, so that the inner steps have gradients.
        let recorded = weights.map { $0 + 0 * Parameter(Tensor(0)).tensor }
        return task.adaptedLoss(network, recorded)
      }
    }
  }

  @Test func aMetaStepHasTheSameBitsInEveryRunAndLeavesNothingBehind() throws {
    let task = try reference("maml.json", as: SineTask.self)
    func metaGradient() -> [[Float]] {
      let network = network(5)
      task.adaptedLoss(network, network.parameters.map(\.tensor)).backward()
      return network.parameters.map { $0.gradient?.scalars ?? [] }
    }
    let first = metaGradient()
    let inUse = TensorMemory.bytesInUseOfThread
    for _ in 0..<3 { #expect(metaGradient() == first) }
    #expect(TensorMemory.bytesInUseOfThread == inUse)
  }

  @Test func valuesStandForTheParametersInsideAlone() {
    let network = network()
    let x = randomTensor([4, 1], seed: 2)
    let own = network(x).scalars
    let zeros = network.parameters.map { Tensor.zeros($0.shape) }
    let ones = network.parameters.map { Tensor.ones($0.shape) }
    network.withValues(zeros) {
      #expect(network(x).scalars == [0, 0, 0, 0])
      let inner = network.withValues(ones) { network(x).scalars }
      #expect(inner.allSatisfy { $0 > 1 })
      #expect(network(x).scalars == [0, 0, 0, 0])
    }
    #expect(network(x).scalars == own)
    struct Stop: Error {}
    #expect(throws: Stop.self) { try network.withValues(zeros) { throw Stop() } }
    #expect(network(x).scalars == own)
  }

  @Test func parametersThatAreReplacedReceiveNoGradient() {
    let network = network()
    let other = network.parameters.map { Parameter($0.value) }
    network.withValues(other.map(\.tensor)) { network(Tensor.ones([2, 1])) }.sum().backward()
    #expect(network.parameters.allSatisfy { $0.gradient == nil })
    #expect(other.allSatisfy { $0.gradient != nil })
  }

  @Test func wrongValuesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      Linear(weight: Parameter(Tensor.ones([2, 3])), bias: nil).withValues([]) {}
    }
    await #expect(processExitsWith: .failure) {
      Linear(weight: Parameter(Tensor.ones([2, 3])), bias: nil)
        .withValues([Tensor.ones([3, 2])]) {}
    }
  }
}
