import Determinism
import Documents
import Environments
import NeuralNetworks

/// Transitions that were recorded in an environment, to learn from without it.
///
/// A safetensors file: the columns of a replay buffer, the returns and lengths of the episodes that
/// ended, and where all that comes from as metadata. Documentation/FileFormats.md has the format.
public struct RecordedTransitions {
  /// Version of the format; raised when an older file cannot be read any more.
  public static let formatVersion = 1

  /// The environment's id.
  public let environment: String
  /// The version of its rules.
  public let environmentVersion: Int
  /// The shape of an observation.
  public let observationShape: [Int]
  /// The names of the actions.
  public let actions: [String]
  /// What acted: "random", or which policy.
  public let behaviour: String
  /// The probability of a random action, by copy: copy k acted with ε number k modulo their count.
  public let epsilons: [Double]
  /// The seed of the recording.
  public let seed: UInt64
  /// Copies that stepped together.
  public let copies: Int
  /// SHA-256 of the file, 64 hexadecimal digits; nil for what was not read from one.
  public let hash: String?
  /// The whole content.
  public let file: SafeTensors

  /// Reads a file.
  ///
  /// - Throws: `InputError` for a damaged file or another format.
  public init(contentsOf path: String) throws {
    let bytes = try readFile(path)
    try self.init(
      SafeTensors(bytes: bytes, file: path), hash: SHA256.hex(of: bytes))
  }

  /// Takes over an opened file, after its metadata has been checked.
  ///
  /// - Throws: `InputError` for another format, or an entry of the metadata that is missing or faulty.
  public init(_ file: SafeTensors, hash: String? = nil) throws {
    self.file = file
    self.hash = hash
    func refuse(_ message: String) -> InputError { InputError(message, file: file.file) }
    func text(_ key: String) throws -> String {
      guard let value = file.metadata[key] else {
        throw refuse("holds no recorded transitions: its metadata has no '\(key)'")
      }
      return value
    }
    func value<Value: FieldValue>(_ key: String) throws -> Value {
      let text = try text(key)
      guard let value = Value(fieldText: text) else {
        throw refuse("'\(key)' is \(Value.expectation), found '\(shown(text))'")
      }
      return value
    }
    guard try text("format") == "apus-transitions" else {
      throw refuse("holds no recorded transitions: its format is '\(shown(try text("format")))'")
    }
    guard try value("formatVersion") == Self.formatVersion else {
      throw refuse(
        "is of transitions format \(shown(try text("formatVersion"))); this version of apus reads "
          + "format \(Self.formatVersion)")
    }
    environment = try text("environment")
    environmentVersion = try value("environmentVersion")
    observationShape = try value("observationShape")
    actions = try value("actions")
    behaviour = try text("behaviour")
    epsilons = try value("epsilons")
    seed = try value("seed")
    copies = try value("copies")
    guard (1...4_096).contains(copies), !epsilons.isEmpty,
      epsilons.allSatisfy({ (0...1).contains($0) })
    else {
      throw refuse(
        "'copies' must be in 1...4096 and 'epsilons' in 0...1, found \(copies) and \(epsilons)")
    }
  }

  /// Puts what a file holds, and what it tells about it, together.
  init(
    of definition: EnvironmentDefinition, _ replay: ReplayBuffer, behaviour: String,
    epsilons: [Double], seed: UInt64, returns: [Double], lengths: [Int]
  ) throws {
    var file = SafeTensors()
    replay.write(to: &file)
    file.append("episodes.returns", doubles: returns)
    file.append("episodes.lengths", integers: lengths.map(Int64.init))
    file.metadata = [
      "format": "apus-transitions", "formatVersion": "\(Self.formatVersion)",
      "environment": definition.id, "environmentVersion": "\(definition.version)",
      "observationShape": replay.observationSpace.shape.fieldText,
      "actions": definition.actions.fieldText, "behaviour": behaviour,
      "epsilons": epsilons.fieldText, "seed": "\(seed)", "copies": "\(replay.copies)",
    ]
    try self.init(file)
  }

  /// The transitions as a replay buffer, to draw batches from.
  ///
  /// - Parameters:
  ///   - definition: the task that is to be learned.
  ///   - observationSpace: what is seen in it.
  ///   - discount: γ of the batches.
  ///   - nStep: rewards that are summed before the bootstrap.
  /// - Returns: a buffer as large as the file's content, which is checked first.
  /// - Throws: `InputError` where they are another task's, or a column is faulty.
  func makeReplay(
    for definition: EnvironmentDefinition, observationSpace: Box, discount: Float, nStep: Int
  ) throws -> ReplayBuffer {
    func refuse(_ message: String) -> InputError {
      InputError(
        message, file: file.file, remedy: "record anew: apus datasets record \(definition.id)")
    }
    guard environment == definition.id, environmentVersion == definition.version else {
      throw refuse(
        "holds transitions of version \(environmentVersion) of '\(shown(environment))'; expected "
          + "version \(definition.version) of '\(definition.id)'")
    }
    guard observationShape == observationSpace.shape, actions == definition.actions else {
      throw refuse(
        "holds observations \(observationShape) and actions \(actions); expected "
          + "\(observationSpace.shape) and \(definition.actions)")
    }
    do {
      return try ReplayBuffer(
        kept: file, copies: copies, observationSpace: observationSpace,
        actionCount: definition.actions.count, nStep: nStep, discount: discount)
    } catch let error as InputError {
      throw refuse(error.message)
    }
  }
}
