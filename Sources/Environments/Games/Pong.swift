import Determinism
import Documents

/// Two paddles, a ball, and an opponent who is not always awake.
///
/// - Description: A field of `rows` by `columns` cells. The opponent's paddle stands in the first
///   column, the agent's in the last, each `paddle` cells high. The ball moves by one column and at
///   most two rows a step and bounces off the upper and lower wall; where on a paddle it arrives
///   decides how steeply it leaves. Who misses it loses the point, and the ball starts again from the
///   middle.
/// - Actions: 0 `up`, 1 `stay`, 2 `down`: the agent's paddle moves by one row.
/// - Observation: planes `[4, rows, columns]` of bytes: the ball, where it was a step before, the
///   agent's paddle, the opponent's paddle.
/// - Reward: +1 for a point won, −1 for one lost, else 0.
/// - Terminated: when one side has `points` points.
/// - Truncated: by the definition's time limit.
/// - Randomness: the ball's start (row, slope and side), and whether the opponent acts: while the ball
///   flies towards it, it moves one row to follow the ball with probability `skill` in each step.
/// - Source: Atari's Pong (1972); field, motion and opponent our own.
public struct Pong: Game {
  /// Ball, paddles and points.
  public struct State: Codable, Hashable, Sendable {
    /// The ball's row, 0 at the top.
    public internal(set) var row: Int
    /// The ball's column, 0 at the opponent's side.
    public internal(set) var column: Int
    /// Rows per step, downwards positive, −2 to 2.
    public internal(set) var rowSpeed: Int
    /// Columns per step, −1 or 1.
    public internal(set) var columnSpeed: Int
    /// The ball's row a step before.
    public internal(set) var lastRow: Int
    /// The ball's column a step before.
    public internal(set) var lastColumn: Int
    /// The highest row of the agent's paddle.
    public internal(set) var agent: Int
    /// The highest row of the opponent's paddle.
    public internal(set) var opponent: Int
    /// The agent's points.
    public internal(set) var won: Int
    /// The opponent's points.
    public internal(set) var lost: Int
  }

  /// Field, paddles, opponent.
  public struct Parameters: Sendable, Hashable {
    /// Rows of the field.
    public var rows = 16
    /// Columns of the field.
    public var columns = 20
    /// Rows of a paddle.
    public var paddle = 4
    /// Points that win.
    public var points = 5
    /// How often the opponent follows the ball: the probability in each step.
    public var skill = 0.6

    /// Creates a field of 16 by 20 cells.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `pong`.
  public static let name = "pong"
  /// What each plane of an observation is.
  public static let observationNames = [
    "ball", "ball a step before", "agent's paddle", "opponent's paddle",
  ]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("rows", \.rows, "rows of the field, 8 to 64", check: within(8...64)),
    Field("columns", \.columns, "columns of the field, 8 to 64", check: within(8...64)),
    Field("paddle", \.paddle, "rows of a paddle, 2 to 8", check: within(2...8)),
    Field("points", \.points, "points that win, 1 to 100", check: within(1...100)),
    Field(
      "skill", \.skill, "probability that the opponent follows the ball in a step, 0 to 1",
      check: within(0...1)),
  ])

  /// Field, paddles, opponent.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a field with everything in the middle, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    let (row, column) = (parameters.rows / 2, parameters.columns / 2)
    let paddle = (parameters.rows - parameters.paddle) / 2
    state = State(
      row: row, column: column, rowSpeed: 0, columnSpeed: 1, lastRow: row, lastColumn: column,
      agent: paddle, opponent: paddle, won: 0, lost: 0)
  }

  /// Four planes of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [4, parameters.rows, parameters.columns], range: 0...1, elementType: .uint8)
  }

  /// Up, stay, down.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["up", "stay", "down"])

  /// A point lost or won.
  public var rewardRange: ClosedRange<Float> { -1...1 }

  /// Puts the paddles into the middle and starts the ball.
  public mutating func reset(using random: inout RandomStream) {
    state.agent = (parameters.rows - parameters.paddle) / 2
    state.opponent = state.agent
    state.won = 0
    state.lost = 0
    serve(using: &random)
  }

  /// Moves the paddles, then the ball.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 3, "expected an action in 0..<3, got \(action)")
    if hasEnded { return StepResult(reward: 0, terminated: true) }
    state.agent = paddle(state.agent, moved: action - 1)
    if state.columnSpeed < 0 && random.bernoulli(parameters.skill) { follow() }
    let point = moveBall()
    guard point != 0 else { return StepResult(reward: 0) }
    if point > 0 { state.won += 1 } else { state.lost += 1 }
    if !hasEnded { serve(using: &random) }
    return StepResult(reward: Float(point), terminated: hasEnded)
  }

  /// Writes ball, earlier ball and paddles.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let columns = parameters.columns
    let plane = parameters.rows * columns
    observation.update(repeating: 0)
    observation[state.row * columns + state.column] = 1
    observation[plane + state.lastRow * columns + state.lastColumn] = 1
    for row in 0..<parameters.paddle {
      observation[2 * plane + (state.agent + row + 1) * columns - 1] = 1
      observation[3 * plane + (state.opponent + row) * columns] = 1
    }
  }
}
