import Agents
import Determinism
import Documents
import Environments
import Experiments

/// Policies that nobody had to train.
extension Policy {
  /// What value iteration makes of a small task.
  static func solved(_ id: String, discount: Double = 0.99) throws -> Policy {
    let definition = try EnvironmentRegistry.definition(id)
    var configuration = ValueIterationConfiguration()
    configuration.discount = discount
    configuration.evaluationInterval = 0
    let root = RandomStream(seed: 1)
    let vector = try definition.makeVector(count: 1, random: root)
    var agent = try ValueIteration(
      configuration: configuration, observationSpace: vector.observationSpace,
      actionSpace: vector.actionSpace, random: root)
    try agent.train(in: vector)
    return Policy(
      acting: agent.policy, algorithm: "value-iteration", definition: definition,
      configuration: "agent:\n  discount: \(discount)\n", seed: 1, step: agent.record.step,
      scores: nil)
  }

  /// A network that has learned nothing.
  static func fresh(
    in definition: EnvironmentDefinition, distribution: ValueDistribution = .none
  ) throws -> Policy {
    var shape = QNetworkShape(hiddenSizes: [16])
    shape.distribution = distribution
    var random = RandomStream(seed: 1)
    let (space, actions) = (definition.observationSpace, definition.actionSpace)
    let network = try QNetwork(
      specification: shape.specification(observationSpace: space, actionSpace: actions),
      distribution: distribution, observationSpace: space, actionSpace: actions, using: &random)
    return Policy(
      acting: network, algorithm: "dqn", definition: definition, configuration: "", seed: 1,
      step: 0, scores: nil)
  }

  /// A network that remembers, and has learned nothing.
  static func remembering(in definition: EnvironmentDefinition) throws -> Policy {
    let (space, actions) = (definition.observationSpace, definition.actionSpace)
    var configuration = DRQNConfiguration()
    configuration.recurrentSize = 4
    configuration.learning.hiddenSizes = [4]
    var random = RandomStream(seed: 1)
    let network = try RecurrentQNetwork(
      specification: configuration.networkSpecification(
        observationSpace: space, actionSpace: actions),
      observationSpace: space, actionSpace: actions, using: &random)
    return Policy(
      acting: network, algorithm: "drqn", definition: definition, configuration: "", seed: 1,
      step: 0, scores: nil)
  }
}

extension EnvironmentDefinition {
  /// An environment of the registry with wrappers.
  static func registered(_ id: String, wrappers: String) throws -> EnvironmentDefinition {
    let text = try EnvironmentRegistry.definition(id).text
    return try parse(text + "\nwrappers: \(wrappers)\n", file: "\(id).yaml")
  }

  /// The environment after some random steps of an episode.
  func played(steps: Int, seed: UInt64 = 1) -> any Environment {
    func play(_ world: some Environment) -> any Environment {
      var world = world
      var random = RandomStream(seed: seed)
      world.reset(using: &random)
      for _ in 0..<steps {
        guard !world.step(world.actionSpace.sample(using: &random), using: &random).terminated
        else {
          world.reset(using: &random)
          continue
        }
      }
      return world
    }
    return play(makeEnvironment())
  }
}
