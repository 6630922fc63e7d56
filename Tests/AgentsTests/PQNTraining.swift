import Agents
import Environments

/// One training by PQN.
typealias PQNTraining = AgentTraining<PQN>

extension AgentTraining where Learner == PQN {
  /// Prepares a training; the parameters are those of ``Training``.
  init(
    _ world: some Environment, timeLimit: Int? = 100, seed: UInt64 = 1,
    configure: (inout PQNConfiguration) -> Void = { _ in }
  ) throws {
    try self.init(Self.small.changed(by: configure), world, timeLimit: timeLimit, seed: seed)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, seed: UInt64 = 1, configure: (inout PQNConfiguration) -> Void
  ) throws {
    try self.init(Self.small.changed(by: configure), registered: id, seed: seed)
  }

  /// Learns the tasks of the tests in a moment: rollouts of 64 rows, 4 minibatches, 2 epochs.
  static var small: PQNConfiguration {
    var configuration = PQNConfiguration()
    configuration.steps = 4_096
    configuration.environments = 8
    configuration.rolloutSteps = 8
    configuration.batchSize = 16
    configuration.hiddenSizes = [32]
    configuration.discount = 0.9
    configuration.learningRate = 5e-3
    configuration.epsilonPart = 0.5
    configuration.epsilonEnd = 0.1
    configuration.evaluationInterval = 0
    configuration.reportInterval = 256
    return configuration
  }

  /// The values of one observation.
  func values(of observation: [Float]) -> [Float] { agent.online.values(of: observation) }
}
