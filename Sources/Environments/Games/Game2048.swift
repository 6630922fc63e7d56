import Determinism
import Documents

/// Tiles slide and merge: two of a kind become one of twice the number.
///
/// - Description: A board of 4 by 4 cells; an episode starts with two tiles. A move slides all tiles
///   as far as they go; two equal ones that meet merge into one of twice the number, each tile once a
///   move, the pairs nearest to the edge first. Where anything moved, a new tile appears in a free
///   cell: 2 with probability 0.9, else 4.
/// - Actions: 0 `up`, 1 `right`, 2 `down`, 3 `left`. The action mask is true for those that move
///   something; the others change nothing, bring no tile and earn 0.
/// - Observation: planes `[18, 4, 4]` of bytes, one-hot: plane 0 the free cells, plane n those with
///   the number 2ⁿ.
/// - Reward: the sum of the numbers that merging made, as in the game's score; with `reward: log` the
///   sum of their exponents (a 2048 counts 11).
/// - Terminated: when no move is possible any more.
/// - Truncated: by the definition's time limit.
/// - Randomness: place and number of each new tile; every free cell is equally likely.
/// - Source: Gabriele Cirulli, 2048, 2014.
public struct Game2048: Game {
  /// The tiles.
  public struct State: Codable, Hashable, Sendable {
    /// For each cell, row by row, the exponent of its number: 0 free, 1 for 2, 2 for 4, …, 17.
    public var cells: SIMD16<UInt8>

    /// Creates a state.
    public init(cells: SIMD16<UInt8>) { self.cells = cells }
  }

  /// How merging is rewarded.
  public enum Reward: String, Sendable, Hashable, CaseIterable {
    /// By the numbers made.
    case merged
    /// By their exponents.
    case log
  }

  /// The reward.
  public struct Parameters: Sendable, Hashable {
    /// How merging is rewarded.
    public var reward = Reward.merged

    /// Creates the game with its own score as reward.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `game-2048`.
  public static let name = "game-2048"
  /// What each plane of an observation is.
  public static let observationNames = ["free"] + (1..<planes).map { "\(1 << $0)" }
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("reward", \.reward, "merged: the sum of the numbers made; log: of their exponents")
  ])

  /// Exponents from 0 to 17: 2¹⁷ is the largest number that there is room to make.
  private static let planes = 18

  /// The reward.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(cells: SIMD16(repeating: 0))

  /// Creates an empty board, until `reset` is called.
  public init(parameters: Parameters) { self.parameters = parameters }

  /// Eighteen planes of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [Self.planes, 4, 4], range: 0...1, elementType: .uint8)
  }

  /// The four directions.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["up", "right", "down", "left"])

  /// From nothing to eight merges into the largest number.
  public var rewardRange: ClosedRange<Float> {
    parameters.reward == .merged ? 0...8 * Float(1 << 17) : 0...8 * 17
  }

  /// Moves against which everything stands are not possible.
  public var hasActionMask: Bool { true }

  /// Writes which moves change the board.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for action in 0..<4 { mask[action] = canMove(action) }
  }

  /// Puts two tiles on an empty board.
  public mutating func reset(using random: inout RandomStream) {
    state.cells = SIMD16(repeating: 0)
    addTile(using: &random)
    addTile(using: &random)
  }

  /// Slides the tiles and adds one.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 4, "expected an action in 0..<4, got \(action)")
    let before = state.cells
    let reward = slide(action)
    if state.cells != before { addTile(using: &random) }
    return StepResult(reward: reward, terminated: isOver)
  }

  /// Writes the planes.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    withUnsafeBytes(of: state.cells) { cells in
      for cell in 0..<16 { observation[16 * Int(cells[cell]) + cell] = 1 }
    }
  }

  /// Whether every exponent has a plane, and there is a tile.
  public func isValid(_ state: State) -> Bool {
    (1..<UInt8(Self.planes)).contains(state.cells.max())
  }
}
