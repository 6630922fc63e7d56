import Agents
import Documents
import Environments

/// By which algorithm an agent learns, and how that is configured.
public struct AgentSettings: Sendable, Hashable {
  /// The algorithm.
  public let algorithm: Algorithm
  /// Its fields.
  public var configuration: any AgentConfiguration

  /// An algorithm with its defaults.
  public init(_ algorithm: Algorithm) {
    self.algorithm = algorithm
    configuration = algorithm.defaults
  }

  /// An algorithm as a task recommends it.
  ///
  /// - Throws: `InputError` with file and line where the definition recommends something faulty.
  public init(_ algorithm: Algorithm, for definition: EnvironmentDefinition) throws {
    self.algorithm = algorithm
    configuration = try algorithm.recommended(for: definition)
  }

  /// Reads the section `agent` of a policy's configuration.
  ///
  /// - Throws: `InputError` for an unknown algorithm, or a key or a value that is not valid.
  init(_ section: DocumentNode) throws {
    let mapping = try section.mapping()
    self.init(
      try Self.algorithm(named: mapping.require("algorithm").string(), file: section.file))
    try configuration.apply(mapping.without(["algorithm"]))
  }

  /// Whether algorithm and all fields are equal.
  public static func == (one: AgentSettings, other: AgentSettings) -> Bool {
    one.algorithm == other.algorithm
      && AnyHashable(one.configuration) == AnyHashable(other.configuration)
  }

  /// Feeds algorithm and fields to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(algorithm)
    hasher.combine(AnyHashable(configuration))
  }

  /// The algorithm of a name.
  ///
  /// - Throws: `InputError` with the nearest and all valid names.
  public static func algorithm(
    named name: String, file: String? = nil, line: Int? = nil
  ) throws -> Algorithm {
    guard let algorithm = Algorithm(rawValue: name) else {
      throw unknownWord(
        "algorithm", name, among: Algorithm.allCases.map(\.rawValue), file: file, line: line)
    }
    return algorithm
  }
}

extension AgentConfiguration {
  var keys: [String] { Self.fields.keys }
  var requiredKeys: [String] {
    keys.filter { !Self.optionalKeys.contains($0) && !Self.sparseKeys.contains($0) }
  }
  var writtenKeys: [String] {
    let unset = Self()
    return Self.fields.fields.filter { field in
      Self.sparseKeys.contains(field.key)
        ? field.text(of: self) != field.text(of: unset)
        : writesOptionalKeys || !Self.optionalKeys.contains(field.key)
    }.map(\.key)
  }
  var yaml: String {
    let written = writtenKeys
    return FieldTable(Self.fields.fields.filter { written.contains($0.key) }).yaml(of: self)
  }

  mutating func set(_ key: String, _ text: String, file: String?, line: Int?) throws {
    try Self.fields.set(&self, key: key, text: text, file: file, line: line)
  }

  mutating func apply(_ mapping: DocumentMapping) throws {
    try Self.fields.apply(mapping, to: &self)
  }

  /// Takes over the keys that decide the layers of another configuration, as far as this one has them.
  mutating func takeLayers(of other: some AgentConfiguration) throws {
    for key in type(of: other).networkKeys {
      guard let field = type(of: other).fields[key], keys.contains(key) else { continue }
      try set(key, field.text(of: other), file: nil, line: nil)
    }
  }
}
