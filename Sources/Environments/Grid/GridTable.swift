/// A grid compiled: what follows from every action in every cell.
///
/// States are the cells that are no wall, numbered in reading order, so that a map without walls
/// has state `row * width + column`.
final class GridTable: Sendable {
  /// One thing that can follow, as stepping needs it.
  struct Entry: Sendable {
    var threshold: Double
    var next: Int32
    var terminated: Bool
    var reward: Float
  }

  let definition: GridDefinition
  let stateCount: Int
  let actionCount: Int
  /// The map's cell of each state.
  let cellOfState: [Int]
  /// The state of each cell of the map, -1 for a wall.
  let stateOfCell: [Int]
  /// The states in which episodes begin.
  let starts: [Int32]
  /// What can follow, all states and actions one after another.
  let outcomes: [Outcome]
  /// Where the outcomes of `state * actionCount + action` begin; one more at the end.
  let offsets: [Int32]
  /// The outcomes in the form for stepping; the threshold is the sum of probabilities so far.
  let entries: [Entry]
  /// From the smallest to the largest reward of any step.
  let rewardRange: ClosedRange<Float>
  /// The observation without the agent.
  let background: [Float]
  /// The place in the observation that is 1 where the agent is in a state; for `one-hot` and `layers`.
  let markOfState: [Int32]
  /// Row and column of each state, scaled to -1...1.
  let coordinates: [Float]

  init(_ definition: GridDefinition) {
    self.definition = definition
    let cellOfState = definition.cells.indices.filter { definition.cells[$0].kind != .wall }
    var stateOfCell = [Int](repeating: -1, count: definition.cells.count)
    for (state, cell) in cellOfState.enumerated() { stateOfCell[cell] = state }
    let starts = definition.places(of: .start).map { stateOfCell[$0] }
    precondition(!starts.isEmpty, "expected a map with a start cell, got none")

    var outcomes: [Outcome] = []
    var offsets: [Int32] = [0]
    for state in cellOfState.indices {
      for action in definition.actions {
        outcomes += Self.outcomes(
          of: state, action, definition, starts: starts, cellOfState: cellOfState,
          stateOfCell: stateOfCell)
        offsets.append(Int32(outcomes.count))
      }
    }
    var entries: [Entry] = []
    for row in 0..<(offsets.count - 1) {
      var sum = 0.0
      for outcome in outcomes[Int(offsets[row])..<Int(offsets[row + 1])] {
        sum += outcome.probability
        entries.append(
          Entry(
            threshold: sum, next: Int32(outcome.nextState), terminated: outcome.terminated,
            reward: Float(outcome.reward)))
      }
    }
    stateCount = cellOfState.count
    actionCount = definition.actions.count
    self.cellOfState = cellOfState
    self.stateOfCell = stateOfCell
    self.starts = starts.map { Int32($0) }
    self.outcomes = outcomes
    self.offsets = offsets
    self.entries = entries
    let rewards = entries.map(\.reward)
    rewardRange = (rewards.min() ?? 0)...(rewards.max() ?? 0)
    background = Self.background(definition, states: cellOfState.count)
    markOfState = cellOfState.enumerated().map {
      Int32(definition.observation == .layers ? $0.element : $0.offset)
    }
    coordinates = cellOfState.flatMap { cell in
      [
        Self.scaled(cell / definition.width, of: definition.height),
        Self.scaled(cell % definition.width, of: definition.width),
      ]
    }
  }

  private static func outcomes(
    of state: Int, _ action: GridAction, _ definition: GridDefinition, starts: [Int],
    cellOfState: [Int], stateOfCell: [Int]
  ) -> [Outcome] {
    let here = cellOfState[state]
    if definition.endings.contains(definition.cells[here].kind) {
      return [Outcome(probability: 1, nextState: state, reward: 0, terminated: true)]
    }
    return definition.slip.moves(for: action, among: definition.actions).flatMap { move in
      let row = here / definition.width + move.direction.rowStep
      let column = here % definition.width + move.direction.columnStep
      let isInside =
        row >= 0 && row < definition.height && column >= 0 && column < definition.width
      var there = isInside ? row * definition.width + column : here
      if stateOfCell[there] < 0 { there = here }
      let cell = definition.cells[there]
      let reward = definition.reward(of: cell)
      if cell.kind == .cliff {
        return starts.map {
          Outcome(
            probability: move.probability / Double(starts.count), nextState: $0, reward: reward,
            terminated: false)
        }
      }
      return [
        Outcome(
          probability: move.probability, nextState: stateOfCell[there], reward: reward,
          terminated: definition.endings.contains(cell.kind))
      ]
    }
  }

  private static func background(_ definition: GridDefinition, states: Int) -> [Float] {
    switch definition.observation {
    case .coordinates: return [0, 0]
    case .oneHot: return [Float](repeating: 0, count: states)
    case .layers:
      let nothing = [Float](repeating: 0, count: definition.cells.count)
      let planes: [Set<GridDefinition.Kind>] = [[.wall], [.goal], [.hazard, .cliff]]
      return nothing
        + planes.flatMap { kinds in
          definition.cells.map { kinds.contains($0.kind) ? 1 : 0 }
        }
    }
  }

  /// A place in a row of cells, as a number in -1...1.
  static func scaled(_ place: Int, of length: Int) -> Float {
    length == 1 ? 0 : Float(2 * place) / Float(length - 1) - 1
  }
}
