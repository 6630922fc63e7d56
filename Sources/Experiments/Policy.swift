import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks

/// A trained network with all that is needed to play it: what a policy file holds.
///
/// The file is safetensors; its tensors carry the network's parameter names, its metadata the rest
/// as text. See Documentation/FileFormats.md.
public struct Policy {
  /// Version of the metadata.
  public static let formatVersion = 1

  /// The network.
  public var network: QNetwork
  /// The environment that it was trained in, as it was then.
  public var definition: EnvironmentDefinition
  /// `RunConfiguration.resultYAML` of its run.
  public var configuration: String
  /// The seed of its run.
  public var seed: UInt64
  /// Environment steps that it was trained for.
  public var step: Int
  /// What its evaluation found; nil where there was none.
  public var scores: EvaluationScores?

  /// A policy from its parts.
  public init(
    network: QNetwork, definition: EnvironmentDefinition, configuration: String, seed: UInt64,
    step: Int, scores: EvaluationScores?
  ) {
    self.network = network
    self.definition = definition
    self.configuration = configuration
    self.seed = seed
    self.step = step
    self.scores = scores
  }

  /// The policy file of an argument: a run folder's best policy, or a file itself.
  ///
  /// - Throws: `InputError` where there is neither.
  public static func file(of path: String) throws -> String {
    guard FileSystem.exists(path) else {
      throw InputError(
        "there is no such run folder or checkpoint", file: path, remedy: "apus runs lists the runs")
    }
    guard FileSystem.isFolder(path) else { return path }
    let folder = try RunFolder.open(path)
    guard FileSystem.exists(folder.policy) else {
      throw InputError(
        "the run has no policy yet: it stopped before its first checkpoint", file: path,
        remedy: "apus train --resume \(folder.path)")
    }
    return folder.policy
  }

  /// Writes the policy, replacing an older file in one step.
  ///
  /// - Throws: `InputError` where it cannot be written; the older file is then as it was.
  public func write(to path: String) throws {
    var file = SafeTensors()
    for parameter in network.parameters { file.append(parameter.name, parameter.value) }
    file.metadata = [
      "format": "apus-policy", "formatVersion": "\(Self.formatVersion)",
      "agent": "dqn", "network": network.specification.yaml, "environment": definition.id,
      "environmentVersion": "\(definition.version)", "definition": definition.text,
      "configuration": configuration, "seed": "\(seed)", "step": "\(step)",
    ]
    if let scores {
      file.metadata["evaluationEpisodes"] = "\(scores.episodes)"
      file.metadata["meanReturn"] = "\(scores.meanReturn)"
      file.metadata["stdReturn"] = "\(scores.stdReturn)"
      file.metadata["meanLength"] = "\(scores.meanLength)"
      file.metadata["successRate"] = "\(scores.successRate)"
    }
    try file.write(to: path)
  }

  /// Reads a policy from a run folder or a file.
  ///
  /// - Parameter path: A run folder (its best policy is taken) or a policy file.
  /// - Returns: The policy.
  /// - Throws: `InputError` for a damaged file, another format, or tensors that do not fit the network.
  public static func load(_ path: String) throws -> Policy {
    let path = try file(of: path)
    let file = try SafeTensors.read(contentsOf: path)
    func text(_ key: String) throws -> String {
      guard let value = file.metadata[key] else {
        throw InputError(
          "is not a policy of apus: its metadata has no '\(key)'", file: path,
          remedy: "give a run folder, or a policy.safetensors that apus train wrote")
      }
      return value
    }
    func number<T: LosslessStringConvertible>(_ key: String) throws -> T {
      let value = try text(key)
      guard let number = T(value) else {
        throw InputError("metadata '\(key)' is not a number: '\(shown(value))'", file: path)
      }
      return number
    }
    guard try text("format") == "apus-policy" else {
      throw InputError("is not a policy: its format is '\(shown(try text("format")))'", file: path)
    }
    let version: Int = try number("formatVersion")
    guard version == formatVersion else {
      throw InputError(
        "is of policy format \(version); this version of apus reads format \(formatVersion)",
        file: path)
    }
    let definition = try EnvironmentDefinition.parse(
      try text("definition"), file: "\(path) (environment definition)")
    let specification = try NetworkSpecification(
      yaml: try text("network"), file: "\(path) (network)")
    let network = try makeNetwork(specification, for: definition, from: file, path: path)
    var scores: EvaluationScores?
    if file.metadata["evaluationEpisodes"] != nil {
      scores = EvaluationScores(
        episodes: try number("evaluationEpisodes"), meanReturn: try number("meanReturn"),
        stdReturn: try number("stdReturn"), meanLength: try number("meanLength"),
        successRate: try number("successRate"))
    }
    return Policy(
      network: network, definition: definition, configuration: try text("configuration"),
      seed: try number("seed"), step: try number("step"), scores: scores)
  }

  /// Builds the network and fills it, after every size has been checked against the file's tensors.
  private static func makeNetwork(
    _ specification: NetworkSpecification, for definition: EnvironmentDefinition,
    from file: SafeTensors, path: String
  ) throws -> QNetwork {
    let environment = try definition.makeVector(count: 1, random: RandomStream(seed: 0))
    do {
      for (name, shape) in specification.parameterShapes {
        guard let entry = file.tensors.first(where: { $0.name == name }), entry.shape == shape,
          entry.type == .f32
        else {
          throw InputError("its network needs a float32 tensor '\(name)' of shape \(shape)")
        }
      }
      var random = RandomStream(seed: 0)
      let network = try QNetwork(
        specification: specification, observationSpace: environment.observationSpace,
        actionSpace: environment.actionSpace, using: &random)
      for parameter in network.parameters {
        parameter.value = try file.tensor(named: parameter.name)
      }
      return network
    } catch let error as InputError {
      throw InputError(error.message, file: error.file ?? path, remedy: error.remedy)
    }
  }
}
