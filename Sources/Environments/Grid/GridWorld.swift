import Determinism

/// A grid task: an agent that moves over the cells of a map.
///
/// - Description: map, legend, moves, rewards and endings come from a ``GridDefinition``, compiled
///   into a table of transitions, so that a step is a look-up and at most one draw.
/// - Actions: those the definition lists, in its order.
/// - Observation: `coordinates` `[2]`, `one-hot` `[cells]` or `layers` `[4, height, width]`.
/// - Reward: that of the cell in which the step ends: the symbol's own, else that of its kind, else
///   the one of every step.
/// - Terminated: in a cell whose kind the definition lists under `termination`.
/// - Truncated: never here; the definition's time limit does.
/// - Randomness: `reset` draws where there are several starts, `step` where several outcomes.
public struct GridWorld: EnumerableEnvironment {
  /// Where the agent is.
  public struct State: Codable, Hashable, Sendable {
    /// The number of the cell, walls not counted, in reading order.
    public var cell: Int32

    /// Creates a state from the number of a cell.
    public init(cell: Int32) { self.cell = cell }
  }

  /// What an observation is.
  public let observationSpace: Box
  /// The definition's actions.
  public let actionSpace: Discrete
  /// Where the agent is.
  public var state: State

  let table: GridTable

  /// Compiles a definition.
  ///
  /// - Precondition: the map has a start cell; a definition that was read from a file has one.
  public init(_ definition: GridDefinition) {
    table = GridTable(definition)
    actionSpace = Discrete(names: definition.actions.map(\.rawValue))
    switch definition.observation {
    case .coordinates:
      observationSpace = Box(shape: [2], range: -1...1)
    case .oneHot:
      observationSpace = Box(shape: [table.stateCount], range: 0...1, elementType: .uint8)
    case .layers:
      observationSpace = Box(
        shape: [4, definition.height, definition.width], range: 0...1, elementType: .uint8)
    }
    state = State(cell: table.starts[0])
  }

  /// The definition it was compiled from.
  public var definition: GridDefinition { table.definition }

  /// From the smallest to the largest reward of any step.
  public var rewardRange: ClosedRange<Float> { table.rewardRange }

  /// Puts the agent on a start cell.
  public mutating func reset(using random: inout RandomStream) {
    let starts = table.starts
    state.cell = starts.count == 1 ? starts[0] : starts[random.integer(below: starts.count)]
  }

  /// Writes what the agent sees.
  @inline(__always)
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    let table = table
    let cell = Int(state.cell)
    switch table.definition.observation {
    case .coordinates:
      observation[0] = table.coordinates[2 * cell]
      observation[1] = table.coordinates[2 * cell + 1]
    case .oneHot, .layers:
      _ = observation.update(fromContentsOf: table.background)
      observation[Int(table.markOfState[cell])] = 1
    }
  }

  /// Whether the cell exists.
  public func isValid(_ state: State) -> Bool {
    state.cell >= 0 && state.cell < Int32(table.stateCount)
  }

  /// For example "row 3, column 4 (goal)"; rows and columns are counted from zero.
  public func describeState() -> String { describe(state: stateIndex) }
}

extension GridWorld {
  /// The number of cells that are no wall.
  public var stateCount: Int { table.stateCount }
  /// The number of the agent's cell.
  public var stateIndex: Int { Int(state.cell) }
  /// The start cells, all equally likely.
  public var startDistribution: [(state: Int, probability: Double)] {
    table.starts.map { (Int($0), 1 / Double(table.starts.count)) }
  }

  /// Everything that can follow from an action, in the order in which outcomes are drawn.
  public func outcomes(of state: Int, action: Int) -> [Outcome] {
    precondition(
      state >= 0 && state < stateCount, "expected a state in 0..<\(stateCount), got \(state)")
    precondition(
      actionSpace.contains(action), "expected an action in 0..<\(actionSpace.count), got \(action)")
    let row = state * table.actionCount + action
    return Array(table.outcomes[Int(table.offsets[row])..<Int(table.offsets[row + 1])])
  }

  /// For example "row 3, column 4 (goal)"; rows and columns are counted from zero.
  public func describe(state: Int) -> String {
    let cell = table.cellOfState[state]
    let kind = table.definition.cells[cell].kind
    return "row \(cell / definition.width), column \(cell % definition.width)"
      + (kind == .floor ? "" : " (\(kind.rawValue))")
  }
}
