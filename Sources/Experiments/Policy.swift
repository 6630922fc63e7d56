import Agents
import Documents
import Environments
import NeuralNetworks

/// A trained network with all that is needed to play it: what a policy file holds.
///
/// The file is safetensors; its tensors carry the network's parameter names, its metadata the rest
/// as text. See Documentation/FileFormats.md.
public struct Policy {
  /// What acts: a network, a recurrent network or a table.
  public var acting: any ActingPolicy
  /// The name of the algorithm that it was trained by.
  public var algorithm: String
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
    acting: any ActingPolicy, algorithm: String, definition: EnvironmentDefinition,
    configuration: String, seed: UInt64, step: Int, scores: EvaluationScores?
  ) {
    self.acting = acting
    self.algorithm = algorithm
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
    for (name, value) in acting.tensors { file.append(name, value) }
    file.metadata = [
      "format": "apus-policy", "formatVersion": "\(PolicyFile.formatVersion)",
      "agent": algorithm, "environment": definition.id,
      "environmentVersion": "\(definition.version)", "definition": definition.text,
      "configuration": configuration, "seed": "\(seed)", "step": "\(step)",
    ]
    for (key, text) in acting.description { file.metadata[key] = text }
    if let normalization = definition.normalization {
      file.metadata["normalization"] = try normalization.json()
    }
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
  /// - Throws: `InputError` for a damaged file, another format, tensors that do not fit the network, or
  ///   a network that learned of a data set.
  public static func load(_ path: String) throws -> Policy {
    switch try TrainedNetwork.load(path) {
    case .policy(let policy): return policy
    case .predictor(let predictor):
      throw InputError(
        "was trained on the data set '\(predictor.definition.id)': there is nothing to watch",
        file: path, remedy: "see how well it predicts: apus evaluate \(path)")
    case .encoder(let encoder):
      throw InputError(
        "is an encoder, trained by \(encoder.method) on the data set '\(encoder.definition.id)': "
          + "there is nothing to watch",
        file: path, remedy: "see what it is worth: \(encoder.trial(of: path))")
    }
  }

  /// Reads the policy of an opened file.
  init(_ file: PolicyFile) throws {
    definition = try EnvironmentDefinition.parse(
      try file.text("definition"), file: "\(file.path) (environment definition)")
    if let normalization = file.tensors.metadata["normalization"] {
      definition = try definition.normalized(
        by: Normalization(json: normalization, file: file.path))
    }
    acting = try Self.makeActing(for: definition, from: file)
    algorithm = try file.text("agent")
    if file.tensors.metadata["evaluationEpisodes"] != nil {
      scores = EvaluationScores(
        episodes: try file.number("evaluationEpisodes"), meanReturn: try file.number("meanReturn"),
        stdReturn: try file.number("stdReturn"), meanLength: try file.number("meanLength"),
        successRate: try file.number("successRate"))
    }
    configuration = try file.text("configuration")
    seed = try file.number("seed")
    step = try file.number("step")
  }
}
