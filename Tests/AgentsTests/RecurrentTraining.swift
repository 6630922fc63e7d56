import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// One training with memory of a diagnostic task, with what a test wants to look at.
struct RecurrentTraining {
  var agent: DRQN
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
    configure: (inout DRQNConfiguration) -> Void = { _ in }
  ) throws {
    var configuration = Self.small
    configure(&configuration)
    environment = UniformVector(
      of: world, count: configuration.environments,
      definition: try Training.definition(timeLimit: timeLimit), random: RandomStream(seed: seed))
    agent = try DRQN(
      configuration: configuration, observationSpace: world.observationSpace,
      actionSpace: world.actionSpace, random: RandomStream(seed: seed))
  }

  /// Learns the tasks here in about a second.
  static var small: DRQNConfiguration {
    var configuration = DRQNConfiguration()
    configuration.learning = Training.small
    configuration.learning.batchSize = 16
    configuration.learning.hiddenSizes = [16]
    configuration.recurrentSize = 16
    configuration.sequenceLength = 8
    configuration.sequenceStride = 4
    configuration.burnIn = 4
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
    for parameter in agent.parameters {
      parameter.value.withUnsafeScalars { hash.update(UnsafeRawBufferPointer($0)) }
    }
    return SHA256.hex(of: hash.finalize())
  }
}

/// A corridor of some cells with a sign at its entrance that says where to turn at its end.
func memoryCorridor(length: Int) -> MemoryCorridor {
  var parameters = MemoryCorridor.Parameters()
  parameters.length = length
  return MemoryCorridor(parameters: parameters)
}

/// Forgets what it saw before every step: what is left of a policy without its memory.
struct Forgetful: ActingPolicy {
  var policy: any ActingPolicy
  var observationCount: Int { policy.observationCount }
  var actionCount: Int { policy.actionCount }
  var tensors: [(name: String, value: Tensor)] { policy.tensors }
  var description: [String: String] { policy.description }

  func makeMemory(copies: Int) -> PolicyMemory { policy.makeMemory(copies: copies) }

  func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    memory = makeMemory(copies: observations.shape[0])
    return policy.values(of: observations, memory: &memory)
  }

  func copy(with tensors: [(name: String, value: Tensor)]) throws -> Forgetful {
    func copied(_ policy: some ActingPolicy) throws -> any ActingPolicy {
      try policy.copy(with: tensors)
    }
    return Forgetful(policy: try copied(policy))
  }
}

/// Shows which episode this is and its step; rewards the step's number; ends after 1 to 12 steps.
struct Diary: Environment {
  struct State: Codable, Hashable, Sendable {
    var episode = 0
    var step = 0
    var length = 1
  }
  var state = State()
  let observationSpace = Box(shape: [2], range: -1...1_000_000)
  let actionSpace = Discrete(names: ["a", "b", "c"])
  let rewardRange: ClosedRange<Float> = 0...100

  mutating func reset(using random: inout RandomStream) {
    state = State(episode: random.integer(below: 1_000_000), length: 1 + random.integer(below: 12))
  }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.step += 1
    return StepResult(reward: Float(state.step), terminated: state.step == state.length)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.episode)
    observation[1] = Float(state.step)
  }
  func render() -> Frame { Frame(width: 1, height: 1) }
}
