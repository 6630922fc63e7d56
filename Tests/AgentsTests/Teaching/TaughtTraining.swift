import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// Those who know a registered task exactly.
struct Expert {
  let definition: EnvironmentDefinition
  let policy: any ActingPolicy

  init(_ id: String) throws {
    definition = try EnvironmentRegistry.definition(id)
    var solver = try ValueIteration(
      configuration: ValueIterationConfiguration(), observationSpace: definition.observationSpace,
      actionSpace: definition.actionSpace, random: RandomStream(seed: 1))
    try solver.train(in: definition.makeVector(count: 1, random: RandomStream(seed: 1)))
    policy = solver.policy
  }

  /// As a teacher.
  var teacher: Teacher { Teacher(name: "exact", policy: policy, definition: definition) }

  /// The same with what it says of each action said of the next one: it teaches what is wrong.
  var liar: Teacher {
    func permuted(_ policy: some ActingPolicy) -> any ActingPolicy { Permuted(inner: policy) }
    return Teacher(name: "liar", policy: permuted(policy), definition: definition)
  }

  /// What it does, in a file that is removed afterwards.
  func withDemonstrations<R>(
    steps: Int, _ body: (_ path: String, _ hash: String) throws -> R
  ) throws -> R {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try RecordedTransitions.record(
      policy, behaviour: "exact", in: definition, epsilons: [0], steps: steps, seed: 3
    ).file.write(to: path)
    let hash = try #require(RecordedTransitions(contentsOf: path).hash)
    return try body(path, hash)
  }
}

/// A policy whose values are one action off.
struct Permuted<Inner: ActingPolicy>: ActingPolicy {
  let inner: Inner

  var observationCount: Int { inner.observationCount }
  var actionCount: Int { inner.actionCount }
  var tensors: [(name: String, value: Tensor)] { inner.tensors }
  var description: [String: String] { inner.description }

  func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    let values = inner.values(of: observations, memory: &memory)
    let last = actionCount - 1
    return Tensor.concatenated(
      [values.sliced(last..<(last + 1), axis: 1), values.sliced(0..<last, axis: 1)], axis: 1)
  }

  func distributions(of observation: [Float]) -> ActionDistributions? { nil }

  func copy(with tensors: [(name: String, value: Tensor)]) throws -> Permuted {
    Permuted(inner: try inner.copy(with: tensors))
  }
}

extension AgentTraining where Learner == DQN {
  /// Prepares a guided training in an environment of the registry.
  init(
    taughtIn id: String, seed: UInt64 = 1, by teachers: [Teacher] = [], shown: String? = nil,
    carried: CarriedReplay? = nil, configure: (inout DQNConfiguration) -> Void
  ) throws {
    let configuration = Self.small.changed(by: configure)
    try self.init(
      registered: id, copies: configuration.environments, seed: seed
    ) { observations, actions, random in
      let agent = try configuration.makeAgent(
        for: AgentTask(
          definition: EnvironmentRegistry.definition(id), observationSpace: observations,
          actionSpace: actions, random: random, dataFile: shown, teachers: teachers,
          carriedReplay: carried))
      return try #require(agent as? DQN)
    }
  }
}

/// The methods with teachers, as the tests train them.
enum Taught: String, CaseIterable, Codable, Sendable {
  case distillation, kickstarting, qdagger, distillationOfTeachersPlay

  func configure(_ configuration: inout DQNConfiguration) {
    configuration.steps = 1_500
    configuration.hiddenSizes = [32]
    configuration.guidance.temperature = 0.2
    (configuration.epsilonStart, configuration.epsilonEnd) = (0.3, 0.1)
    switch self {
    case .distillation: configuration.guidance.method = .distillation
    case .distillationOfTeachersPlay:
      configuration.guidance.method = .distillation
      configuration.guidance.states = .teacher
      configuration.guidance.teacherEpsilon = 0.5
    case .kickstarting:
      configuration.guidance.method = .kickstarting
      configuration.guidance.steps = 3_000
    case .qdagger:
      configuration.guidance.method = .qdagger
      configuration.guidance.teacherSteps = 500
      configuration.guidance.teacherEpsilon = 0.2
      configuration.guidance.offlineUpdates = 400
    }
  }

  func training(
    in id: String = "deep-sea", by teachers: [Teacher], seed: UInt64 = 1,
    _ further: (inout DQNConfiguration) -> Void = { _ in }
  ) throws -> Training {
    try Training(taughtIn: id, seed: seed, by: teachers) {
      configure(&$0)
      further(&$0)
    }
  }
}
