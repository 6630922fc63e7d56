import Determinism
import Documents

/// Open every cell that hides no mine; numbers say how many mines are around.
///
/// - Description: `mines` mines lie hidden on a board of `rows` by `columns`. Opening a cell shows the
///   number of mines among its eight neighbours; where that is 0, the neighbours open too, and so
///   on. The mines are laid at the first opening, never in the opened cell or next to it.
/// - Actions: one for each cell, `r0c0`, `r0c1`, …: it is opened. The action mask is true for those
///   that are closed; opening an open one changes nothing and earns 0.
/// - Observation: planes `[10, rows, columns]` of bytes, one-hot: closed, then open with 0 to 8 mines
///   around. A mine that was opened still counts as closed.
/// - Reward: `mineReward` (−1) for a mine; else `winReward` (1) shared equally by the cells without
///   a mine, for each that opened: together 1 for a won game.
/// - Terminated: by a mine, or when every cell without one is open.
/// - Truncated: by the definition's time limit.
/// - Randomness: where the mines lie, all possible arrangements equally likely.
/// - Source: Minesweeper (Robert Donner, Microsoft, 1990) and its predecessors; the board of the
///   beginner, 9 by 9 with 10 mines.
public struct Minesweeper: Game {
  /// The board.
  public struct State: Codable, Hashable, Sendable {
    /// For each cell, row by row: the number of mines around it, plus 16 for a mine in it, plus 32
    /// where it is open.
    public internal(set) var cells: [UInt8]
    /// Whether the mines have been laid.
    public internal(set) var isLaid: Bool
    /// The cells that are open.
    public internal(set) var openCount: Int
    /// The cell of the mine that was opened.
    public internal(set) var exploded: Int?
  }

  /// Size and rewards.
  public struct Parameters: Sendable, Hashable {
    /// Rows of the board.
    public var rows = 9
    /// Columns of the board.
    public var columns = 9
    /// The number of mines.
    public var mines = 10
    /// Reward for all cells together.
    public var winReward: Float = 1
    /// Reward for opening a mine.
    public var mineReward: Float = -1

    /// Creates the beginner's board.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `minesweeper`.
  public static let name = "minesweeper"
  /// What each plane of an observation is.
  public static let observationNames = ["closed"] + (0...8).map { "open, \($0) around" }
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("rows", \.rows, "rows of the board, 4 to 32", check: within(4...32)),
    Field("columns", \.columns, "columns of the board, 4 to 32", check: within(4...32)),
    Field("mines", \.mines, "number of mines, 1 to 999", check: within(1...999)),
    Field(
      "winReward", \.winReward, "reward for all cells together, 0 to 1000", check: within(0...1000)),
    Field(
      "mineReward", \.mineReward, "reward for a mine, -1000 to 0", check: within(-1000...0)),
  ])

  /// What a cell's number is made of.
  enum Cell {
    static let around: UInt8 = 15
    static let mine: UInt8 = 16
    static let open: UInt8 = 32
  }

  /// Size and rewards.
  public let parameters: Parameters
  /// The whole state.
  public var state: State
  /// What can be done.
  public let actionSpace: Discrete
  /// Cells whose neighbours are still to be opened: room for a flood, empty between steps.
  var flood: [Int]

  /// Creates a closed board.
  ///
  /// - Throws: `InputError` where the mines do not fit beside the first opening.
  public init(parameters: Parameters) throws {
    let count = parameters.rows * parameters.columns
    guard parameters.mines <= count - 9 else {
      throw InputError(
        "expected at most \(count - 9) mines on \(parameters.rows) by \(parameters.columns) cells, "
          + "nine of which the first opening may need, got \(parameters.mines)")
    }
    self.parameters = parameters
    actionSpace = Discrete(
      names: (0..<count).map { "r\($0 / parameters.columns)c\($0 % parameters.columns)" })
    flood = []
    flood.reserveCapacity(count)
    state = State(
      cells: [UInt8](repeating: 0, count: count), isLaid: false, openCount: 0, exploded: nil)
  }

  /// Ten planes of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [10, parameters.rows, parameters.columns], range: 0...1, elementType: .uint8)
  }

  /// From a mine to all cells at once.
  public var rewardRange: ClosedRange<Float> { parameters.mineReward...parameters.winReward }

  /// Open cells cannot be opened.
  public var hasActionMask: Bool { true }

  /// Writes which cells are closed.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for cell in state.cells.indices { mask[cell] = state.cells[cell] < Cell.open }
  }

  /// Closes the board.
  public mutating func reset(using random: inout RandomStream) {
    for cell in state.cells.indices { state.cells[cell] = 0 }
    state.isLaid = false
    state.openCount = 0
    state.exploded = nil
  }

  /// Opens a cell.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let count = state.cells.count
    precondition(action >= 0 && action < count, "expected an action in 0..<\(count), got \(action)")
    if !state.isLaid { layMines(besides: action, using: &random) }
    let safe = count - parameters.mines
    guard state.cells[action] < Cell.open else {
      return StepResult(reward: 0, terminated: hasEnded)
    }
    guard state.cells[action] < Cell.mine else {
      state.exploded = action
      return StepResult(reward: parameters.mineReward, terminated: true)
    }
    let before = state.openCount
    open(action)
    let opened = Float(state.openCount - before)
    return StepResult(
      reward: parameters.winReward * (opened / Float(safe)), terminated: state.openCount == safe)
  }

  /// Writes the planes.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    state.cells.withUnsafeBufferPointer { cells in
      for (cell, value) in cells.enumerated() {
        let plane = value < Cell.open ? 0 : 1 + Int(value & Cell.around)
        observation[plane * cells.count + cell] = 1
      }
    }
  }
}
