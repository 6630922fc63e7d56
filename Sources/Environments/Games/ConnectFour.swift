import Determinism
import Documents

/// Four in a row in a standing frame of seven columns, against a built-in opponent or oneself.
///
/// - Description: Two sides drop stones by turns into 7 columns of 6 cells; a stone falls to the lowest
///   free cell. Who first has four in a row, a column or a diagonal has won. With `opponent:
///   self-play` the agent plays both sides, one step for each stone; else a step is the agent's
///   stone and the opponent's answer.
/// - Actions: `column-1` to `column-7`, from the left. The action mask is true for those that are not
///   full. Dropping into a full column loses the game at once.
/// - Observation: planes `[2, 6, 7]` of bytes, the top row first: one's own stones and the other
///   side's. In self-play the own stones are those **of the side to move**, so the planes change
///   places with every step; at the end too, where the side to move is the one that has not moved
///   last.
/// - Reward: +1 for a win, −1 for a loss, 0 for a draw and before the end. In self-play the reward is
///   **of the side that moved**: +1 for completing a line. What follows belongs to the other side:
///   an agent that learns from the next state's value has to turn its sign.
/// - Terminated: with four in a row, with a full board, or by dropping into a full column.
/// - Truncated: never.
/// - Randomness: who begins (`beginner: random`), the opening moves, and the opponent's free choices.
/// - Source: the game of Howard Wexler, 1974. `minimax` looks `depth` stones ahead (alpha-beta); where
///   nothing is decided it counts, for each side, the fours that the other has no stone in. It takes
///   the first of equally good columns, from the middle outwards.
public struct ConnectFour: Game, TwoPlayerGame {
  /// The board and how the game stands.
  public typealias State = TwoPlayerState<ConnectFourPosition>
  /// Bytes.
  public typealias ObservationElement = UInt8
  /// The board.
  public typealias Position = ConnectFourPosition

  /// Who plays.
  public struct Parameters: Sendable, Hashable {
    /// Who answers.
    public var opponent = BoardOpponent.lookAhead
    /// How many stones the minimax opponent looks ahead.
    public var depth = 4
    /// Who begins.
    public var beginner = BoardBeginner.random
    /// Moves drawn at the start of an episode.
    public var openingMoves = 0

    /// Creates a game against the opponent that looks one step ahead.
    public init() {}
  }

  /// `connect-four`.
  public static let name = "connect-four"
  /// What each plane of an observation is.
  public static let observationNames = ["own stones", "the other side's stones"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("opponent", \.opponent, "who answers: random, look-ahead, minimax or self-play"),
    Field("depth", \.depth, "stones that minimax looks ahead, 1 to 10", check: within(1...10)),
    Field("beginner", \.beginner, "who begins: random, agent or opponent; not in self-play"),
    Field(
      "openingMoves", \.openingMoves, "random stones at the start, 0 to 6", check: within(0...6)),
  ])

  /// Who plays.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates an empty board, the agent to move.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = State(position: ConnectFourPosition(), agentBegins: true, outcome: .open)
  }

  /// Who answers.
  public var opponent: BoardOpponent { parameters.opponent }
  /// Who begins.
  public var beginner: BoardBeginner { parameters.beginner }
  /// Moves drawn at the start of an episode.
  public var openingMoves: Int { parameters.openingMoves }

  /// Two planes of 0 and 1.
  public var observationSpace: Box { Box(shape: [2, 6, 7], range: 0...1, elementType: .uint8) }

  /// The seven columns.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: (1...7).map { "column-\($0)" })

  /// The best move of the side to move, by search.
  public func bestMove(in position: ConnectFourPosition) -> Int {
    position.bestMove(depth: parameters.depth)
  }

  /// Writes the stones of the agent (in self-play: of the side to move) and of the other side.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let (position, isToMove) = (state.position, isAgentToMove)
    let own = isToMove ? position.own : position.other
    let other = isToMove ? position.other : position.own
    var index = 0
    for row in 0..<6 {
      for column in 0..<7 {
        let bit = UInt64(7 * column + 5 - row)
        observation[index] = UInt8(truncatingIfNeeded: own >> bit & 1)
        observation[42 + index] = UInt8(truncatingIfNeeded: other >> bit & 1)
        index += 1
      }
    }
  }
}
