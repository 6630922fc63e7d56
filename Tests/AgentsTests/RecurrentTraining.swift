import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// One training with memory.
typealias RecurrentTraining = AgentTraining<DRQN>

extension AgentTraining where Learner == DRQN {
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
    try self.init(Self.small.changed(by: configure), world, timeLimit: timeLimit, seed: seed)
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
