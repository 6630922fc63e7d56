import Determinism
import Documents

/// Seven kinds of pieces fall; full rows vanish.
///
/// - Description: A well of 20 rows by 10 columns. Every step carries out the action, then the piece
///   falls by one row; where it cannot, it locks, full rows vanish, and the next piece appears at the
///   top. Pieces come in bags of seven: each kind once in every seven.
/// - Actions: 0 `left`, 1 `right`, 2 `rotate` (a quarter to the right; where that does not fit, moved
///   aside by one or two columns), 3 `soft-drop` (one row more in this step), 4 `hard-drop` (down at
///   once, and locks), 5 `none`. What does not fit changes nothing.
/// - Observation: planes `[3, 20, 10]` of bytes: the locked cells, the falling piece, and the next
///   piece, drawn where it will appear.
/// - Reward: for 1, 2, 3, 4 rows that vanish together `singleReward` (1), `doubleReward` (3),
///   `tripleReward` (5), `tetrisReward` (8); `endReward` (0) when the game ends.
/// - Terminated: when the next piece does not fit, or a piece locks above the top.
/// - Truncated: by the definition's time limit.
/// - Randomness: the order within each bag; one draw for each piece.
/// - Source: Alexey Pajitnov, 1985; pieces, bags and the ratio of the rewards as in the Tetris
///   guideline, without its table of wall kicks and its delay before locking.
public struct Tetris: Game {
  /// The well and the piece in it.
  public struct State: Codable, Hashable, Sendable {
    /// The locked cells of each row from the top; bit n for column n.
    public internal(set) var rows: [UInt16]
    /// The kind of the falling piece: 0 to 6 for I, O, T, S, Z, J, L.
    public internal(set) var kind: Int
    /// Its quarter turns to the right, 0 to 3.
    public internal(set) var rotation: Int
    /// The row of the top left of its box; may lie above the well.
    public internal(set) var row: Int
    /// The column of the top left of its box; may lie beside the well.
    public internal(set) var column: Int
    /// The kind of the next piece.
    public internal(set) var next: Int
    /// The kinds left in the bag: bit n for kind n; never 0.
    public internal(set) var bag: UInt8
    /// Rows that have vanished.
    public internal(set) var lines: Int
    /// Whether the game has ended.
    public internal(set) var isOver: Bool
  }

  /// The rewards.
  public struct Parameters: Sendable, Hashable {
    /// Reward for one row.
    public var singleReward: Float = 1
    /// Reward for two rows together.
    public var doubleReward: Float = 3
    /// Reward for three rows together.
    public var tripleReward: Float = 5
    /// Reward for four rows together.
    public var tetrisReward: Float = 8
    /// Reward for the end of the game.
    public var endReward: Float = 0

    /// Creates the guideline's ratio.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `tetris`.
  public static let name = "tetris"
  /// What each plane of an observation is.
  public static let observationNames = ["locked", "falling", "next"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("singleReward", \.singleReward, "for one row, 0 to 1000", check: within(0...1000)),
    Field("doubleReward", \.doubleReward, "for two together, 0 to 1000", check: within(0...1000)),
    Field("tripleReward", \.tripleReward, "for three together, 0 to 1000", check: within(0...1000)),
    Field("tetrisReward", \.tetrisReward, "for four together, 0 to 1000", check: within(0...1000)),
    Field(
      "endReward", \.endReward, "for the end of the game, -1000 to 0", check: within(-1000...0)),
  ])

  /// The rewards.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates an empty well with the first kinds, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = State(
      rows: [UInt16](repeating: 0, count: 20), kind: 0, rotation: 0, row: -1, column: 3, next: 1,
      bag: 0b111_1100, lines: 0, isOver: false)
  }

  /// Three planes of 0 and 1.
  public var observationSpace: Box { Box(shape: [3, 20, 10], range: 0...1, elementType: .uint8) }

  /// The six actions.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: [
    "left", "right", "rotate", "soft-drop", "hard-drop", "none",
  ])

  /// From the end to the most rows.
  public var rewardRange: ClosedRange<Float> {
    let lines = [
      parameters.singleReward, parameters.doubleReward, parameters.tripleReward,
      parameters.tetrisReward,
    ]
    return parameters.endReward...(lines.max() ?? 0)
  }

  /// Empties the well and draws two pieces.
  public mutating func reset(using random: inout RandomStream) {
    for row in 0..<20 { state.rows[row] = 0 }
    state.bag = 0x7F
    state.lines = 0
    state.isOver = false
    state.next = drawKind(using: &random)
    appear(using: &random)
  }

  /// Moves the piece, then lets it fall by one row or lock.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 6, "expected an action in 0..<6, got \(action)")
    if state.isOver { return StepResult(reward: 0, terminated: true) }
    switch action {
    case 0: move(columns: -1)
    case 1: move(columns: 1)
    case 2: rotate()
    case 3: _ = fall()
    case 4: while fall() {}
    default: break
    }
    if fall() { return StepResult(reward: 0) }
    let lines = lock()
    if !state.isOver { appear(using: &random) }
    let reward = self.reward(of: lines) + (state.isOver ? parameters.endReward : 0)
    return StepResult(reward: reward, terminated: state.isOver)
  }

  private func reward(of lines: Int) -> Float {
    switch lines {
    case 0: 0
    case 1: parameters.singleReward
    case 2: parameters.doubleReward
    case 3: parameters.tripleReward
    default: parameters.tetrisReward
    }
  }

  /// Writes the well, the falling piece and the next one.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    for row in 0..<20 {
      var cells = state.rows[row]
      while cells != 0 {
        observation[10 * row + cells.trailingZeroBitCount] = 1
        cells &= cells - 1
      }
    }
    let falling = TetrisPiece.shape(state.kind, state.rotation)
    write(falling, row: state.row, column: state.column, into: observation, from: 200)
    let (row, column) = TetrisPiece.start(of: state.next)
    write(
      TetrisPiece.shape(state.next, 0), row: row, column: column, into: observation, from: 400)
  }

  private func write(
    _ shape: UInt16, row: Int, column: Int, into observation: UnsafeMutableBufferPointer<UInt8>,
    from plane: Int
  ) {
    var cells = shape
    while cells != 0 {
      let place = cells.trailingZeroBitCount
      cells &= cells - 1
      let (cellRow, cellColumn) = (row + place / 4, column + place % 4)
      // Cells above the well, of a piece turned at its top, are not seen.
      if cellRow >= 0 { observation[plane + 10 * cellRow + cellColumn] = 1 }
    }
  }
}
