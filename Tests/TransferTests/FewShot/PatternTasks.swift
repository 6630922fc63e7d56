import Datasets
import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import Transfer

/// Tasks for few-shot methods that take moments: classes of images 4×4 of which four pixels tell the
/// class, and twelve of the same size tell nothing.
struct PatternTasks {
  let training = ClassPool(Self.patterns(classes: 120, seed: 1))
  let test = ClassPool(Self.patterns(classes: 60, seed: 2))
  let shape = EpisodeShape(ways: 3, shots: 1, queries: 5)

  private static func patterns(classes: Int, seed: UInt64) -> Dataset {
    var random = RandomStream(seed: seed)
    var pixels: [Float] = []
    for _ in 0..<classes {
      let pattern = (0..<4).map { _ in 1.5 * random.normal() }
      for _ in 0..<10 {
        pixels += pattern.map { $0 + 0.3 * random.normal() }
        pixels += (0..<12).map { _ in 1.5 * random.normal() }
      }
    }
    return Dataset(
      name: "patterns", exampleShape: [1, 4, 4], examples: .floats(pixels),
      targets: .classes((0..<classes).map { "\($0)" }),
      labels: (0..<(classes * 10)).map { Int32($0 / 10) })
  }

  /// A perceptron with a batch normalization.
  func network(seed: UInt64 = 1) throws -> Sequential {
    var random = RandomStream(seed: seed)
    return try NetworkSpecification(
      inputShape: [1, 4, 4],
      layers: [
        .flatten, .linear(24), .normalization(NormalizationSpecification(.batch)),
        .activation(.relu), .linear(shape.ways),
      ]
    ).makeNetwork(using: &random)
  }

  /// Trains a method, updates `range`, and returns the optimizer.
  @discardableResult
  func train(
    _ method: inout some FewShotMethod, _ range: Range<Int>, tasks: Int = 4,
    shape: EpisodeShape? = nil, with optimizer: any Optimizer = Adam(learningRate: 5e-3)
  ) throws -> any Optimizer {
    var optimizer = optimizer
    for update in range {
      var random = RandomStream(seed: 3).stream("episodes/\(update)")
      let episodes = (0..<tasks).map { _ in
        training.episode(shape ?? self.shape, using: &random)
      }
      _ = try method.metaStep(on: episodes, optimizer: &optimizer)
    }
    return optimizer
  }

  /// The accuracy on classes that training has not seen.
  func accuracy(_ method: some FewShotMethod, episodes: Int = 60) -> Double {
    var random = RandomStream(seed: 4)
    let sum = (0..<episodes).reduce(0.0) { sum, _ in
      let episode = test.episode(shape, using: &random)
      return sum + episode.accuracy(of: method.logits(of: episode))
    }
    return sum / Double(episodes)
  }
}

extension FewShotMethod {
  /// SHA-256 of the parameters and buffers, in order.
  var stateHash: String {
    var hash = SHA256()
    for parameter in state {
      parameter.value.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }
}

/// PyTorch's numbers for the gradient-based methods: `Reference/make_maml.py`.
struct MetaReference: Decodable {
  struct Values: Decodable {
    let shape: [Int]
    let values: [Float]
    var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
  }

  struct Case: Decodable {
    let innerSteps: Int
    let order: String
    let adapts: String
    let loss: Float
    let logits: Values
    let gradients: [Values]
  }

  struct ReptileCase: Decodable {
    let innerSteps: Int
    let innerRate: Float
    let logits: Values
    let weights: [Values]
  }

  let innerRate: Float
  let weights: [Values]
  let support: Values
  let query: Values
  let cases: [Case]
  let reptile: ReptileCase

  static func read() throws -> MetaReference {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reference/maml.json")
    return try JSONDecoder().decode(MetaReference.self, from: Data(contentsOf: path))
  }

  /// The script's network with its weights.
  func network() throws -> Sequential {
    var random = RandomStream(seed: 0)
    let network = try NetworkSpecification(
      inputShape: [1, 8, 8],
      layers: [
        .conv2d(channels: 4, kernel: 3, stride: 2, padding: 1),
        .normalization(NormalizationSpecification(.batch)), .activation(.relu),
        .conv2d(channels: 5, kernel: 3, padding: 1),
        .normalization(NormalizationSpecification(.batch)), .activation(.relu), .maxPool2d(2),
        .flatten, .linear(3),
      ]
    ).makeNetwork(using: &random)
    for (parameter, value) in zip(network.parameters, weights) { parameter.value = value.tensor }
    return network
  }

  /// The script's task, with its labelled examples (and queries) in an order of one's own.
  func episode(support order: [Int32] = [0, 1, 2, 3, 4, 5]) -> Episode {
    Episode(
      support: support.tensor.gatherRows(order), query: query.tensor,
      shape: EpisodeShape(ways: 3, shots: 2, queries: 3), random: RandomStream(seed: 1))
  }
}
