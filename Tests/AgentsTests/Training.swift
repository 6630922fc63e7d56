import Agents
import Environments

/// One training by DQN.
typealias Training = AgentTraining<DQN>

extension AgentTraining where Learner == DQN {
  /// Prepares a training.
  ///
  /// - Parameters:
  ///   - world: the task.
  ///   - timeLimit: the longest episode, in steps.
  ///   - seed: of the run.
  ///   - configure: changes to ``small``.
  /// - Throws: `InputError` where the configuration contradicts itself.
  init(
    _ world: some Environment, timeLimit: Int? = 100, seed: UInt64 = 1,
    configure: (inout DQNConfiguration) -> Void = { _ in }
  ) throws {
    try self.init(Self.small.changed(by: configure), world, timeLimit: timeLimit, seed: seed)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, seed: UInt64 = 1, configure: (inout DQNConfiguration) -> Void
  ) throws {
    try self.init(Self.small.changed(by: configure), registered: id, seed: seed)
  }

  /// Learns the tasks here in a moment.
  static var small: DQNConfiguration {
    var configuration = DQNConfiguration()
    configuration.steps = 2_000
    configuration.hiddenSizes = [32]
    configuration.discount = 0.9
    configuration.learningRate = 5e-3
    configuration.batchSize = 32
    configuration.bufferCapacity = 1_000
    configuration.learningStarts = 100
    configuration.trainInterval = 2
    configuration.targetInterval = 50
    configuration.epsilonSteps = 1_000
    configuration.epsilonEnd = 0.1
    configuration.evaluationInterval = 0
    configuration.reportInterval = 100
    return configuration
  }
}
