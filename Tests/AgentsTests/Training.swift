import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// One training of a diagnostic task, with what a test wants to look at.
struct Training {
  var agent: DQN
  let environment: any VectorEnvironment

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
    var configuration = Self.small
    configure(&configuration)
    let root = RandomStream(seed: seed)
    environment = UniformVector(
      of: world, count: configuration.environments,
      definition: try Self.definition(timeLimit: timeLimit), random: root)
    agent = try DQN(
      configuration: configuration, observationSpace: world.observationSpace,
      actionSpace: world.actionSpace, random: root)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, seed: UInt64 = 1, configure: (inout DQNConfiguration) -> Void
  ) throws {
    let definition = try EnvironmentRegistry.definition(id)
    var configuration = Self.small
    configure(&configuration)
    let root = RandomStream(seed: seed)
    environment = try definition.makeVector(count: configuration.environments, random: root)
    agent = try DQN(
      configuration: configuration, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: root)
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

  mutating func run(
    until end: Int? = nil, evaluatingIn evaluation: (any VectorEnvironment)? = nil
  ) throws -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    try agent.train(
      in: environment, evaluatingIn: evaluation, until: end, report: { events.append($0) })
    return events
  }

  /// Every bit that the training has.
  func bytes() throws -> [[UInt8]] {
    try agent.checkpoint(of: environment).tensors.map(\.bytes)
  }

  /// SHA-256 of the online network's parameters, in order.
  var parameterHash: String {
    var hash = SHA256()
    for parameter in agent.online.parameters {
      parameter.value.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }

  /// A definition that lends its identity and time limit to a task written in Swift.
  static func definition(timeLimit: Int?) throws -> EnvironmentDefinition {
    try EnvironmentDefinition.parse(
      """
      id: diagnostic
      version: 1
      summary: A task of the tests.
      game: cartpole
      observation: of the test
      actions: [left, right]
      rewards: of the test
      termination: of the test
      timeLimit: \(timeLimit.map(String.init) ?? "none")
      success: {returnAtLeast: 0.5}
      """, file: "diagnostic.yaml")
  }
}
