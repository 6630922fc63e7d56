import Agents
import Documents
import Environments

extension RunConfiguration {
  /// The lines that decide the results: environment, seed, intervals, agent and transfer.
  ///
  /// Written into policies; two runs with equal text (and equal definitions) end in equal bytes.
  public var resultYAML: String {
    var text = "environment: \(environment.yamlText)\nenvironmentVersion: \(environmentVersion)\n"
    text += Self.fields.yaml(of: self)
    text += "agent:\n" + DQNConfiguration.fields.yaml(of: agent).indented
    if let transfer { text += "transfer:\n" + transfer.yaml }
    return text
  }

  /// The whole of `configuration.yaml`.
  public var yaml: String {
    """
    # What this run is made of. Do not edit: a resumed run reads it back.
    format: \(Self.formatVersion)
    command: \(command.yamlText)
    threads: \(threads)

    """ + resultYAML + "definition: |2\n" + definition.indented
  }

  /// Reads a `configuration.yaml`.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: Its path, for messages.
  /// - Throws: `InputError` for another format version, an unknown or missing key, or a value out of range.
  public init(yaml: String, file: String) throws {
    let keys = [
      "format", "command", "threads", "environment", "environmentVersion", "seed",
      "checkpointInterval", "agent", "transfer", "definition",
    ]
    let root = try DocumentNode.parse(yaml, file: file)
    // The version first: another one may well have other keys.
    let format = try root.mapping().require("format").int()
    guard format == Self.formatVersion else {
      throw InputError(
        "is of format \(format); this version of apus reads format \(Self.formatVersion)",
        file: file, remedy: "resume it with the version of apus that began it, or train anew")
    }
    let mapping = try root.mapping(keys: keys, required: keys.filter { $0 != "transfer" })
    environment = try mapping.require("environment").string()
    environmentVersion = try mapping.require("environmentVersion").int()
    definition = try mapping.require("definition").string()
    agent = DQNConfiguration()
    command = try mapping.require("command").string()
    threads = try mapping.require("threads").int(in: 1...1024)
    for key in ["seed", "checkpointInterval"] {
      let node = try mapping.require(key)
      try set(key, try node.fieldText, file: file, line: node.line)
    }
    let agentKeys = DQNConfiguration.fields.fields.map(\.key)
    let section = try mapping.require("agent").mapping(keys: agentKeys, required: agentKeys)
    try DQNConfiguration.fields.apply(section, to: &agent)
    if let node = mapping["transfer"] { transfer = try TransferPlan(node) }
  }

  /// The environment, parsed from the definition that the run carries.
  ///
  /// - Throws: `InputError` where the definition is faulty.
  public func environmentDefinition() throws -> EnvironmentDefinition {
    try EnvironmentDefinition.parse(definition, file: "\(environment).yaml")
  }
}

extension String {
  /// Every line that is not empty, two spaces further to the right.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
  }
}
