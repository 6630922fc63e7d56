import Agents
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// Where a fine-tuned run takes its first weights from, and what may learn how fast.
public struct TransferPlan: Sendable, Hashable {
  /// The file that the weights come from, as the user named it.
  public var source: String
  /// SHA-256 of that file, 64 hexadecimal digits.
  public var sourceHash: String
  /// What of it is carried over, how it is fitted, and what then learns how fast.
  public var rules: TransferRules

  /// A plan.
  public init(source: String, sourceHash: String, rules: TransferRules = TransferRules()) {
    self.source = source
    self.sourceHash = sourceHash
    self.rules = rules
  }

  /// A plan for a run folder's best policy or a file, as it is now.
  ///
  /// - Throws: `InputError` where there is no such file, or the rules do not fit one another.
  public init(from path: String, rules: TransferRules) throws {
    try rules.validate()
    source = try Policy.file(of: path)
    sourceHash = try SHA256.hex(ofFile: source)
    self.rules = rules
  }

  /// What a task recommends, with the layers of the source, so that its weights fit; a file of another
  /// library says nothing of layers, so those of the task stay.
  ///
  /// - Parameters:
  ///   - definition: The task to go on with.
  ///   - algorithm: What an environment is learned by; nil for what the source was.
  /// - Returns: The configuration, without the plan.
  /// - Throws: `InputError` where the source cannot be read, or does not fit the kind of task.
  public func configuration(
    for definition: TaskDefinition, algorithm: String? = nil
  ) throws -> RunConfiguration {
    guard let network = try readSource().network else {
      return try RunConfiguration(definition: definition, algorithm: algorithm)
    }
    return try RunConfiguration(
      definition: definition, layersOf: network, algorithm: algorithm)
  }

  /// Reads the tensors that the plan begins from.
  ///
  /// - Throws: `InputError` where the file is not the one that the plan was made with.
  func readSource() throws -> TransferSource {
    try SourceFile(path: source, hash: sourceHash).requireUnchanged("the policy")
    return try TransferSource(reading: source)
  }

  /// Carries the source's values into a network.
  ///
  /// - Throws: `InputError` where nothing fits; no parameter is changed then.
  func load(
    _ source: TransferSource, into parameters: [Parameter], buffers: [Parameter],
    of task: TaskDefinition
  ) throws -> WeightTransfer {
    var rules = rules
    if rules.progressive { rules.names.append("*=column.*") }
    // What stands in which row of the head are features and policies of that one training.
    if case .policy(let policy) = source.network, policy.acting is SuccessorNetwork {
      rules.skip.append("head.*")
    }
    do {
      var report = try WeightTransfer.load(
        from: source.parameters, into: parameters, buffers: buffers, rules: rules,
        outputs: OutputNames(source: source.outputNames, target: task.outputNames))
      report.ignored += source.unusable
      return report
    } catch let error as InputError {
      throw InputError(error.message, file: self.source, remedy: error.remedy)
    }
  }

  /// The plan as lines of YAML, indented by two spaces.
  var yaml: String {
    let lines =
      "from: \(source.yamlText)\nsha256: \(sourceHash.yamlText)\n"
      + TransferRules.fields.yaml(of: rules)
    return lines.split(separator: "\n").map { "  \($0)\n" }.joined()
  }

  /// Reads what `yaml` wrote; fields that an older version did not write have their defaults.
  init(_ node: DocumentNode) throws {
    let own = ["from", "sha256"]
    let mapping = try node.mapping(keys: own + TransferRules.fields.keys, required: own)
    source = try mapping.require("from").string()
    sourceHash = try mapping.require("sha256").string()
    rules = TransferRules()
    try rules.apply(mapping.without(own))
  }
}
