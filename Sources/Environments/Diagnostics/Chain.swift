import Determinism
import Documents

/// A long corridor with a crumb behind the start and the prize at the far end.
///
/// - Description: `length` cells in a row; an episode starts in the second. A step moves by one cell;
///   at an end a move outwards stays.
/// - Actions: 0 `left`, 1 `right`.
/// - Observation: `[length]` bytes, a thermometer: 1 up to and including the agent's cell, then 0.
/// - Reward: that of the cell in which the step ends: `nearReward` (0.001) in the first cell,
///   `farReward` (1) in the last, 0 between. It is paid at every step spent there.
/// - Terminated: never.
/// - Truncated: by the definition's time limit (length + 7 for `chain`: best play is then worth ten
///   times `farReward`).
/// - Randomness: none.
/// - Source: Osband et al., "Deep Exploration via Bootstrapped DQN", 2016, section 5 (rewards,
///   thermometer, start), after Strens 2000; length and time limit chosen here. It isolates
///   exploration: random play seldom gets to the far end (in 2 of 1000 episodes of `chain`), and the
///   crumb teaches to turn back.
public struct Chain: Game {
  /// Where the agent is.
  public struct State: Codable, Hashable, Sendable {
    /// The cell, 0 at the left.
    public var cell: Int

    /// Creates a state.
    public init(cell: Int) { self.cell = cell }
  }

  /// Length and rewards.
  public struct Parameters: Sendable, Hashable {
    /// The number of cells.
    public var length = 15
    /// Reward in the first cell.
    public var nearReward: Float = 0.001
    /// Reward in the last cell.
    public var farReward: Float = 1

    /// Creates a chain of fifteen cells.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `chain`.
  public static let name = "chain"
  /// What each number of an observation is.
  public static let observationNames = ["1 for each cell up to the agent's"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("length", \.length, "cells of the corridor, 3 to 200", check: within(3...200)),
    Field(
      "nearReward", \.nearReward, "reward in the first cell, -1000 to 1000",
      check: within(-1000...1000)),
    Field(
      "farReward", \.farReward, "reward in the last cell, -1000 to 1000",
      check: within(-1000...1000)),
  ])

  /// Length and rewards.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(cell: 1)

  /// Creates a corridor with the agent in its second cell.
  public init(parameters: Parameters) { self.parameters = parameters }

  /// A thermometer of bytes.
  public var observationSpace: Box {
    Box(shape: [parameters.length], range: 0...1, elementType: .uint8)
  }

  /// Left and right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["left", "right"])

  /// From the smallest of the three rewards to the largest.
  public var rewardRange: ClosedRange<Float> {
    let (near, far) = (parameters.nearReward, parameters.farReward)
    return min(near, far, 0)...max(near, far, 0)
  }

  /// Puts the agent into the second cell.
  public mutating func reset(using random: inout RandomStream) { state = State(cell: 1) }

  /// Moves by one cell.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 2, "expected an action in 0..<2, got \(action)")
    state.cell = cell(after: action, from: state.cell)
    return StepResult(reward: reward(in: state.cell))
  }

  private func cell(after action: Int, from cell: Int) -> Int {
    action == 0 ? max(cell - 1, 0) : min(cell + 1, parameters.length - 1)
  }

  private func reward(in cell: Int) -> Float {
    if cell == 0 { return parameters.nearReward }
    return cell == parameters.length - 1 ? parameters.farReward : 0
  }

  /// Writes the thermometer.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    for cell in 0..<parameters.length { observation[cell] = cell <= state.cell ? 1 : 0 }
  }

  /// Whether the cell exists.
  public func isValid(_ state: State) -> Bool { (0..<parameters.length).contains(state.cell) }

  /// Draws the corridor with crumb, prize and agent.
  public func render() -> Frame {
    var frame = Frame(rows: 1, columns: parameters.length, side: 20)
    frame.fillDisc(row: 0, column: 0, side: 20, radius: 3, .orange)
    frame.fillCell(row: 0, column: parameters.length - 1, side: 20, margin: 2, .green)
    frame.fillDisc(row: 0, column: state.cell, side: 20, radius: 6, .blue)
    return frame
  }

  /// The agent's cell.
  public func describeState() -> String { describe(state: state.cell) }
}

/// States are numbered by cell.
extension Chain: EnumerableEnvironment {
  /// One for each cell.
  public var stateCount: Int { parameters.length }

  /// The agent's cell.
  public var stateIndex: Int { state.cell }

  /// The second cell.
  public var startDistribution: [(state: Int, probability: Double)] { [(1, 1)] }

  /// The one thing that follows.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let next = cell(after: action, from: index)
    return [
      Outcome(
        probability: 1, nextState: next, reward: Double(reward(in: next)), terminated: false)
    ]
  }

  /// For example "cell 3 of 15", counted from 1.
  public func describe(state index: Int) -> String { "cell \(index + 1) of \(parameters.length)" }
}
