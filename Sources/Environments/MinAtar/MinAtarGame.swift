import Determinism
import Documents

/// A game of MinAtar: a board of 10 by 10 cells seen in planes of 0 and 1, played with six actions.
///
/// Everything that the five games share is here: the action sets, sticky actions, the spaces and the
/// form of an observation. What differs is the state, which holds the rules of its game
/// (``MinAtarState``).
///
/// A step first decides by a draw of its own whether the action before is repeated, then plays.
/// MinAtar remembers the action across the border of two episodes; here an episode begins as if
/// `noop` had come before, because nothing may pass from one episode to the next.
///
/// - Source: Young & Tian, "MinAtar: An Atari-Inspired Testbed for Thorough and Reproducible
///   Reinforcement Learning Experiments", 2019, arXiv:1903.03176. The rules were found from that
///   description and from recorded play of MinAtar 1.0.15, which is reproduced step by step.
public protocol MinAtarGame: Game
where
  Parameters == MinAtarParameters, ObservationElement == UInt8, State: MinAtarState
{
  /// The planes of an observation, the first drawn on top.
  static var planes: [MinAtarPlane] { get }
  /// The actions that do something.
  static var minimalActions: [MinAtarAction] { get }
  /// The parameters, prepared.
  var settings: MinAtarSettings { get }
  /// Creates a game from its prepared parameters.
  init(settings: MinAtarSettings)
}

/// The variables of a MinAtar game, with its rules.
///
/// The rules take their random outcomes from any source, so that recordings can be replayed.
public protocol MinAtarState: Codable, Hashable, Sendable {
  /// The action of the step before, which a sticky step repeats.
  var lastAction: MinAtarAction { get set }
  /// Creates some state that can be continued from.
  init()
  /// Begins an episode.
  mutating func begin(from source: inout some RandomSource)
  /// Takes one action, which no sticky draw changes any more.
  ///
  /// - Parameters:
  ///   - action: the action.
  ///   - isRamping: whether the game grows harder.
  ///   - source: where random outcomes come from.
  /// - Returns: the reward and whether the game is over.
  mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult
  /// Whether every variable is in its range, so that nothing traps.
  var isValid: Bool { get }
  /// Marks what is on the board; all cells are 0 before.
  func mark(_ planes: MinAtarPlanes)
  /// The state that recorded variables stand for.
  ///
  /// - Throws: `InputError` where a variable is missing or out of its range.
  init(recorded variables: MinAtarVariables) throws
  /// The variables by MinAtar's names, those that never change left out.
  var variables: [String: MinAtarValue] { get }
}

/// One plane of an observation.
public struct MinAtarPlane: Sendable, Hashable {
  /// What a 1 stands for.
  public let name: String
  /// The colour in pictures.
  public let color: Color
  /// How much of its cell a mark fills in pictures.
  public let size: Size

  /// How much of its cell a mark fills.
  public enum Size: Sendable, Hashable {
    /// All of it.
    case full
    /// A square in the middle.
    case small
  }

  /// Describes a plane.
  public init(_ name: String, _ color: Color, _ size: Size = .full) {
    self.name = name
    self.color = color
    self.size = size
  }
}

extension MinAtarGame {
  /// MinAtar's own.
  public static var defaultParameters: MinAtarParameters { MinAtarParameters() }
  /// The keys under `parameters:`.
  public static var parameterFields: FieldTable<MinAtarParameters> {
    FieldTable<MinAtarParameters>([
      Field(
        "stickyActionProbability", \.stickyActionProbability,
        "probability that a step repeats the action before, 0 to 1", check: within(0...1)),
      Field("difficultyRamping", \.difficultyRamping, "whether the game grows harder"),
      Field("actionSet", \.actionSet, "full (six actions) or minimal (those that do something)"),
    ])
  }
  /// What each plane of an observation is.
  public static var observationNames: [String] { planes.map(\.name) }

  /// Creates a game that waits for `reset`.
  public init(parameters: MinAtarParameters) {
    self.init(settings: MinAtarSettings(parameters, minimal: Self.minimalActions))
  }

  /// Planes of 10 by 10 cells of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [Self.planes.count, 10, 10], range: 0...1, elementType: .uint8)
  }
  /// Six actions, or those that do something.
  public var actionSpace: Discrete {
    Discrete(names: (0..<settings.actionCount).map { settings.action($0).name })
  }

  /// Begins an episode.
  public mutating func reset(using random: inout RandomStream) {
    state.begin(from: &random)
    state.lastAction = .noop
  }

  /// Takes one action, or the one before once more.
  @inline(__always)
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    var action = settings.action(action)
    if settings.hasStickyActions, settings.isSticky(random.nextWord()) {
      action = state.lastAction
    }
    state.lastAction = action
    return state.advance(
      action, isRamping: settings.parameters.difficultyRamping, from: &random)
  }

  /// Writes the planes.
  @inline(__always)
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    state.mark(MinAtarPlanes(observation))
  }

  /// Whether every variable is in its range.
  public func isValid(_ state: State) -> Bool { state.isValid }
}
