import Documents
import NeuralNetworks

/// A policy file of any kind, opened: its tensors, and its metadata with checked types.
struct PolicyFile {
  /// Version of the metadata.
  static let formatVersion = 1

  let path: String
  let tensors: SafeTensors

  /// Opens a policy file.
  ///
  /// - Parameter path: A run folder, whose best policy is taken, or a file.
  /// - Throws: `InputError` for a damaged file or another format.
  init(reading path: String) throws {
    let path = try Policy.file(of: path)
    try self.init(path: path, tensors: try SafeTensors.read(contentsOf: path))
  }

  /// Takes the tensors of a file that has been read.
  ///
  /// - Throws: `InputError` for another format.
  init(path: String, tensors: SafeTensors) throws {
    self.path = path
    self.tensors = tensors
    guard try text("format") == "apus-policy" else {
      throw InputError("is not a policy: its format is '\(shown(try text("format")))'", file: path)
    }
    let version: Int = try number("formatVersion")
    guard version == Self.formatVersion else {
      throw InputError(
        "is of policy format \(version); this version of apus reads format \(Self.formatVersion)",
        file: path)
    }
  }

  /// Whether a network that learned a data set is in it, not an agent's.
  var isPredictor: Bool { tensors.metadata["agent"] == "supervised" }

  /// What the metadata of an encoder names as its agent.
  static let encoderAgent = "encoder"

  /// Whether a network that learned something else of a data set than its targets is in it.
  var isEncoder: Bool { tensors.metadata["agent"] == Self.encoderAgent }

  /// A text of the metadata.
  func text(_ key: String) throws -> String {
    guard let value = tensors.metadata[key] else {
      throw InputError(
        "is not a policy of apus: its metadata has no '\(key)'", file: path,
        remedy: "give a run folder, or a policy.safetensors that apus train wrote")
    }
    return value
  }

  /// A number of the metadata.
  func number<T: LosslessStringConvertible>(_ key: String) throws -> T {
    let value = try text(key)
    guard let number = T(value) else {
      throw InputError("metadata '\(key)' is not a number: '\(shown(value))'", file: path)
    }
    return number
  }

  /// Checks that the file holds every parameter of a network, before anything is built for it.
  func require(_ shapes: [(name: String, shape: [Int])]) throws {
    for (name, shape) in shapes {
      guard let entry = tensors.tensors.first(where: { $0.name == name }), entry.shape == shape,
        entry.type == .f32
      else {
        throw InputError(
          "its network needs a float32 tensor '\(name)' of shape \(shape)", file: path)
      }
    }
  }
}
