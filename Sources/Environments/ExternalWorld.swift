import Determinism
import Documents
import Synchronization

/// A world that is only stepped as a vector: one that runs outside this program, such as a Gymnasium
/// environment in a Python process, or a mixture of tasks.
///
/// A definition names it by ``key``, beside `grid` and `game`. What is written there is enough to
/// know its spaces; nothing is started before ``makeVector(count:definition:random:)``. The module
/// that brings such worlds makes itself known with ``ExternalWorlds/register(_:)``.
public protocol ExternalWorld: Sendable {
  /// The key under which a definition holds it, for example "gymnasium".
  static var key: String { get }
  /// What stands before a name to ask for a world without a definition file, for example "gym:".
  static var scheme: String { get }
  /// Why there is no single environment of it, after its id: "runs outside this program".
  static var nature: String { get }

  /// Writes the definition of a world by asking for it where it runs.
  ///
  /// - Parameter name: What follows the scheme.
  /// - Returns: The YAML text of a definition that holds the world under ``key``.
  /// - Throws: `InputError` with what is missing and what to do about it.
  static func definitionText(of name: String) throws -> String

  /// Reads the value of ``key``.
  ///
  /// - Parameters:
  ///   - node: the value.
  ///   - actions: the names of the actions that the definition lists.
  /// - Throws: `InputError` with file and line.
  init(reading node: DocumentNode, actions: DocumentNode) throws

  /// What an observation is.
  var observationSpace: Box { get }
  /// What can be done.
  var actionSpace: Discrete { get }

  /// Starts `count` copies that are stepped together.
  ///
  /// - Throws: `InputError` where they cannot be started or are not what the definition says.
  func makeVector(
    count: Int, definition: EnvironmentDefinition, random: RandomStream
  ) throws -> any ExternalVector
}

extension ExternalWorld {
  /// It runs outside this program.
  public static var nature: String { "runs outside this program" }
}

/// The copies of an external world: they can fail, and keep the picture of an ended episode.
public protocol ExternalVector: VectorEnvironment {
  /// The picture of what an episode of one copy ended with, in the step before this call.
  func finalFrame(_ index: Int) -> Frame
}

/// The kinds of external worlds that this program knows.
public enum ExternalWorlds {
  private static let kinds = Mutex<[any ExternalWorld.Type]>([MixtureWorld.self])

  /// Makes a kind of world known; once is enough, and more do no harm.
  public static func register(_ kind: any ExternalWorld.Type) {
    kinds.withLock { kinds in
      if !kinds.contains(where: { $0.key == kind.key }) { kinds.append(kind) }
    }
  }

  /// The keys of all kinds.
  static var keys: [String] { kinds.withLock { $0.map { $0.key } } }

  /// The text of the definition that a name such as "gym:CartPole-v1" asks for.
  ///
  /// - Returns: nil where the name begins with no kind's scheme.
  static func definitionText(of name: String) throws -> String? {
    let kind = kinds.withLock { kinds in kinds.first { name.hasPrefix($0.scheme) } }
    return try kind.map { try $0.definitionText(of: String(name.dropFirst($0.scheme.count))) }
  }

  /// The world of a definition.
  ///
  /// - Returns: nil where the definition holds none of the kinds' keys.
  static func world(of document: DocumentMapping) throws -> (any ExternalWorld)? {
    let kinds = kinds.withLock { $0 }
    guard let kind = kinds.first(where: { document[$0.key] != nil }) else { return nil }
    let node = try document.require(kind.key)
    for other in ["grid", "game", "parameters"] where document[other] != nil {
      throw node.error("a definition with '\(kind.key)' has no '\(other)', got both")
    }
    return try kind.init(reading: node, actions: document.require("actions"))
  }

  /// Whether a name asks for an external world.
  public static func isName(_ name: String) -> Bool {
    kinds.withLock { $0.contains { name.hasPrefix($0.scheme) } }
  }
}
