import Agents
import Documents
import Transfer

/// How a task is learned: the fields of the agent, or of the training of a network on a data set.
public enum LearnerConfiguration: Sendable, Hashable {
  /// An agent in an environment.
  case agent(AgentSettings)
  /// A network on a data set.
  case supervised(SupervisedConfiguration)
  /// Layers that learn from a data set's examples without their labels.
  case pretraining(PretrainingConfiguration)
  /// A few-shot method on the classes of a data set.
  case fewShot(FewShotConfiguration)

  /// The keys of its fields, in the order in which they are written.
  var keys: [String] {
    switch self {
    case .agent(let agent): agent.configuration.keys
    case .supervised: SupervisedConfiguration.fields.keys
    case .pretraining: PretrainingConfiguration.fields.keys
    case .fewShot: FewShotConfiguration.fields.keys
    }
  }

  /// The keys that a file must hold, whatever they say.
  var requiredKeys: [String] {
    switch self {
    case .agent(let agent): agent.configuration.requiredKeys
    case .supervised: SupervisedConfiguration.requiredKeys
    case .pretraining, .fewShot: keys
    }
  }

  /// The keys that are written.
  var writtenKeys: [String] {
    switch self {
    case .agent(let agent): agent.configuration.writtenKeys
    case .supervised(let training): training.writtenFields.keys
    case .pretraining, .fewShot: keys
    }
  }

  /// The key of its section in a configuration: "agent", "training", "pretraining" or "fewShot".
  var section: String {
    switch self {
    case .agent: "agent"
    case .supervised: "training"
    case .pretraining: "pretraining"
    case .fewShot: "fewShot"
    }
  }

  /// Its fields as lines of YAML.
  var yaml: String {
    switch self {
    case .agent(let agent):
      "algorithm: \(agent.algorithm.rawValue)\n" + agent.configuration.yaml
    case .supervised(let training): training.writtenFields.yaml(of: training)
    case .pretraining(let training): PretrainingConfiguration.fields.yaml(of: training)
    case .fewShot(let training): FewShotConfiguration.fields.yaml(of: training)
    }
  }

  /// Sets one field by its key.
  mutating func set(_ key: String, _ text: String, file: String?, line: Int?) throws {
    switch self {
    case .agent(var agent):
      try agent.configuration.set(key, text, file: file, line: line)
      self = .agent(agent)
    case .supervised(var training):
      try SupervisedConfiguration.fields.set(
        &training, key: key, text: text, file: file, line: line)
      self = .supervised(training)
    case .pretraining(var training):
      try PretrainingConfiguration.fields.set(
        &training, key: key, text: text, file: file, line: line)
      self = .pretraining(training)
    case .fewShot(var training):
      try FewShotConfiguration.fields.set(
        &training, key: key, text: text, file: file, line: line)
      self = .fewShot(training)
    }
  }

  /// Sets every field of a mapping.
  mutating func apply(_ mapping: DocumentMapping) throws {
    switch self {
    case .agent(var agent):
      try agent.configuration.apply(mapping)
      self = .agent(agent)
    case .supervised(var training):
      try SupervisedConfiguration.fields.apply(mapping, to: &training)
      self = .supervised(training)
    case .pretraining(var training):
      try PretrainingConfiguration.fields.apply(mapping, to: &training)
      self = .pretraining(training)
    case .fewShot(var training):
      try FewShotConfiguration.fields.apply(mapping, to: &training)
      self = .fewShot(training)
    }
  }
}
