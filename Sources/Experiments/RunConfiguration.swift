import Agents
import Documents
import Environments

/// Everything that a run is made of: with the same one, the same bytes come out.
///
/// Resolved in this order, later ones winning: the defaults of `DQNConfiguration`, the `agent:`
/// section of the environment's definition, `--set`, the flags.
public struct RunConfiguration: Sendable, Hashable {
  /// Version of the layout of `configuration.yaml`.
  public static let formatVersion = 1

  /// Id of the environment.
  public var environment: String
  /// Version of the environment's rules.
  public var environmentVersion: Int
  /// The environment's whole YAML definition, so that the run needs no other file.
  public var definition: String
  /// The one seed of the run.
  public var seed: UInt64 = 1
  /// Environment steps from checkpoint to checkpoint, at least 1.
  public var checkpointInterval = 10_000
  /// The agent's configuration.
  public var agent: DQNConfiguration
  /// What is carried over from another policy; nil for a training from scratch.
  public var transfer: TransferPlan?
  /// Threads to use, at least 1; no result depends on it.
  public var threads = 1
  /// The command line that began the run; no result depends on it.
  public var command = ""

  /// The fields that are not the agent's.
  static let fields = FieldTable<RunConfiguration>([
    Field("seed", \.seedNumber, "the seed of the run, 0 or more") {
      $0 >= 0 ? nil : "a whole number of at least 0"
    },
    Field("checkpointInterval", \.checkpointInterval, "environment steps between checkpoints") {
      $0 >= 1 ? nil : "at least 1"
    },
  ])

  /// The seed as a whole number, for the field table.
  private var seedNumber: Int {
    get { Int(clamping: seed) }
    set { seed = UInt64(clamping: newValue) }
  }

  /// The configuration that a definition recommends.
  ///
  /// - Parameter definition: The environment.
  /// - Throws: `InputError` with file and line where its `agent:` section has a faulty entry.
  public init(definition: EnvironmentDefinition) throws {
    environment = definition.id
    environmentVersion = definition.version
    self.definition = Self.unixLines(definition.text)
    agent = try DQNConfiguration.recommended(for: definition)
  }

  /// Sets one field by its key.
  ///
  /// - Parameters:
  ///   - key: A key of the run's own fields or of `DQNConfiguration`.
  ///   - text: The value as text; a list as "[64, 64]".
  ///   - file: Where the text stands, for the message.
  ///   - line: Its line.
  /// - Throws: `InputError` for an unknown key (with the nearest and all valid ones) or a value out of range.
  public mutating func set(
    _ key: String, _ text: String, file: String? = nil, line: Int? = nil
  ) throws {
    if Self.ownKeys.contains(key) {
      try Self.fields.set(&self, key: key, text: text, file: file, line: line)
    } else if Self.agentKeys.contains(key) {
      try DQNConfiguration.fields.set(&agent, key: key, text: text, file: file, line: line)
    } else {
      throw unknownWord("key", key, among: Self.agentKeys + Self.ownKeys, file: file, line: line)
    }
  }

  /// Sets a field from "key=value", as `--set` takes it.
  ///
  /// - Throws: As `set(_:_:file:line:)`, and where there is no "=".
  public mutating func set(argument: String) throws {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      throw InputError(
        "expected key=value after --set, got '\(shown(argument))'",
        remedy: "for example --set learningRate=0.001")
    }
    let key = argument[..<equals].trimmingSpaces
    let text = argument[argument.index(after: equals)...].trimmingSpaces
    try set(String(key), String(text))
  }

  /// Takes the hidden layers over from a policy, so that its weights fit.
  ///
  /// - Throws: `InputError` where the policy's configuration cannot be read.
  public mutating func useNetwork(of policy: Policy) throws {
    let other = try RunConfiguration.agent(of: policy)
    agent.hiddenSizes = other.hiddenSizes
    agent.activation = other.activation
  }

  /// The agent's configuration that a policy was trained with.
  private static func agent(of policy: Policy) throws -> DQNConfiguration {
    let file = "\(policy.definition.id) policy (configuration)"
    let root = try DocumentNode.parse(policy.configuration, file: file).mapping()
    var agent = DQNConfiguration()
    try DQNConfiguration.fields.apply(try root.require("agent").mapping(), to: &agent)
    return agent
  }

  private static let ownKeys = ["seed", "checkpointInterval"]
  private static let agentKeys = DQNConfiguration.fields.fields.map(\.key)

  /// The text with line ends "\n" and one at its end, as it comes back from YAML.
  private static func unixLines(_ text: String) -> String {
    var result = ""
    for character in text {
      result.append(character == "\r\n" || character == "\r" ? "\n" : character)
    }
    while result.hasSuffix("\n") { result.removeLast() }
    return result + "\n"
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmingSpaces: Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
