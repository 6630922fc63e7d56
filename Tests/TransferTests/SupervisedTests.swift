import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Transfer

@Suite struct SupervisedTests {
  /// Two clouds of points on either side of a line.
  private func clouds(_ count: Int, seed: UInt64) -> Dataset {
    var random = RandomStream(seed: seed)
    let labels = (0..<count).map { Int32($0 % 2) }
    let features = labels.flatMap { label in
      [random.normal() + (label == 0 ? -2 : 2), random.normal()]
    }
    return Dataset(
      name: "clouds", exampleShape: [2], features: features, labels: labels,
      classNames: ["left", "right"])
  }

  private func network(_ inputs: Int, _ classes: Int) throws -> Sequential {
    var random = RandomStream(seed: 3)
    return try NetworkSpecification.mlp(
      inputShape: [inputs], hiddenSizes: [16], outputSize: classes
    ).makeNetwork(using: &random)
  }

  @Test func twoCloudsAreToldApart() throws {
    let network = try network(2, 2)
    var optimizer: any Optimizer = Adam(learningRate: 0.01)
    var random = RandomStream(seed: 1)
    let losses = try Supervised().train(
      network, on: clouds(200, seed: 1), optimizer: &optimizer, using: &random)
    #expect(losses.count == 10)
    #expect(losses[9] < losses[0] / 2)
    // The clouds overlap: a perfect line errs in 2.3 % of all cases.
    #expect(Supervised.accuracy(of: network, on: clouds(1000, seed: 2)) > 0.95)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    func train() throws -> [Float] {
      let network = try network(2, 2)
      var optimizer: any Optimizer = SGD(learningRate: 0.1)
      var random = RandomStream(seed: 5)
      try Supervised().train(
        network, on: clouds(50, seed: 1), optimizer: &optimizer, using: &random)
      return network.parameters.flatMap { $0.value.scalars }
    }
    #expect(try train() == train())
  }

  @Test func aLossThatIsNotFiniteIsRefused() throws {
    var optimizer: any Optimizer = SGD(learningRate: 1e30)
    var random = RandomStream(seed: 5)
    let network = try network(2, 2)
    #expect(throws: InputError.self) {
      try Supervised().train(
        network, on: clouds(100, seed: 1), optimizer: &optimizer, using: &random)
    }
  }

  @Test(.enabled(if: sharedData("sklearn/iris.csv") != nil, "no iris.csv"))
  func irisIsLearned() throws {
    let path = try #require(sharedData("sklearn/iris.csv"))
    let iris = try Dataset.csv(name: "iris", path: path, label: "target")
    var random = RandomStream(seed: 1)
    let (training, test) = iris.split(testFraction: 0.3, using: &random)
    let scale = Standardization(of: training)
    let network = try network(4, 3)
    var optimizer: any Optimizer = Adam(learningRate: 0.01)
    var supervised = Supervised()
    supervised.epochs = 40
    try supervised.train(
      network, on: training.standardized(by: scale), optimizer: &optimizer, using: &random)
    #expect(Supervised.accuracy(of: network, on: test.standardized(by: scale)) >= 0.9)
  }
}
