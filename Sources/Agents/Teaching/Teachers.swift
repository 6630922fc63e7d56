import Determinism
import Documents
import Environments
import TensorCore

/// A policy that teaches, with the task that it knows.
public struct Teacher {
  /// What it is called in messages: the file that it came from.
  public var name: String
  /// What acts.
  public var policy: any ActingPolicy
  /// The task that it learned.
  public var definition: EnvironmentDefinition

  /// A teacher from its parts.
  public init(name: String, policy: any ActingPolicy, definition: EnvironmentDefinition) {
    (self.name, self.policy, self.definition) = (name, policy, definition)
  }

  /// Refuses a teacher that cannot say what to do in a task.
  ///
  /// Other rules and rewards are welcome; what is seen and what can be done must be the same.
  ///
  /// - Throws: `InputError` that names the teacher, and what differs.
  func requireFit(for task: AgentTask) throws {
    func refuse(_ reason: String, _ remedy: String) -> InputError {
      InputError(reason, file: name, remedy: remedy)
    }
    let (own, other) = (definition.observationSpace, task.observationSpace)
    guard own.shape == other.shape, own.elementType == other.elementType else {
      throw refuse(
        "the teacher sees observations \(own.shape) of '\(definition.id)'; "
          + "'\(task.definition.id)' shows \(other.shape)",
        "name a teacher that was trained on the same observations")
    }
    guard definition.actions == task.definition.actions else {
      throw refuse(
        "the teacher's actions are \(definition.actions); those of '\(task.definition.id)' are "
          + "\(task.definition.actions)", "name a teacher with the same actions")
    }
    guard policy.makeMemory(copies: 1).states.isEmpty else {
      throw refuse(
        "the teacher remembers: what it would do in a replayed situation depends on more than that",
        "name a teacher without a memory")
    }
    guard definition.normalization == nil, !task.definition.normalizesObservations else {
      throw refuse(
        "the teacher or the task sees normalized observations, each by statistics of its own",
        "use an environment without normalization")
    }
  }
}

/// Some teachers: they play, and say what they would do.
struct Teachers {
  let policies: [any ActingPolicy]
  /// τ of the softmax that makes a policy of their values.
  let temperature: Float
  /// What their random actions are drawn from.
  var random: RandomStream

  /// What they would do: the mean of their policies, `[B, F]` to `[B, A]`.
  func policy(at observations: Tensor, masks: [Bool]?) -> Tensor {
    let values = policies.map { policy in
      var memory = PolicyMemory()
      return policy.values(of: observations, memory: &memory)
    }
    return teachersPolicy(values, temperature: temperature, masks: masks)
  }

  /// Writes an action for each copy: with probability ε any possible one, else a teacher's.
  ///
  /// Episode e of copy i is played by teacher (e + i) modulo their number.
  ///
  /// - Returns: whether all values were finite.
  mutating func chooseActions(
    in environment: any VectorEnvironment, epsilon: Float, into actions: inout [Int32]
  ) -> Bool {
    let masks = environment.actionMasks
    _ = Exploration.epsilon.explore(
      epsilon: epsilon, into: &actions, below: environment.actionSpace.count, masks: masks,
      using: &random)
    for (number, policy) in policies.enumerated() {
      let mine = actions.indices.map { copy in
        actions[copy] < 0 && (environment.episodeNumber(copy) + copy) % policies.count == number
      }
      guard mine.contains(true) else { continue }
      var chosen = [Int32](repeating: -1, count: actions.count)
      var memory = PolicyMemory()
      let finite = chosen.withUnsafeMutableBufferPointer {
        policy.chooseGreedily(environment.observations, memory: &memory, masks: masks, into: $0)
      }
      guard finite else { return false }
      for copy in actions.indices where mine[copy] { actions[copy] = chosen[copy] }
    }
    return true
  }
}

extension EnvironmentDefinition {
  /// Whether observations are shown by statistics that change while it is trained in.
  var normalizesObservations: Bool {
    wrappers.contains { if case .normalizeObservations = $0 { true } else { false } }
  }
}
