/// A paddle keeps a ball in play, which breaks a wall of three rows of bricks.
///
/// - Description: The board has 10 by 10 cells. The paddle is one cell of the bottom row and starts
///   in column 4; the bricks fill rows 1 to 3. The ball starts in row 3 in the left or the right
///   column and always moves diagonally, by one row and one column a step. At the side walls and at
///   the top it is thrown back. A brick that it would enter vanishes and throws it back, up or
///   down, in its own column's direction; the ball moves through further bricks until a step has
///   not led it to any. On the bottom row it is thrown back where it was straight above the paddle,
///   and where it would meet the paddle's cell from the side it goes back the way it came. When the
///   ball comes down to the bottom row and no brick is left, the wall is built anew.
/// - Actions: full: 0 `noop`, 1 `left`, 2 `up`, 3 `right`, 4 `down`, 5 `fire`, of which only `left`
///   and `right` do anything: the paddle moves by one cell before the ball does; minimal: `noop`,
///   `left`, `right`.
/// - Observation: 4 planes `[4, 10, 10]` of 0 and 1: paddle, ball, trail (where the ball was a step
///   ago), bricks.
/// - Reward: 1 for each brick that vanishes, else 0.
/// - Terminated: when the ball comes to the bottom row beside the paddle.
/// - Truncated: never here; MinAtar has no limit, and a perfect player plays for ever.
/// - Randomness: the side on which the ball starts, both equally likely; sticky actions.
/// - Source: MinAtar 1.0.15 (Young & Tian 2019, arXiv:1903.03176), reproduced from its description
///   and recorded play.
public struct Breakout: MinAtarGame {
  /// Where ball, paddle and bricks are.
  public struct State: Codable, Hashable, Sendable {
    /// The action of the step before.
    public var lastAction = MinAtarAction.noop
    /// The ball's row, 0 at the top.
    public internal(set) var ballRow: Int8 = 3
    /// The ball's column.
    public internal(set) var ballColumn: Int8 = 0
    /// Whether the ball moves down.
    public internal(set) var falls = true
    /// Whether the ball moves to the right.
    public internal(set) var movesRight = true
    /// The ball's row a step ago.
    public internal(set) var trailRow: Int8 = 3
    /// The ball's column a step ago.
    public internal(set) var trailColumn: Int8 = 0
    /// The paddle's column.
    public internal(set) var paddle: Int8 = 4
    /// Whether the ball's last step led it to a brick.
    public internal(set) var isAmongBricks = false
    /// Whether the ball was missed.
    public internal(set) var isOver = false
    /// The bricks: bit `10 * (row - 1) + column` for rows 1 to 3.
    public internal(set) var bricks = Self.wall

    /// All thirty bricks.
    static let wall: UInt32 = 0x3FFF_FFFF

    /// Creates the state in which the ball starts on the left.
    public init() {}
  }

  /// `breakout`.
  public static let name = "breakout"
  /// What each plane shows.
  public static let planes = [
    MinAtarPlane("paddle", .blue), MinAtarPlane("ball", .orange),
    MinAtarPlane("trail", .orange, .small), MinAtarPlane("brick", .slate),
  ]
  /// The actions that do something.
  public static let minimalActions: [MinAtarAction] = [.noop, .left, .right]

  /// Sticky actions and action set.
  public let settings: MinAtarSettings
  /// The whole state.
  public var state = State()

  /// Creates a game that waits for `reset`.
  public init(settings: MinAtarSettings) { self.settings = settings }

  /// At most one brick a step.
  public var rewardRange: ClosedRange<Float> { 0...1 }

  /// The ball's and the paddle's place and the number of bricks.
  public func describeState() -> String {
    "ball at row \(state.ballRow), column \(state.ballColumn), moving "
      + "\(state.falls ? "down" : "up") and \(state.movesRight ? "right" : "left"); paddle at "
      + "column \(state.paddle); \(state.bricks.nonzeroBitCount) bricks"
      + (state.isOver ? "; missed" : "")
  }
}
