import Determinism
import Documents

/// Three in a row on nine cells, against a built-in opponent or oneself.
///
/// - Description: Two sides put stones by turns on a board of 3 by 3 cells; who first has three in a
///   row, a column or a diagonal has won. With `opponent: self-play` the agent plays both sides, one
///   step for each stone; else a step is the agent's stone and the opponent's answer.
/// - Actions: the cells, row by row: `top-left`, `top`, `top-right`, `left`, `middle`, `right`,
///   `bottom-left`, `bottom`, `bottom-right`. The action mask is true for the free ones. Playing on a
///   taken cell loses the game at once.
/// - Observation: planes `[2, 3, 3]` of bytes: one's own stones and the other side's. In self-play the
///   own stones are those **of the side to move**, so the planes change places with every step; at
///   the end too, where the side to move is the one that has not moved last.
/// - Reward: +1 for a win, −1 for a loss, 0 for a draw and before the end. In self-play the reward is
///   **of the side that moved**: +1 for completing a line. What follows belongs to the other side:
///   an agent that learns from the next state's value has to turn its sign.
/// - Terminated: with three in a row, with a full board, or by playing on a taken cell.
/// - Truncated: never.
/// - Randomness: who begins (`beginner: random`), the opening moves, and the opponent's free choices.
/// - Source: the ancient game. `minimax` is perfect: it looks through to the end, prefers to win soon
///   and to lose late, and takes the first of equally good cells.
public struct TicTacToe: Game, TwoPlayerGame {
  /// The board and how the game stands.
  public typealias State = TwoPlayerState<TicTacToePosition>
  /// Bytes.
  public typealias ObservationElement = UInt8
  /// The board.
  public typealias Position = TicTacToePosition

  /// Who plays.
  public struct Parameters: Sendable, Hashable {
    /// Who answers.
    public var opponent = BoardOpponent.lookAhead
    /// Who begins.
    public var beginner = BoardBeginner.random
    /// Moves drawn at the start of an episode.
    public var openingMoves = 0

    /// Creates a game against the opponent that looks one step ahead.
    public init() {}
  }

  /// `tic-tac-toe`.
  public static let name = "tic-tac-toe"
  /// What each plane of an observation is.
  public static let observationNames = ["own stones", "the other side's stones"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("opponent", \.opponent, "who answers: random, look-ahead, minimax or self-play"),
    Field("beginner", \.beginner, "who begins: random, agent or opponent; not in self-play"),
    Field(
      "openingMoves", \.openingMoves, "random stones at the start, 0 to 4", check: within(0...4)),
  ])

  /// Who plays.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates an empty board, the agent to move.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = State(position: TicTacToePosition(), agentBegins: true, outcome: .open)
  }

  /// Who answers.
  public var opponent: BoardOpponent { parameters.opponent }
  /// Who begins.
  public var beginner: BoardBeginner { parameters.beginner }
  /// Moves drawn at the start of an episode.
  public var openingMoves: Int { parameters.openingMoves }

  /// Two planes of 0 and 1.
  public var observationSpace: Box { Box(shape: [2, 3, 3], range: 0...1, elementType: .uint8) }

  /// The nine cells.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: [
    "top-left", "top", "top-right", "left", "middle", "right", "bottom-left", "bottom",
    "bottom-right",
  ])

  /// The best move of the side to move, by search.
  public func bestMove(in position: TicTacToePosition) -> Int {
    Int(Self.bestMoves[position.number])
  }
  /// The best move in every position.
  private static let bestMoves = TicTacToePosition.bestMoves()

  /// Writes the stones of the agent (in self-play: of the side to move) and of the other side.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let (position, isToMove) = (state.position, isAgentToMove)
    let own = isToMove ? position.own : position.other
    let other = isToMove ? position.other : position.own
    for cell in 0..<9 {
      observation[cell] = UInt8(truncatingIfNeeded: own >> UInt16(cell) & 1)
      observation[9 + cell] = UInt8(truncatingIfNeeded: other >> UInt16(cell) & 1)
    }
  }
}
