import Determinism
import NeuralNetworks
import TensorCore
import Transfer

extension TensorBenchmark {
  /// MAML, second order, on Conv-4 (64 strided filters): four tasks of 5 ways, 1 shot and 1 query, one
  /// inner step, Adam.
  static func maml(using random: inout RandomStream) throws -> Workload {
    let network = try NetworkSpecification.fewShotClassifier(inputShape: [1, 28, 28], outputs: 5)
      .makeNetwork(using: &random)
    let method = MAML(network: network)
    func images() -> Tensor {
      Tensor(shape: [5, 1, 28, 28]) { random.fillUniform($0, in: 0..<1) }
    }
    let episodes = (0..<4).map { _ in
      Episode(
        support: images(), query: images(), shape: EpisodeShape(ways: 5, shots: 1, queries: 1),
        random: RandomStream(seed: 1))
    }
    return Workload(parameters: network.parameters, optimizer: Adam(learningRate: 1e-3)) {
      episodes.map { 0.25 * method.loss(of: $0).loss }.reduce(Tensor(0), +)
    }
  }
}
