import Determinism
import Documents
import Environments

/// An environment of Gymnasium that runs in worker processes of the user's Python.
///
/// Its definition holds the id, the keyword arguments of `gymnasium.make`, and the spaces that the
/// environment had when it was first asked for: enough to load a policy without Python, and to
/// refuse an environment that has changed since.
public struct GymnasiumWorld: ExternalWorld {
  /// `gymnasium:` in a definition.
  public static let key = "gymnasium"
  /// `gym:` before a name.
  public static let scheme = "gym:"

  /// What an observation is: a byte or a float for each number, planes first.
  public let observationSpace: Box
  /// What can be done.
  public let actionSpace: Discrete
  package let name: GymnasiumName

  static let keys = ["id", "options", "observationKey", "shape", "type", "low", "high"]

  /// Reads the value of `gymnasium:` in a definition.
  ///
  /// - Parameters:
  ///   - node: its keys are id, options, observationKey, shape, type, low and high.
  ///   - actions: the list of the actions' names.
  /// - Throws: `InputError` with file and line.
  public init(reading node: DocumentNode, actions: DocumentNode) throws {
    let entries = try node.mapping(
      keys: Self.keys, required: ["id", "shape", "type", "low", "high"])
    name = try GymnasiumName(reading: entries)
    let lengths = try entries.require("shape")
    let shape = try lengths.ints()
    var count = 1
    for length in shape {
      guard length > 0, length <= Report.largestObservation / count else {
        throw lengths.error("expected positive lengths, together at most 2^24, got \(shape)")
      }
      count *= length
    }
    guard !shape.isEmpty else { throw lengths.error("expected a shape, got an empty one") }
    let typeNode = try entries.require("type")
    guard let type = Box.ElementType(rawValue: try typeNode.string()) else {
      throw unknownWord(
        "type", try typeNode.string(), among: Box.ElementType.allCases.map(\.rawValue),
        file: typeNode.file, line: typeNode.line)
    }
    observationSpace = try ObservationBounds.box(
      shape: shape, type: type, low: Self.bounds(entries.require("low")),
      high: Self.bounds(entries.require("high"))
    ) { node.error($0) }
    let names = try actions.strings()
    guard (1...Report.mostActions).contains(names.count), Set(names).count == names.count else {
      throw actions.error("expected 1 to \(Report.mostActions) different names of actions")
    }
    actionSpace = Discrete(names: names)
  }

  private static func bounds(_ node: DocumentNode) throws -> [Float] {
    try (node.isSequence ? node.strings() : [node.string()]).map { text in
      guard let bound = Float(text), !bound.isNaN else {
        throw node.error("expected a number, inf or -inf, got '\(shown(text))'")
      }
      return bound
    }
  }

  /// Starts the copies in worker processes of the Python that the environment variables name.
  ///
  /// - Throws: `InputError`: what is missing, or what has changed since the definition was made.
  public func makeVector(
    count: Int, definition: EnvironmentDefinition, random: RandomStream
  ) throws -> any ExternalVector {
    try GymnasiumVector(
      of: self, python: .ofEnvironment(), count: count, definition: definition, random: random)
  }

  package func greeting(copies: Int) -> Greeting {
    Greeting(id: name.id, options: name.options, key: name.observationKey, copies: copies)
  }

  /// Checks that a worker has the environment that the definition speaks of.
  package func requireAgreement(with report: Report) throws {
    guard report.observationSpace == observationSpace else {
      throw InputError(
        "'\(name.id)' now has observations \(report.observationSpace), its definition says "
          + "\(observationSpace)",
        remedy: "use the Gymnasium that the definition was made with, or train anew")
    }
    guard report.actionNames.count == actionSpace.count else {
      throw InputError(
        "'\(name.id)' now has \(report.actionNames.count) actions, its definition says "
          + "\(actionSpace.count)",
        remedy: "use the Gymnasium that the definition was made with, or train anew")
    }
  }
}
