import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// A network that learned a data set, with all that is needed to predict with it and to judge it.
///
/// Its file is a policy file with `agent` `supervised`. See Documentation/FileFormats.md.
public struct Predictor {
  /// The network, and what its inputs and answers are scaled by.
  public let model: SupervisedNetwork
  /// The data set that it was trained on, as it was then.
  public let definition: DatasetDefinition
  /// `RunConfiguration.resultYAML` of its run.
  public let configuration: String
  /// The seed of its run.
  public let seed: UInt64
  /// Updates that it was trained for.
  public let step: Int
  /// Epochs that it was trained for.
  public let epoch: Int
  /// How well it predicts the test part; nil where it was not judged, as in the midst of an epoch.
  public let scores: PredictionSummary?

  init(
    model: SupervisedNetwork, definition: DatasetDefinition, configuration: String, seed: UInt64,
    step: Int, epoch: Int, scores: PredictionSummary?
  ) {
    self.model = model
    self.definition = definition
    self.configuration = configuration
    self.seed = seed
    self.step = step
    self.epoch = epoch
    self.scores = scores
  }

  /// The layers.
  public var network: Sequential { model.network }

  /// Predicts the test part of its data set.
  ///
  /// - Parameter dataFolder: Where the data are; nil for `APUS_DATA` or what comes with the program.
  /// - Returns: How well.
  /// - Throws: `InputError` where the data are missing, damaged or do not fit.
  public func evaluate(dataFolder: String?) throws -> SupervisedScores {
    try model.evaluate(on: try definition.load(from: dataFolder).test)
  }

  /// Writes the predictor, replacing an older file in one step.
  ///
  /// - Throws: `InputError` where it cannot be written; the older file is then as it was.
  public func write(to path: String) throws {
    var file = SafeTensors()
    for parameter in network.state { file.append(parameter.name, parameter.value) }
    file.append(model.inputScale, named: "inputScale")
    file.append(model.targetScale, named: "targetScale")
    file.metadata = [
      "format": "apus-policy", "formatVersion": "\(PolicyFile.formatVersion)",
      "agent": "supervised", "network": model.specification.yaml, "dataset": definition.id,
      "datasetVersion": "\(definition.version)", "definition": definition.text,
      "configuration": configuration, "seed": "\(seed)", "step": "\(step)", "epoch": "\(epoch)",
    ]
    switch model.targets {
    case .classes(let names): file.metadata["classes"] = names.yamlText
    case .numbers(let name): file.metadata["number"] = name
    }
    if let scores { file.metadata["scores"] = scores.text }
    try file.write(to: path)
  }

  /// Reads the predictor of an opened file.
  init(_ file: PolicyFile) throws {
    definition = try DatasetDefinition.parse(
      try file.text("definition"), file: "\(file.path) (data set definition)")
    model = try Self.makeNetwork(definition.targets, from: file)
    configuration = try file.text("configuration")
    seed = try file.number("seed")
    step = try file.number("step")
    epoch = try file.number("epoch")
    scores = try file.tensors.metadata["scores"].map { text in
      guard let scores = PredictionSummary(text: text) else {
        throw InputError("metadata 'scores' is damaged: '\(shown(text))'", file: file.path)
      }
      return scores
    }
  }

  /// Builds the network and fills it, after every size has been checked against the file's tensors.
  private static func makeNetwork(
    _ targets: DatasetTargets, from file: PolicyFile
  ) throws -> SupervisedNetwork {
    let specification = try NetworkSpecification(
      yaml: try file.text("network"), file: "\(file.path) (network)")
    try file.require(specification.stateShapes)
    do {
      var random = RandomStream(seed: 0)
      let model = try SupervisedNetwork(
        specification: specification, targets: targets,
        inputScale: try file.standardization("inputScale"),
        targetScale: try file.standardization("targetScale"), using: &random)
      for parameter in model.network.state {
        parameter.value = try file.tensors.tensor(parameter.name, shape: parameter.value.shape)
      }
      return model
    } catch let error as InputError {
      throw InputError(error.message, file: error.file ?? file.path, remedy: error.remedy)
    }
  }
}
