import Determinism
import NeuralNetworks
import TensorCore

extension TensorBenchmark {
  /// MLP 4-128-128-2 with a target network, smooth L1, Adam.
  static func mlpDQN(batch: Int, using random: inout RandomStream) throws -> Workload {
    let specification = try NetworkSpecification.mlp(
      inputShape: [4], hiddenSizes: [128, 128], outputSize: 2)
    return dqn(
      specification.makeNetwork(using: &random), target: specification.makeNetwork(using: &random),
      observationShape: [4], batch: batch, actions: 2, using: &random)
  }

  /// MLP 784-256-256-10, cross-entropy, plain SGD, batch 100.
  static func mlpMNIST(using random: inout RandomStream) throws -> Workload {
    let network = try NetworkSpecification.mlp(
      inputShape: [784], hiddenSizes: [256, 256], outputSize: 10
    ).makeNetwork(using: &random)
    let images = Tensor(shape: [100, 784]) { random.fillUniform($0, in: 0..<1) }
    let labels = integers(100, below: 10, using: &random)
    return Workload(parameters: network.parameters, optimizer: SGD(learningRate: 0.1)) {
      crossEntropy(logits: network(images), labels: labels)
    }
  }

  /// The update of a DQN: smooth L1 between the chosen actions' values and one-step targets.
  static func dqn(
    _ online: Sequential, target: Sequential, observationShape: [Int], batch: Int, actions: Int,
    using random: inout RandomStream
  ) -> Workload {
    let shape = Shape([batch] + observationShape)
    let observations = normal(shape, using: &random)
    let nextObservations = normal(shape, using: &random)
    let rewards = normal([batch], using: &random)
    let continues = Tensor((0..<batch).map { _ in random.uniform() < 0.05 ? 0 : 1 })
    let chosen = integers(batch, below: actions, using: &random)
    return Workload(parameters: online.parameters, optimizer: Adam(learningRate: 1e-3)) {
      let targets = withoutGradients {
        rewards + continues * target(nextObservations).max(axis: 1) * 0.99
      }
      return huberLoss(online(observations).takeColumns(chosen), targets)
    }
  }
}
