import Determinism
import Documents
import Environments

/// Tasks that differ in their layout alone: walls, start and goal, each drawn from a seed.
///
/// It is the definition of a grid whose map a generator makes anew in every episode. A task of the
/// distribution is the same definition with one of these maps for ever. Generators place start and
/// goal where one can be reached from the other, so every task can be solved. The layouts of training
/// and the unseen ones have seeds of their own; there is no number that gives both.
public struct GridTaskDistribution: Sendable {
  /// What a layout is for.
  public enum Part: Int, Sendable, Hashable {
    /// Learned from.
    case training = 1_000_000
    /// Never learned from before it is met.
    case unseen = 2_000_000
  }

  /// Layouts of each part.
  public static let layouts = 1_000_000

  /// The definition with a new map in every episode.
  public let definition: EnvironmentDefinition
  private let root: DocumentNode

  /// The tasks of a definition.
  ///
  /// - Parameter definition: a grid with a generator.
  /// - Throws: `InputError` where its map is always the same, or a task sees something else than it.
  public init(_ definition: EnvironmentDefinition) throws {
    self.definition = definition
    root = try DocumentNode.parse(definition.text, file: definition.file)
    let generator = try root.mapping()["grid"]?.mapping()["generator"]?.mapping()
    // A generator with a seed of its own makes one map and keeps it.
    guard let generator, try generator["seed"].map({ try $0.string() == "episode" }) ?? false else {
      throw InputError(
        "the map of '\(definition.id)' is always the same: there is nothing to learn that other "
          + "layouts have too",
        remedy: "name a grid with a generator, such as random-maze")
    }
    let task = try self.task(0, of: .training)
    guard case .objectGrid = task.world, task.observationSpace == definition.observationSpace,
      task.actionSpace == definition.actionSpace
    else {
      throw InputError(
        "with one map for ever '\(definition.id)' is a grid of nothing but cells, which is seen "
          + "otherwise: \(task.observationSpace) beside \(definition.observationSpace)",
        file: definition.file,
        remedy: "make it a grid of things in both cases: reward an event, such as 'bump: -0.01'")
    }
  }

  /// One task: the definition with one map.
  ///
  /// - Parameters:
  ///   - number: in `0..<layouts`.
  ///   - part: what it is for.
  /// - Returns: the definition.
  /// - Throws: `InputError` where the generator finds no map.
  public func task(_ number: Int, of part: Part) throws -> EnvironmentDefinition {
    precondition(
      (0..<Self.layouts).contains(number),
      "expected a number in 0..<\(Self.layouts), got \(number)")
    let text = try root.mapping().entries.map { key, _, node in
      "\(quoted(key)): \(key == "grid" ? try grid(node, part.rawValue + number) : try DefinitionText.flow(node))\n"
    }.joined()
    return try EnvironmentDefinition.parse(text, file: definition.file)
  }

  private func grid(_ node: DocumentNode, _ seed: Int) throws -> String {
    DefinitionText.mapping(
      try node.mapping().entries.map { key, _, node in
        guard key == "generator" else { return (key, try DefinitionText.flow(node)) }
        return (
          key,
          DefinitionText.mapping(
            try node.mapping().entries.map { key, _, node in
              (key, key == "seed" ? "\(seed)" : try DefinitionText.flow(node))
            })
        )
      })
  }
}
