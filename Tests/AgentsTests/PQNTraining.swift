import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// One training of a task by PQN, with what a test wants to look at.
struct PQNTraining {
  var agent: PQN
  let environment: any VectorEnvironment

  /// Prepares a training; the parameters are those of ``Training``.
  init(
    _ world: some Environment, timeLimit: Int? = 100, seed: UInt64 = 1,
    configure: (inout PQNConfiguration) -> Void = { _ in }
  ) throws {
    let configuration = Self.configuration(configure)
    let root = RandomStream(seed: seed)
    try self.init(
      configuration,
      UniformVector(
        of: world, count: configuration.environments,
        definition: try Training.definition(timeLimit: timeLimit), random: root), root)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, seed: UInt64 = 1, configure: (inout PQNConfiguration) -> Void
  ) throws {
    let configuration = Self.configuration(configure)
    let root = RandomStream(seed: seed)
    let definition = try EnvironmentRegistry.definition(id)
    try self.init(
      configuration,
      try definition.makeVector(count: configuration.environments, random: root), root)
  }

  private init(
    _ configuration: PQNConfiguration, _ environment: any VectorEnvironment, _ root: RandomStream
  ) throws {
    self.environment = environment
    agent = try PQN(
      configuration: configuration, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: root)
  }

  /// Learns the tasks of the tests in a moment: rollouts of 64 rows, 4 minibatches, 2 epochs.
  private static func configuration(
    _ configure: (inout PQNConfiguration) -> Void
  ) -> PQNConfiguration {
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
    configure(&configuration)
    return configuration
  }

  mutating func run(
    until end: Int? = nil, evaluatingIn evaluation: (any VectorEnvironment)? = nil
  ) throws -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    try agent.train(
      in: environment, evaluatingIn: evaluation, until: end, report: { events.append($0) })
    return events
  }

  /// The values of one observation.
  func values(of observation: [Float]) -> [Float] { agent.online.values(of: observation) }

  /// Every bit that the training has.
  func bytes() throws -> [[UInt8]] {
    try agent.checkpoint(of: environment).tensors.map(\.bytes)
  }

  /// SHA-256 of the network's parameters, in order.
  var parameterHash: String {
    var hash = SHA256()
    for parameter in agent.parameters {
      parameter.value.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }
}
