import Documents
import Environments

/// The algorithms by which an agent can learn, by the names that `--agent` takes.
public enum Algorithm: String, CaseIterable, Sendable, Hashable {
  /// Deep Q-network and the parts that combine with it: ``DQN``.
  case dqn
  /// Six parts of that family under one name: ``DQNConfiguration/rainbow``.
  case rainbow
  /// Parallel Q-learning from rollouts, without replay: ``PQN``.
  case pqn
  /// DQN with a memory: ``DRQN``.
  case drqn
  /// What will come of everything that is rewarded, for rewards that change: ``SuccessorFeatures``.
  case successorFeatures = "successor-features"
  /// Parameters from which DQN learns a new layout in a few episodes: ``MetaQLearning``.
  case reptile
  /// A table of values, corrected towards the best next action: ``TabularQLearning``.
  case qLearning = "q-learning"
  /// A table of values, corrected towards the next action taken: ``TabularQLearning``.
  case sarsa
  /// The values of all states, computed from the rules: ``ValueIteration``.
  case valueIteration = "value-iteration"
  /// Conservative Q-learning from recorded transitions: ``OfflineQLearning``.
  case cql
  /// A network that does what was recorded: ``BehaviourCloning``.
  case behaviourCloning = "behaviour-cloning"

  /// What it is, in one line.
  public var title: String {
    switch self {
    case .dqn: "deep Q-network: replay and a target network"
    case .rainbow: "DQN with Double, dueling, noisy networks, C51, 3 steps and priorities"
    case .pqn: "parallel Q-network: rollouts of many copies, layer normalization, no replay"
    case .drqn: "DQN with a memory, for tasks that do not show all that matters"
    case .successorFeatures:
      "how much of everything rewarded will come: other rewards need no new training"
    case .reptile: "parameters from which DQN learns a new layout in a few episodes"
    case .qLearning:
      "a table for few different observations, corrected towards the best next action"
    case .sarsa: "a table for few different observations, corrected towards the next action taken"
    case .valueIteration: "the values of all states, computed from the rules"
    case .cql: "conservative Q-learning from recorded transitions (--data)"
    case .behaviourCloning: "a network that does what was recorded (--data)"
    }
  }

  /// Its configuration with nothing set.
  public var defaults: any AgentConfiguration {
    switch self {
    case .dqn: DQNConfiguration()
    case .rainbow: DQNConfiguration.rainbow
    case .pqn: PQNConfiguration()
    case .drqn: DRQNConfiguration()
    case .successorFeatures: SuccessorFeaturesConfiguration()
    case .reptile: MetaQLearningConfiguration()
    case .qLearning: TabularConfiguration()
    case .sarsa: TabularConfiguration.sarsa
    case .valueIteration: ValueIterationConfiguration()
    case .cql: OfflineQLearningConfiguration()
    case .behaviourCloning: BehaviourCloningConfiguration()
    }
  }
}

extension Algorithm {
  /// The keys of a definition's `agent:` that hold for every algorithm that has them.
  private static let commonKeys = [
    "steps", "evaluationInterval", "evaluationEpisodes", "reportInterval", "discount",
    "hiddenSizes",
  ]

  /// The defaults with what a definition recommends.
  ///
  /// DQN takes all of `agent:`; other algorithms take its length, evaluation, discount and widths,
  /// and then what stands under their name in `agents:`.
  ///
  /// - Parameter definition: the task.
  /// - Returns: the configuration.
  /// - Throws: `InputError` with file and line where a key or a value is not valid.
  public func recommended(
    for definition: EnvironmentDefinition
  ) throws -> any AgentConfiguration {
    func complete<C: AgentConfiguration>(
      _ configuration: C, common: [String] = Self.commonKeys
    ) throws -> C {
      var configuration = configuration
      if let agent = definition.agent {
        // Checked as DQN's whole section, whoever reads it.
        var dqn = DQNConfiguration()
        try DQNConfiguration.fields.apply(agent, to: &dqn)
        for key in common where C.fields.keys.contains(key) {
          guard let node = agent[key] else { continue }
          try C.fields.set(
            &configuration, key: key, text: try node.fieldText, file: node.file, line: node.line)
        }
      }
      if let own = definition.agents[rawValue] { try C.fields.apply(own, to: &configuration) }
      try configuration.validate()
      return configuration
    }
    switch self {
    case .dqn: return try DQNConfiguration.recommended(for: definition)
    case .rainbow:
      var configuration = try DQNConfiguration.recommended(for: definition).withRainbowParts
      if let own = definition.agents[rawValue] {
        try DQNConfiguration.fields.apply(own, to: &configuration)
      }
      try configuration.validate()
      return configuration
    case .pqn: return try complete(PQNConfiguration())
    case .drqn: return try complete(DRQNConfiguration())
    case .successorFeatures: return try complete(SuccessorFeaturesConfiguration())
    // What a definition recommends is for one layout and for many more steps of it.
    case .reptile: return try complete(MetaQLearningConfiguration(), common: ["hiddenSizes"])
    case .qLearning: return try complete(TabularConfiguration())
    case .sarsa: return try complete(TabularConfiguration.sarsa)
    // Their steps are no steps of an environment.
    case .valueIteration: return try complete(ValueIterationConfiguration(), common: [])
    case .cql:
      return try complete(OfflineQLearningConfiguration(), common: ["discount", "hiddenSizes"])
    case .behaviourCloning:
      return try complete(BehaviourCloningConfiguration(), common: ["hiddenSizes"])
    }
  }
}
