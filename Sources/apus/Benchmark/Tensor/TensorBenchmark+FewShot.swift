import Determinism
import NeuralNetworks
import TensorCore
import Transfer

extension TensorBenchmark {
  /// A training step of a prototypical network on a 60-way 5-shot episode with 5 queries of each class:
  /// four blocks of 64 channels, 600 images of 28×28, Adam.
  static func prototypical(using random: inout RandomStream) throws -> Workload {
    let network = try NetworkSpecification.embedding(inputShape: [1, 28, 28])
      .makeNetwork(using: &random)
    func images() -> Tensor {
      Tensor(shape: [300, 1, 28, 28]) { random.fillUniform($0, in: 0..<1) }
    }
    let episode = Episode(
      support: images(), query: images(), shape: EpisodeShape(ways: 60, shots: 5, queries: 5),
      random: random)
    let method = PrototypicalNetwork(network: network)
    return Workload(parameters: network.parameters, optimizer: Adam(learningRate: 1e-3)) {
      method.loss(of: episode).loss
    }
  }
}
