import Agents
import Documents
import Transfer

extension RunConfiguration {
  /// What a task recommends, with the layers of a trained network, so that its weights fit.
  ///
  /// - Parameters:
  ///   - definition: The task to go on with.
  ///   - source: An agent's policy for an environment, a predictor for a data set.
  /// - Throws: `InputError` where the source's configuration cannot be read, or it is of the other kind.
  public init(definition: TaskDefinition, layersOf source: TrainedNetwork) throws {
    let file = "\(source.task.id) policy (configuration)"
    let root = try DocumentNode.parse(source.configuration, file: file).mapping()
    switch (definition, source) {
    case (.environment, .policy):
      var other = DQNConfiguration()
      try DQNConfiguration.fields.apply(try root.require("agent").mapping(), to: &other)
      try self.init(definition: definition)
      agent?.hiddenSizes = other.hiddenSizes
      agent?.activation = other.activation
    case (.dataset, .predictor):
      var other = SupervisedConfiguration()
      try SupervisedConfiguration.fields.apply(try root.require("training").mapping(), to: &other)
      try self.init(definition: definition, network: other.network.rawValue)
      training?.channels = other.channels
      // A layer of dropout counts in the names of those behind it.
      training?.dropout = other.dropout
      training?.hiddenSizes = other.hiddenSizes
      training?.activation = other.activation
    case (.environment, .predictor):
      throw InputError(
        "a network that learned the data set '\(source.task.id)' does not fit the environment "
          + "'\(definition.id)'", remedy: "name a data set to go on with")
    case (.dataset, .policy):
      throw InputError(
        "a policy for the environment '\(source.task.id)' does not fit the data set "
          + "'\(definition.id)'", remedy: "name an environment to go on with")
    }
  }
}
