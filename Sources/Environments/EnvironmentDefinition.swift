import Determinism
import Documents

/// An environment as its definition file states it: identity, world, rules, time limit.
///
/// All states, actions and rewards are fixed here before anything learns. A rule that changes
/// raises `version`, since results of different rules cannot be compared.
public struct EnvironmentDefinition: Sendable {
  /// What the task takes place in.
  public enum World: Sendable {
    /// A map of cells, given by the file itself.
    case grid(GridDefinition)
    /// The same with objects, computed rewards, or a new map in every episode.
    case objectGrid(ObjectGridDefinition)
    /// A game written in Swift, with its parameters set.
    case game(any Game)
    /// A world that is only stepped as a vector; see ``ExternalWorld``.
    case external(any ExternalWorld)
  }

  /// Which episodes count as a success.
  public enum Success: Sendable, Hashable {
    /// Those that the task itself ended.
    case terminated
    /// Those that the clock ended, the task never having done so.
    case survived
    /// Those whose return is at least this.
    case returnAtLeast(Double)

    /// Whether an episode with this return and this ending is a success.
    public func isReached(return episodeReturn: Double, terminated: Bool) -> Bool {
      switch self {
      case .terminated: terminated
      case .survived: !terminated
      case .returnAtLeast(let threshold): episodeReturn >= threshold
      }
    }
  }

  /// The name by which commands and checkpoints know it: lower-case letters, digits, hyphens.
  public let id: String
  /// The number of its rules, from 1; raised when a rule changes.
  public let version: Int
  /// One line for lists.
  public let summary: String
  /// What it was taken from, and what differs; empty where it is new.
  public let source: String
  /// The file it came from.
  public let file: String
  /// The whole text of the file.
  public let text: String
  /// The world.
  public let world: World
  /// What changes the world's observations, rewards or actions, from the inside to the outside.
  public let wrappers: [Wrapper]
  /// The statistics by which a trained policy sees its environment; nil while they are gathered.
  public private(set) var normalization: Normalization?
  /// The names of the actions, in order.
  public let actions: [String]
  /// What the agent sees, in words.
  public let observation: String
  /// What is rewarded, in words.
  public let rewards: String
  /// What ends the task, in words.
  public let termination: String
  /// The longest episode in environment steps; nil for no limit.
  public let timeLimit: Int?
  /// Which episodes count as a success.
  public let success: Success
  /// The recommended training configuration: keys of `DQNConfiguration`; checked by its reader.
  public let agent: DocumentMapping?
  /// The recommended training configurations of other algorithms, by their names; checked by their
  /// readers.
  public let agents: [String: DocumentMapping]
  /// The parameters of a game, resolved, as YAML lines; empty for a grid.
  public let parameters: String

  /// Whether only ``makeVector(count:random:)`` steps the world: one outside this program, a mixture.
  public var isExternal: Bool { externalNature != nil }

  /// Why there is no single environment: "runs outside this program"; nil where there is one.
  public var externalNature: String? {
    if case .external(let world) = world { type(of: world).nature } else { nil }
  }

  /// What an observation is.
  public var observationSpace: Box {
    if case .external(let world) = world { return world.observationSpace }
    return makeEnvironment().observationSpace
  }

  /// What can be done.
  public var actionSpace: Discrete {
    if case .external(let world) = world { return world.actionSpace }
    return makeEnvironment().actionSpace
  }

  /// The single environment with its wrappers, without its time limit.
  ///
  /// Observations are normalized only where the definition has the statistics of a trained policy.
  ///
  /// - Precondition: the world is not external.
  public func makeEnvironment() -> any Environment {
    let wrapped = wrappers.reduce(makeWorld()) { $1.wrapping($0) }
    guard let statistics = normalization?.observations else { return wrapped }
    return Self.normalizing(wrapped, statistics, clip: normalizedRange.clip)
  }

  /// The single environment, where there is one: an external world is only stepped as a vector.
  ///
  /// - Parameter purpose: what it is asked for, after "it cannot".
  /// - Returns: the environment.
  /// - Throws: `InputError` where the world is external.
  public func makeSingle(to purpose: String) throws -> any Environment {
    if let externalNature {
      throw InputError(
        "'\(id)' \(externalNature): it cannot \(purpose)",
        remedy: "it can be trained in, evaluated and watched")
    }
    return makeEnvironment()
  }

  /// The environment inside all wrappers.
  func makeWorld() -> any Environment {
    switch world {
    case .grid(let grid): return GridWorld(grid)
    case .objectGrid(let grid): return ObjectGridWorld(grid)
    case .game(let game): return game
    case .external:
      preconditionFailure("expected a world of this program, got '\(id)', which is external")
    }
  }

  /// The single environment with a list of all its states.
  ///
  /// Without its wrappers; where one of them changes what follows from an action, there is none.
  ///
  /// - Returns: nil where its states cannot be listed, or are too many.
  /// - Complexity: a grid with objects is searched for all states that play can reach.
  public func makeEnumerable() -> (any EnumerableEnvironment)? {
    guard !isExternal, wrappers.allSatisfy(\.keepsDynamics) else { return nil }
    if case .objectGrid(let grid) = world { return EnumeratedGrid(grid) }
    return makeWorld() as? any EnumerableEnvironment
  }

  /// Makes `count` copies to be stepped together.
  ///
  /// - Parameters:
  ///   - count: the number of copies, at least 1.
  ///   - random: the stream whose children "environment/0", "environment/1", … the copies use.
  /// - Returns: the vector, at the beginning of episode 0 in every copy.
  /// - Throws: `InputError` where `count` is smaller than 1, or an external world does not start.
  public func makeVector(count: Int, random: RandomStream) throws -> any VectorEnvironment {
    let vector = try makeUnnormalizedVector(count: count, random: random)
    guard normalization == nil, wrappers.contains(where: \.isNormalization) else { return vector }
    return NormalizingVector(vector, wrappers: wrappers)
  }

  /// Makes copies without the statistics that only a vector can gather.
  func makeUnnormalizedVector(
    count: Int, random: RandomStream
  ) throws -> any VectorEnvironment {
    guard count >= 1 else {
      throw InputError("expected at least 1 copy of environment '\(id)', got \(count)")
    }
    if case .external(let world) = world {
      return try world.makeVector(count: count, definition: self, random: random)
    }
    func make(_ world: some Environment) -> any VectorEnvironment {
      UniformVector(of: world, count: count, definition: self, random: random)
    }
    // The world is opened here, so that the loops over its copies are those of its own type.
    return make(makeEnvironment())
  }

  /// The same task as a trained policy sees it: by statistics that no longer change.
  ///
  /// - Throws: `InputError` where they do not fit the observations.
  public func normalized(by normalization: Normalization) throws -> EnvironmentDefinition {
    let size = observationSpace.count
    guard !isExternal, normalization.observations?.isValid(size: size) ?? true else {
      throw InputError("the statistics do not fit the observations of environment '\(id)'")
    }
    var definition = self
    definition.normalization = normalization
    return definition
  }

  private var normalizedRange: Wrapper.NormalizedRange {
    for case .normalizeObservations(let range) in wrappers { return range }
    return Wrapper.NormalizedRange()
  }

  private static func normalizing(
    _ world: some Environment, _ statistics: RunningStatistics, clip: Float
  ) -> any Environment {
    NormalizedObservation(world, statistics: statistics, clip: clip)
  }

  /// The same definition over a game that no file can name; for tests of the machinery.
  package func replacing(game: some Game) -> EnvironmentDefinition {
    EnvironmentDefinition(
      id: id, version: version, summary: summary, source: source, file: file, text: text,
      world: .game(game), wrappers: wrappers, actions: game.actionSpace.names,
      observation: observation,
      rewards: rewards, termination: termination, timeLimit: timeLimit, success: success,
      agent: agent, agents: agents, parameters: "")
  }
}
