import Determinism

/// Space Invaders of MinAtar: a cannon at the bottom shoots at aliens that come down row by row.
///
/// - Description: 10 by 10 cells. A wave of four rows of six aliens starts in columns 2 to 7 of the
///   top. It moves one column every so often; when one of them stands at the edge that it moves
///   towards, all go one row down and turn around instead. The cannon moves in the bottom row and
///   fires at most every fifth step; bullets fly one row a step. Every tenth step the lowest alien
///   of the occupied column nearest to the cannon fires back (of two equally near ones the left).
///   From one move of the wave to the next there are as many steps as it has aliens, but at most
///   the move interval: 12, one less with each cleared wave down to 6 where the difficulty grows.
///   Once a wave is cleared, the next stands at the top at once.
/// - Actions: 0 `noop`, 1 `left`, 2 `up`, 3 `right`, 4 `down`, 5 `fire`; `up` and `down` do nothing.
///   The minimal set is `noop`, `left`, `right`, `fire`.
/// - Observation: 6 planes `[6, 10, 10]` of 0 and 1: cannon, aliens, aliens where they move left,
///   aliens where they move right, the cannon's bullets, the aliens' bullets. Timers are not seen.
/// - Reward: 1 for each alien that is hit, at most 2 in one step.
/// - Terminated: when the cannon's cell has a bullet or an alien, or when an alien stands in the
///   bottom row as the wave goes down.
/// - Truncated: never here; the definition's time limit does it.
/// - Randomness: none but that of sticky actions, see ``MinAtarGame``.
/// - Source: Young & Tian 2019, arXiv:1903.03176; found from that description and from recorded play
///   of MinAtar 1.0.15.
///
/// The order of a step: the cannon acts, bullets fly, hits on the cannon are seen, the wave moves,
/// an alien fires, hits on aliens count. A bullet of the cannon and a wave that changes its place
/// with it pass each other.
public struct SpaceInvaders: MinAtarGame {
  /// `space-invaders`.
  public static let name = "space-invaders"
  /// What each plane of an observation is.
  public static let planes = [
    MinAtarPlane("cannon", .blue), MinAtarPlane("alien", .purple),
    MinAtarPlane("alien moving left", .purple), MinAtarPlane("alien moving right", .purple),
    MinAtarPlane("own bullet", .green, .small), MinAtarPlane("enemy bullet", .vermilion, .small),
  ]
  /// All but `up` and `down`.
  public static let minimalActions: [MinAtarAction] = [.noop, .left, .right, .fire]

  /// The parameters, prepared.
  public let settings: MinAtarSettings
  /// The whole state.
  public var state = SpaceInvadersState()

  /// Creates a game from its prepared parameters.
  public init(settings: MinAtarSettings) { self.settings = settings }

  /// One for an alien; two bullets can be in the air.
  public var rewardRange: ClosedRange<Float> { 0...2 }

  /// The wave, the cannon and the pace.
  public func describeState() -> String {
    let aliens = state.aliens.count
    return "cannon in column \(state.cannon), \(aliens) \(aliens == 1 ? "alien" : "aliens") moving "
      + (state.movesRight ? "right" : "left") + " every \(state.moveInterval) steps or faster"
      + (state.isOver ? ", over" : "")
  }
}
