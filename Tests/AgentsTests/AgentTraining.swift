import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore
import Testing

/// One training of any agent, with what a test wants to look at.
struct AgentTraining<Learner: Agent> {
  var agent: Learner
  let environment: any VectorEnvironment

  /// Prepares a training in a task of the tests.
  init(
    _ world: some Environment, timeLimit: Int? = 100, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    let root = RandomStream(seed: seed)
    environment = UniformVector(
      of: world, count: copies, definition: try Self.definition(timeLimit: timeLimit),
      random: root)
    agent = try make(environment.observationSpace, environment.actionSpace, root)
  }

  /// Prepares a training in an environment of the registry.
  init(
    registered id: String, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    try self.init(
      in: EnvironmentRegistry.definition(id), copies: copies, seed: seed, make: make)
  }

  /// Prepares a training in an environment of a definition.
  init(
    in definition: EnvironmentDefinition, copies: Int = 1, seed: UInt64 = 1,
    make: (Box, Discrete, RandomStream) throws -> Learner
  ) throws {
    let root = RandomStream(seed: seed)
    environment = try definition.makeVector(count: copies, random: root)
    agent = try make(environment.observationSpace, environment.actionSpace, root)
  }

  /// Prepares a training in a task of the tests, with the copies that the configuration wants.
  init(
    _ configuration: some AgentConfiguration, _ world: some Environment, timeLimit: Int?,
    seed: UInt64
  ) throws {
    let root = RandomStream(seed: seed)
    try self.init(
      configuration,
      UniformVector(
        of: world, count: configuration.plan.environments,
        definition: try Self.definition(timeLimit: timeLimit), random: root), root)
  }

  /// Prepares a training in an environment of the registry, likewise.
  init(_ configuration: some AgentConfiguration, registered id: String, seed: UInt64) throws {
    let root = RandomStream(seed: seed)
    let definition = try EnvironmentRegistry.definition(id)
    try self.init(
      configuration,
      try definition.makeVector(count: configuration.plan.environments, random: root), root)
  }

  private init(
    _ configuration: some AgentConfiguration, _ environment: any VectorEnvironment,
    _ root: RandomStream
  ) throws {
    self.environment = environment
    let agent = try configuration.makeAgent(
      for: AgentTask(
        definition: environment.definition, observationSpace: environment.observationSpace,
        actionSpace: environment.actionSpace, random: root))
    self.agent = try #require(agent as? Learner)
  }

  mutating func run(
    until end: Int? = nil, evaluatingIn evaluation: (any VectorEnvironment)? = nil
  ) throws -> [TrainingEvent] {
    var events: [TrainingEvent] = []
    try agent.train(
      in: environment, evaluatingIn: evaluation, until: end, shouldContinue: { true },
      report: { events.append($0) })
    return events
  }

  /// Every bit that the training has.
  func bytes() throws -> [[UInt8]] {
    try agent.checkpoint(of: environment).tensors.map(\.bytes)
  }

  /// SHA-256 of what acts.
  var policyHash: String { Self.hash(of: agent.policy.tensors.map(\.value)) }

  /// SHA-256 of the parameters that are trained, in order.
  var parameterHash: String { Self.hash(of: agent.parameters.map(\.value)) }

  private static func hash(of tensors: [Tensor]) -> String {
    var hash = SHA256()
    for tensor in tensors {
      tensor.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }

  /// The mean greedy return in some episodes of a registered environment.
  func meanReturn(in id: String, episodes: Int = 100) throws -> Double {
    try Evaluation.run(
      agent.policy, in: EnvironmentRegistry.definition(id), episodes: episodes,
      random: RandomStream(seed: 99)
    ).meanReturn
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

extension AgentConfiguration {
  /// A copy with changes.
  func changed(by configure: (inout Self) -> Void) -> Self {
    var configuration = self
    configure(&configuration)
    return configuration
  }
}
