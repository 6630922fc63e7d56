import Determinism
import NeuralNetworks
import TensorCore

/// One step of a DQN on a fixed batch: target network, loss, backward, Adam.
///
/// MLP 4-128-128-2, smooth L1, no Double Q, no clipping: the same work as `mlp_dqn` of the peers.
enum UpdateBenchmark {
  static func run(_ watch: Stopwatch) throws {
    for batch in [32, 128] {
      var random = RandomStream(seed: 1)
      let specification = try NetworkSpecification.mlp(
        inputShape: [4], hiddenSizes: [128, 128], outputSize: 2)
      let online = specification.makeNetwork(using: &random)
      let target = specification.makeNetwork(using: &random)
      let parameters = online.parameters
      var optimizer = Adam(learningRate: 1e-3)
      let observations = Tensor(shape: [batch, 4]) { random.fillNormal($0) }
      let nextObservations = Tensor(shape: [batch, 4]) { random.fillNormal($0) }
      let rewards = Tensor(shape: [batch]) { random.fillNormal($0) }
      let continues = Tensor(
        (0..<batch).map { _ in random.uniform() < 0.05 ? 0 : 1 }, shape: [batch])
      let actions = (0..<batch).map { _ in Int32(random.integer(below: 2)) }
      watch.microseconds("mlp_dqn_b\(batch)") {
        let targets = withoutGradients {
          rewards + continues * target(nextObservations).max(axis: 1) * 0.99
        }
        let loss = huberLoss(online(observations).takeColumns(actions), targets)
        for parameter in parameters { parameter.gradient = nil }
        loss.backward()
        optimizer.step(parameters)
      }
    }
  }
}
