import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct QNetworkTests {
  private static let actions = Discrete(names: ["left", "stay", "right"])
  private static let distributions: [ValueDistribution] = [
    .none, .categorical(atoms: 5, minimum: -2, maximum: 2), .quantiles(7), .quantiles(1),
    .implicitQuantiles(embedding: 8),
  ]

  private func network(
    _ space: Box, seed: UInt64 = 1, _ change: (inout QNetworkShape) -> Void = { _ in }
  ) throws -> QNetwork {
    var shape = QNetworkShape(hiddenSizes: [16, 8])
    change(&shape)
    var random = RandomStream(seed: seed)
    return try QNetwork(
      specification: shape.specification(observationSpace: space, actionSpace: Self.actions),
      distribution: shape.distribution, observationSpace: space, actionSpace: Self.actions,
      using: &random)
  }

  private let vector = Box(shape: [4], range: -1...1)
  private let game = Box(shape: [4, 10, 10], range: 0...1, elementType: .uint8)

  // MARK: Values

  /// By hand, with values −1, 0, 1.
  ///
  /// Logits 0, 0, ln 2 over −1, 0, 1: probabilities ¼, ¼, ½, so −¼ + ½ = ¼.
  /// Logits 0, −40, 0: ½ · −1 + ½ · 1 = 0.
  @Test func theValueOfACategoricalDistributionIsItsMean() throws {
    let network = try network(vector) {
      $0.distribution = .categorical(atoms: 3, minimum: -1, maximum: 1)
    }
    #expect(network.support.scalars == [-1, 0, 1])
    let logits = Tensor([0, 0, 0.6931472, 0, -40, 0, 5, 5, 5], shape: [1, 3, 3])
    let values = network.expectedValues(of: logits)
    #expect(values.shape == [1, 3])
    for (value, expected) in zip(values.scalars, [0.25, 0, 0]) {
      #expect(abs(Double(value) - expected) < 1e-6)
    }
  }

  @Test func theValueOfQuantilesIsTheirMean() throws {
    let network = try network(vector) { $0.distribution = .quantiles(4) }
    let quantiles = Tensor([1, 2, 3, 6, -1, -1, 1, 1, 0, 0, 0, 8], shape: [1, 3, 4])
    #expect(network.expectedValues(of: quantiles).scalars == [3, 0, 2])
  }

  @Test(arguments: distributions, [false, true])
  func outputsHaveTheirShapesAndTheValuesAreTheirs(
    _ distribution: ValueDistribution, dueling: Bool
  ) throws {
    let network = try network(vector) {
      $0.distribution = distribution
      $0.dueling = dueling
    }
    let observations = Tensor(shape: [5, 4]) { values in
      for index in values.indices { values[index] = Float(index % 7) / 7 - 0.4 }
    }
    let outputs = network.outputs(of: observations)
    switch distribution {
    case .none: #expect(outputs.shape == [5, 3])
    case .implicitQuantiles: #expect(outputs.shape == [5, 3, 32])
    default: #expect(outputs.shape.dimensions == [5, 3, distribution.width])
    }
    let values = network(observations)
    #expect(values.shape == [5, 3])
    #expect(values.scalars == network.expectedValues(of: outputs).scalars)
    #expect(Set(values.scalars).count == 15)
  }

  /// A fraction's quantile does not depend on the others asked for, and the median is what the
  /// layers alone give.
  @Test func implicitQuantilesAreThoseOfTheirFractions() throws {
    let network = try network(vector) {
      $0.distribution = .implicitQuantiles(embedding: 8)
      $0.dueling = true
    }
    let observations = Tensor([0.1, -0.2, 0.3, 0.4, -1, 0.5, 0, 1], shape: [2, 4])
    let both = network.quantiles(
      of: observations, at: Tensor([0.5, 0.9, 0.5, 0.2], shape: [2, 2]))
    #expect(both.shape == [2, 3, 2])
    let median = network.network(observations)
    #expect(both.sliced(0..<1, axis: 2).scalars == median.scalars)
    let other = network.quantiles(of: observations, at: Tensor([0.9, 0.2], shape: [2, 1]))
    #expect(both.sliced(1..<2, axis: 2).scalars == other.scalars)
    #expect(other.scalars != median.scalars)
  }

  @Test func noiseIsThereInTrainingOnly() throws {
    let network = try network(vector) { $0.noisy = true }
    let observations = Tensor([0.1, -0.2, 0.3, 0.4], shape: [1, 4])
    let plain = network(observations).scalars
    #expect(network(observations).scalars == plain)
    var noise = RandomStream(seed: 3)
    let first = withTrainingMode(using: &noise) { network(observations).scalars }
    let second = withTrainingMode(using: &noise) { network(observations).scalars }
    #expect(first != plain && second != plain && first != second)
  }

  /// Codes come unscaled: in MiniGrid's 0...10 a door (4) and a key (5) are other planes.
  @Test func codesAreNotScaled() throws {
    let space = Box(
      shape: [2, 1, 2], low: [0, 0, 0, 0], high: [10, 10, 2, 2], elementType: .uint8)
    let network = try network(space)
    #expect(network.specification.layers.first == .value(.oneHot([11, 3])))
    #expect(network.inputScale == 1)
    let values = withoutGradients {
      network(Tensor([4, 5, 0, 0, 5, 4, 0, 0, 4, 5, 1, 0], shape: [3, 4])).scalars
    }
    #expect(Set(values).count == 9)
    #expect(try self.network(space) { $0.kind = .mlp }.inputScale == 0.1)
  }

  // MARK: Out of and into files

  @Test(arguments: distributions) func aFileHoldsTheNetwork(
    _ distribution: ValueDistribution
  ) throws {
    let network = try network(game) {
      $0.distribution = distribution
      ($0.noisy, $0.dueling, $0.layerNorm) = (true, true, true)
    }
    let read = try QNetwork.make(
      from: network.description, tensors: network.tensors, observationSpace: game,
      actionSpace: Self.actions)
    #expect(read.specification == network.specification)
    #expect(read.distribution == distribution)
    let observations = Tensor(shape: [2, 400]) { values in
      for index in values.indices { values[index] = index % 3 == 0 ? 1 : 0 }
    }
    #expect(read(observations).scalars == network(observations).scalars)
    let other = try self.network(game, seed: 2) {
      $0.distribution = distribution
      ($0.noisy, $0.dueling, $0.layerNorm) = (true, true, true)
    }
    #expect(
      try other.copy(with: network.tensors)(observations).scalars == read(observations).scalars)
    #expect(other(observations).scalars != read(observations).scalars)
  }

  @Test func damagedDescriptionsAreRefusedByName() throws {
    let network = try network(vector) { $0.distribution = .quantiles(7) }
    func make(
      _ key: String, _ value: String?, tensors: [(name: String, value: Tensor)]? = nil
    ) -> String {
      var description = network.description
      description[key] = value
      return Self.error {
        try QNetwork.make(
          from: description, tensors: tensors ?? network.tensors, observationSpace: vector,
          actionSpace: Self.actions)
      }
    }
    #expect(make("network", nil).contains("no 'network'"))
    #expect(make("network", "layers: 3").contains("network"))
    #expect(make("distribution", nil).contains("gives [21]"))
    #expect(make("distribution", "quantiles 8").contains("8 outputs each"))
    #expect(make("distribution", "quantiles -1").contains("expected 1 to 1024 quantiles"))
    #expect(make("distribution", "quantile 7").contains("expected a distribution such as"))
    #expect(make("distribution", "categorical 7 1 1").contains("below the largest"))
    #expect(make("distribution", "categorical 7 -inf 1").contains("below the largest"))
    let plain = "input: [4]\nlayers:\n  - linear: 3\n"
    #expect(
      Self.error {
        try QNetwork.make(
          from: ["network": plain, "distribution": "implicit-quantiles 64"],
          tensors: [("0.weight", Tensor.zeros([3, 4])), ("0.bias", Tensor.zeros([3]))],
          observationSpace: vector, actionSpace: Self.actions)
      }.contains("quantile_embedding: 64"))
    let fewer = Array(network.tensors.dropLast())
    #expect(make("policy", "network", tensors: fewer).contains("'4.bias' of shape [21]"))
    // A network of 2²⁸ weights is not built for tensors that are not there.
    let huge = "input: [4]\nlayers:\n  - linear: 16000000\n  - linear: 3\n"
    #expect(make("network", huge).contains("'0.weight' of shape [16000000, 4]"))
  }

  private static func error(_ body: () throws -> QNetwork) -> String {
    do {
      _ = try body()
      return "nothing"
    } catch { return "\(error)" }
  }

  @Test func buffersAreCopiedToo() throws {
    let space = vector
    let specification = try NetworkSpecification(
      inputShape: [4], layers: [.linear(6), .normalization(.init(.batch)), .linear(3)])
    func make(_ seed: UInt64) throws -> QNetwork {
      var random = RandomStream(seed: seed)
      return try QNetwork(
        specification: specification, observationSpace: space, actionSpace: Self.actions,
        using: &random)
    }
    let network = try make(1)
    var random = RandomStream(seed: 5)
    let observations = Tensor([1, 2, 3, 4, -4, 3, 2, 0], shape: [2, 4])
    withTrainingMode(using: &random) { _ = network(observations) }
    #expect(network.tensors.map(\.name).contains("1.running_mean"))
    let copies = [try network.copy(), try make(2).copy(with: network.tensors)]
    for copy in copies {
      #expect(copy(observations).scalars == network(observations).scalars)
    }
  }
}
