import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// A network that learned something of a data set's examples other than its targets.
///
/// What it gives are features, not answers: it is there to begin other trainings from. Its file is a
/// policy file with `agent` `encoder`; the parameters have the names that they have in the network
/// that is fine-tuned from it. See Documentation/FileFormats.md.
public struct Encoder {
  /// The layers.
  public let network: Sequential
  /// What the layers are made of.
  public let specification: NetworkSpecification
  /// What inputs are standardized by; nil where they are taken as they are.
  public let inputScale: Standardization?
  /// The data set that it learned from, as it was then.
  public let definition: DatasetDefinition
  /// How it learned: "denoising-autoencoder", "rotation", "prototypical".
  public let method: String
  /// `RunConfiguration.resultYAML` of its run.
  public let configuration: String
  /// The seed of its run.
  public let seed: UInt64
  /// Updates that it was trained for.
  public let step: Int
  /// What was found of it, one line of text; nil where it was not judged.
  public let scores: String?

  /// An encoder of its parts.
  ///
  /// - Parameters:
  ///   - network: What `specification` makes, with its parameters.
  ///   - specification: What the network is made of.
  ///   - inputScale: Fits the specification's input.
  ///   - definition: The data set.
  ///   - method: How it learned.
  ///   - configuration: `RunConfiguration.resultYAML` of its run.
  ///   - seed: The seed of its run.
  ///   - step: Updates that it was trained for.
  ///   - scores: What was found of it, in one line.
  public init(
    network: Sequential, specification: NetworkSpecification, inputScale: Standardization?,
    definition: DatasetDefinition, method: String, configuration: String, seed: UInt64, step: Int,
    scores: String?
  ) {
    self.network = network
    self.specification = specification
    self.inputScale = inputScale
    self.definition = definition
    self.method = method
    self.configuration = configuration
    self.seed = seed
    self.step = step
    self.scores = scores
  }

  /// Writes the encoder, replacing an older file in one step.
  ///
  /// - Throws: `InputError` where it cannot be written; the older file is then as it was.
  public func write(to path: String) throws {
    var file = SafeTensors()
    for parameter in network.state { file.append(parameter.name, parameter.value) }
    file.append(inputScale, named: "inputScale")
    file.metadata = [
      "format": "apus-policy", "formatVersion": "\(PolicyFile.formatVersion)",
      "agent": PolicyFile.encoderAgent, "method": method, "network": specification.yaml,
      "dataset": definition.id, "datasetVersion": "\(definition.version)",
      "definition": definition.text, "configuration": configuration, "seed": "\(seed)",
      "step": "\(step)",
    ]
    if let scores { file.metadata["scores"] = scores }
    try file.write(to: path)
  }

  /// Reads the encoder of an opened file, after every size has been checked.
  init(_ file: PolicyFile) throws {
    definition = try DatasetDefinition.parse(
      try file.text("definition"), file: "\(file.path) (data set definition)")
    specification = try NetworkSpecification(
      yaml: try file.text("network"), file: "\(file.path) (network)")
    try file.require(specification.stateShapes)
    inputScale = try file.standardization("inputScale")
    let inputs = specification.inputShape.reduce(1, *)
    if let inputScale, !inputScale.fits(featureCount: inputs) {
      throw InputError(
        "its network takes \(inputs) numbers, but its scaling has \(inputScale.means.count)",
        file: file.path)
    }
    var random = RandomStream(seed: 0)
    network = specification.makeNetwork(using: &random)
    for parameter in network.state {
      parameter.value = try file.tensors.tensor(parameter.name, shape: parameter.value.shape)
    }
    method = try file.text("method")
    configuration = try file.text("configuration")
    seed = try file.number("seed")
    step = try file.number("step")
    scores = file.tensors.metadata["scores"]
  }
}

extension SafeTensors {
  /// Adds a scaling as two tensors, `name.means` and `name.deviations`; nothing where there is none.
  mutating func append(_ scale: Standardization?, named name: String) {
    guard let scale else { return }
    append("\(name).means", floats: scale.means)
    append("\(name).deviations", floats: scale.deviations)
  }
}

extension PolicyFile {
  /// Reads a scaling; nil where the file has none of the name.
  func standardization(_ name: String) throws -> Standardization? {
    guard tensors["\(name).means"] != nil else { return nil }
    let means = try tensors.floats("\(name).means")
    let deviations = try tensors.floats("\(name).deviations", count: means.count)
    guard !means.isEmpty, means.allSatisfy(\.isFinite),
      deviations.allSatisfy({ $0 > 0 && $0.isFinite })
    else { throw InputError("its '\(name)' is not a scaling", file: path) }
    return Standardization(means: means, deviations: deviations)
  }
}
