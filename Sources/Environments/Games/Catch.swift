import Determinism
import Documents

/// A ball falls; a paddle on the bottom row has to stand under it when it arrives.
///
/// - Description: A board of `rows` by `columns`. The ball starts in the top row in some column and
///   falls straight down, one row a step. The paddle starts in the middle of the bottom row.
/// - Actions: 0 `left`, 1 `stay`, 2 `right`: the paddle moves by one column; at the edge it stays.
/// - Observation: one plane `[1, rows, columns]` of 0 and 1: the cells of ball and paddle are 1.
///   On the bottom row, where the episode is over, the two may be the same cell.
/// - Reward: 0 while the ball falls; when it arrives, `catchReward` (+1) if the paddle is in its
///   column, else `missReward` (−1).
/// - Terminated: when the ball arrives in the bottom row: always after `rows` − 1 steps.
/// - Truncated: never; the game needs no time limit.
/// - Randomness: only the ball's column, uniform.
/// - Source: Mnih et al., "Recurrent models of visual attention", 2014; rules and sizes as in
///   DeepMind's bsuite (`catch`), Osband et al. 2019.
public struct Catch: Game {
  /// Where ball and paddle are.
  public struct State: Codable, Hashable, Sendable {
    /// The ball's row, 0 at the top.
    public var ballRow: Int
    /// The ball's column.
    public var ballColumn: Int
    /// The paddle's column.
    public var paddle: Int

    /// Creates a state from its three numbers.
    public init(ballRow: Int, ballColumn: Int, paddle: Int) {
      self.ballRow = ballRow
      self.ballColumn = ballColumn
      self.paddle = paddle
    }
  }

  /// Size and rewards; the defaults are bsuite's.
  public struct Parameters: Sendable, Hashable {
    /// Rows of the board.
    public var rows = 10
    /// Columns of the board.
    public var columns = 5
    /// Reward for a ball caught.
    public var catchReward: Float = 1
    /// Reward for a ball missed.
    public var missReward: Float = -1

    /// Creates bsuite's board.
    public init() {}
  }

  /// `catch`.
  public static let name = "catch"
  /// What the plane of an observation is.
  public static let observationNames = ["ball and paddle"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("rows", \.rows, "rows of the board, 2 to 100", check: within(2...100)),
    Field("columns", \.columns, "columns of the board, 1 to 100", check: within(1...100)),
    Field(
      "catchReward", \.catchReward, "reward for a ball caught, -1000 to 1000",
      check: within(-1000...1000)),
    Field(
      "missReward", \.missReward, "reward for a ball missed, -1000 to 1000",
      check: within(-1000...1000)),
  ])

  /// Size and rewards of this board.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a board with the ball in the first column, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = State(ballRow: 0, ballColumn: 0, paddle: parameters.columns / 2)
  }

  /// One plane of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [1, parameters.rows, parameters.columns], range: 0...1, elementType: .uint8)
  }

  /// From the smaller to the larger of the two rewards and 0.
  public var rewardRange: ClosedRange<Float> {
    let rewards = [0, parameters.catchReward, parameters.missReward]
    return (rewards.min() ?? 0)...(rewards.max() ?? 0)
  }

  /// Left, stay, right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["left", "stay", "right"])

  /// Puts the ball into the top row and the paddle into the middle.
  public mutating func reset(using random: inout RandomStream) {
    state = State(
      ballRow: 0, ballColumn: random.integer(below: parameters.columns),
      paddle: parameters.columns / 2)
  }

  /// Whether ball and paddle are on the board.
  public func isValid(_ state: State) -> Bool {
    let columns = 0..<parameters.columns
    return (0..<parameters.rows).contains(state.ballRow) && columns.contains(state.ballColumn)
      && columns.contains(state.paddle)
  }

  /// Moves the paddle, then lets the ball fall by one row.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 3, "expected an action in 0..<3, got \(action)")
    state = moved(state, action)
    return StepResult(reward: reward(of: state), terminated: hasArrived(state))
  }

  /// The state after an action; the rules in one place, for playing and for solving.
  private func moved(_ state: State, _ action: Int) -> State {
    State(
      ballRow: state.ballRow + 1, ballColumn: state.ballColumn,
      paddle: min(max(state.paddle + action - 1, 0), parameters.columns - 1))
  }

  func hasArrived(_ state: State) -> Bool { state.ballRow == parameters.rows - 1 }

  private func reward(of state: State) -> Float {
    guard hasArrived(state) else { return 0 }
    return state.paddle == state.ballColumn ? parameters.catchReward : parameters.missReward
  }

  /// Writes the board.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    observation[state.ballRow * parameters.columns + state.ballColumn] = 1
    observation[(parameters.rows - 1) * parameters.columns + state.paddle] = 1
  }
}

/// States are numbered by ball column, then ball row, then paddle.
extension Catch: EnumerableEnvironment {
  /// Every place of the ball with every place of the paddle.
  public var stateCount: Int { parameters.columns * parameters.rows * parameters.columns }

  /// The number of the present state.
  public var stateIndex: Int { index(of: state) }

  /// The ball in the top row in any column, the paddle in the middle.
  public var startDistribution: [(state: Int, probability: Double)] {
    (0..<parameters.columns).map { column in
      let start = State(ballRow: 0, ballColumn: column, paddle: parameters.columns / 2)
      return (index(of: start), 1 / Double(parameters.columns))
    }
  }

  /// The one thing that follows: the game is deterministic once the ball is in play.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let present = state(at: index)
    guard !hasArrived(present) else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let next = moved(present, action)
    return [
      Outcome(
        probability: 1, nextState: self.index(of: next), reward: Double(reward(of: next)),
        terminated: hasArrived(next))
    ]
  }

  /// For example "ball at row 3, column 1; paddle at column 2".
  public func describe(state index: Int) -> String {
    let state = state(at: index)
    return "ball at row \(state.ballRow), column \(state.ballColumn); "
      + "paddle at column \(state.paddle)"
  }

  private func index(of state: State) -> Int {
    (state.ballColumn * parameters.rows + state.ballRow) * parameters.columns + state.paddle
  }

  private func state(at index: Int) -> State {
    let ball = index / parameters.columns
    return State(
      ballRow: ball % parameters.rows, ballColumn: ball / parameters.rows,
      paddle: index % parameters.columns)
  }
}
