import Agents
import Documents
import Transfer

extension RunConfiguration {
  /// What a task recommends, with the layers of a trained network, so that its weights fit.
  ///
  /// - Parameters:
  ///   - definition: The task to go on with.
  ///   - source: An agent's policy for an environment; a predictor or an encoder for a data set.
  ///   - algorithm: What an environment is learned by; nil for what the source was.
  /// - Throws: `InputError` where the source's configuration cannot be read, or it is of the other kind.
  public init(
    definition: TaskDefinition, layersOf source: TrainedNetwork, algorithm: String? = nil
  ) throws {
    if case .dataset(let dataset) = definition, case .encoder(let encoder) = source {
      guard dataset.exampleShape == encoder.specification.inputShape else {
        throw InputError(
          "the encoder takes examples \(encoder.specification.inputShape), but data set "
            + "'\(dataset.id)' has \(dataset.exampleShape)",
          remedy: "use a data set of the form that it was trained on")
      }
      var layers = SupervisedConfiguration()
      try layers.takeLayers(of: encoder.specification)
      try self.init(definition: definition, network: layers.network.rawValue)
      try training?.takeLayers(of: encoder.specification)
      // The layers are fed inputs of the kind that they learned with; on the same data set the scale is
      // the same too, since it is measured on all examples, however few have labels.
      training?.standardize =
        encoder.inputScale.map {
          $0.means.count == dataset.exampleShape.reduce(1, *) ? .feature : .channel
        } ?? .none
      return
    }
    let file = "\(source.task.id) policy (configuration)"
    let root = try DocumentNode.parse(source.configuration, file: file).mapping()
    switch (definition, source) {
    case (.environment, .policy):
      let other = try AgentSettings(root.require("agent"))
      // What Reptile leaves is a beginning for DQN.
      let same = other.algorithm == .reptile ? Algorithm.dqn : other.algorithm
      try self.init(definition: definition, algorithm: algorithm ?? same.rawValue)
      try agent?.configuration.takeLayers(of: other.configuration)
    case (.dataset, .predictor):
      var other = SupervisedConfiguration()
      try SupervisedConfiguration.fields.apply(try root.require("training").mapping(), to: &other)
      try self.init(definition: definition, network: other.network.rawValue)
      training?.channels = other.channels
      training?.surroundings = other.surroundings
      training?.batchNorm = other.batchNorm
      training?.downsampling = other.downsampling
      // A layer of dropout counts in the names of those behind it.
      training?.dropout = other.dropout
      training?.hiddenSizes = other.hiddenSizes
      training?.activation = other.activation
    case (_, .encoder), (.environment, .predictor):
      throw InputError(
        "a network that learned of the data set '\(source.task.id)' does not fit the environment "
          + "'\(definition.id)'", remedy: "name a data set to go on with")
    case (.dataset, .policy):
      throw InputError(
        "a policy for the environment '\(source.task.id)' does not fit the data set "
          + "'\(definition.id)'", remedy: "name an environment to go on with")
    }
  }
}
