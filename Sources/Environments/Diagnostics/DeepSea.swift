import Determinism
import Documents

/// A diver sinks one row a step; only one sequence of moves among 2^size finds the treasure.
///
/// - Description: A square of `size` by `size` cells. An episode starts in the top left cell; every
///   step sinks by one row and moves one column to the right or to the left, held by the edges. The
///   treasure is to the right of the bottom right cell.
/// - Actions: 0 `first`, 1 `second`. With `randomizeActions` which of them goes right is drawn for
///   each cell from `mappingSeed`, once for the definition; else `second` always does.
/// - Observation: one plane `[1, size, size]` of bytes: 1 in the diver's cell; all 0 at the end.
/// - Reward: −`moveCost` / size for a move to the right, 0 for one to the left; +1 more for the move
///   to the right out of the bottom right cell. Best play returns 1 − `moveCost`.
/// - Terminated: after `size` steps.
/// - Truncated: never.
/// - Randomness: none; the mapping belongs to the definition, not to the episode.
/// - Source: Osband et al., "Behaviour Suite for Reinforcement Learning", 2020 (`deep_sea`, the
///   deterministic form); the mapping comes from our own generator. It isolates deep exploration:
///   every move towards the treasure costs, and every other path earns 0.
public struct DeepSea: Game {
  /// Where the diver is.
  public struct State: Codable, Hashable, Sendable {
    /// The row, 0 at the top; `size` at the end.
    public var row: Int
    /// The column, 0 at the left.
    public var column: Int
    /// Whether the treasure was found.
    public var hasTreasure: Bool

    /// Creates a state.
    public init(row: Int, column: Int, hasTreasure: Bool = false) {
      self.row = row
      self.column = column
      self.hasTreasure = hasTreasure
    }
  }

  /// Size, mapping and cost.
  public struct Parameters: Sendable, Hashable {
    /// Rows and columns.
    public var size = 10
    /// Whether which action goes right differs from cell to cell.
    public var randomizeActions = true
    /// Where the mapping of the actions comes from.
    public var mappingSeed = 42
    /// What `size` moves to the right cost.
    public var moveCost: Float = 0.01

    /// Creates a sea of ten by ten cells.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `deep-sea`.
  public static let name = "deep-sea"
  /// What the plane of an observation is.
  public static let observationNames = ["diver"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("size", \.size, "rows and columns, 1 to 100", check: within(1...100)),
    Field(
      "randomizeActions", \.randomizeActions,
      "whether the action that goes right differs from cell to cell"),
    Field(
      "mappingSeed", \.mappingSeed, "seed of the actions' mapping, 0 to 1000000",
      check: within(0...1_000_000)),
    Field(
      "moveCost", \.moveCost, "cost of a whole way to the right, 0 to 1000",
      check: within(0...1000)),
  ])

  /// Size, mapping and cost.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(row: 0, column: 0)
  /// The action that goes right, for each cell in row-major order.
  package let rightActions: [UInt8]

  /// Creates a sea with the diver at its top left.
  public init(parameters: Parameters) {
    self.parameters = parameters
    let cells = parameters.size * parameters.size
    var random = RandomStream(seed: UInt64(parameters.mappingSeed)).stream("deep-sea")
    rightActions = (0..<cells).map { _ in
      parameters.randomizeActions ? UInt8(random.integer(below: 2)) : 1
    }
  }

  /// One plane of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [1, parameters.size, parameters.size], range: 0...1, elementType: .uint8)
  }

  /// Two actions, of which one goes right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["first", "second"])

  private var stepCost: Float { parameters.moveCost / Float(parameters.size) }

  /// From the cost of a move to the treasure.
  public var rewardRange: ClosedRange<Float> { min(-stepCost, 1 - stepCost)...max(0, 1 - stepCost) }

  /// Puts the diver to the top left.
  public mutating func reset(using random: inout RandomStream) { state = State(row: 0, column: 0) }

  /// Sinks by one row and moves by one column.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 2, "expected an action in 0..<2, got \(action)")
    guard state.row < parameters.size else { return StepResult(reward: 0, terminated: true) }
    let (next, reward) = moved(state, action)
    state = next
    return StepResult(reward: reward, terminated: next.row == parameters.size)
  }

  /// What follows from an action before the end; the rules in one place.
  private func moved(_ state: State, _ action: Int) -> (State, Float) {
    let last = parameters.size - 1
    guard Int(rightActions[state.row * parameters.size + state.column]) == action else {
      return (State(row: state.row + 1, column: max(state.column - 1, 0)), 0)
    }
    let finds = state.row == last && state.column == last
    let next = State(row: state.row + 1, column: min(state.column + 1, last), hasTreasure: finds)
    return (next, finds ? 1 - stepCost : -stepCost)
  }

  /// Writes the diver's cell.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    guard state.row < parameters.size else { return }
    observation[state.row * parameters.size + state.column] = 1
  }

  /// Whether the cell exists.
  public func isValid(_ state: State) -> Bool {
    (0...parameters.size).contains(state.row) && (0..<parameters.size).contains(state.column)
  }

  /// Draws the sea, the treasure and the diver.
  public func render() -> Frame {
    let (size, side) = (parameters.size, 20)
    var frame = Frame(rows: size, columns: size, side: side)
    for row in 0..<size {
      for column in 0...row { frame.fillCell(row: row, column: column, side: side, .sky) }
    }
    frame.fillCell(
      row: size - 1, column: size - 1, side: side, margin: 5, state.hasTreasure ? .green : .yellow)
    let row = min(state.row, size - 1)
    frame.fillDisc(row: row, column: state.column, side: side, radius: 6, .blue)
    return frame
  }

  /// The diver's place.
  public func describeState() -> String { describe(state: stateIndex) }
}

/// States are numbered row by row; the last two are the ends without and with the treasure.
extension DeepSea: EnumerableEnvironment {
  private var cells: Int { parameters.size * parameters.size }

  /// Every cell and the two ends.
  public var stateCount: Int { cells + 2 }

  /// The number of the present state.
  public var stateIndex: Int { index(of: state) }

  /// The top left cell.
  public var startDistribution: [(state: Int, probability: Double)] { [(0, 1)] }

  /// The one thing that follows.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    guard index < cells else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let present = State(row: index / parameters.size, column: index % parameters.size)
    let (next, reward) = moved(present, action)
    return [
      Outcome(
        probability: 1, nextState: self.index(of: next), reward: Double(reward),
        terminated: next.row == parameters.size)
    ]
  }

  /// For example "row 3, column 1".
  public func describe(state index: Int) -> String {
    guard index < cells else { return index == cells ? "at the bottom" : "at the treasure" }
    return "row \(index / parameters.size), column \(index % parameters.size)"
  }

  private func index(of state: State) -> Int {
    guard state.row < parameters.size else { return state.hasTreasure ? cells + 1 : cells }
    return state.row * parameters.size + state.column
  }
}
