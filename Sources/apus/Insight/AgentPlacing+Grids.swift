import Determinism
import Environments

/// In a grid of plain cells: on all that are no wall, no cliff and no end.
struct GridPlacing: AgentPlacing {
  typealias World = GridWorld
  let width: Int
  let height: Int
  /// The number of the state in each cell; −1 for a wall.
  private let stateOfCell: [Int32]
  private let cellOfState: [Int]
  private let isForActing: [Bool]

  init(_ grid: GridDefinition) {
    width = grid.width
    height = grid.height
    let open = grid.cells.indices.filter { grid.cells[$0].kind != .wall }
    var states = [Int32](repeating: -1, count: grid.cells.count)
    for (state, cell) in open.enumerated() { states[cell] = Int32(state) }
    (cellOfState, stateOfCell) = (open, states)
    isForActing = grid.cells.map {
      $0.kind != .wall && $0.kind != .cliff && !grid.endings.contains($0.kind)
    }
  }

  func cell(of state: GridWorld.State) -> Int? { cellOfState[Int(state.cell)] }

  func states(at cell: Int, in world: GridWorld) -> [GridWorld.State] {
    isForActing[cell] ? [GridWorld.State(cell: stateOfCell[cell])] : []
  }

  func rest(of state: GridWorld.State) -> GridWorld.State { GridWorld.State(cell: 0) }
}

/// In a grid with objects: on the cells that can be entered from beside, as the rules have it.
struct ObjectGridPlacing: AgentPlacing {
  typealias World = ObjectGridWorld
  let width: Int
  let height: Int
  private let moves: [(action: Int, rows: Int, columns: Int)]

  init(_ grid: ObjectGridDefinition, actions: [String]) {
    width = grid.width
    height = grid.height
    moves = actions.enumerated().compactMap { number, name in
      guard let move = GridAction(rawValue: name), move != .stay else { return nil }
      return (number, move.rowStep, move.columnStep)
    }
  }

  func cell(of state: ObjectGridWorld.State) -> Int? { Int(state.agent) }

  func states(at cell: Int, in world: ObjectGridWorld) -> [ObjectGridWorld.State] {
    guard !world.state.guards.contains(where: { Int($0.cell) == cell }),
      moves.contains(where: { canEnter(cell, by: $0, in: world) })
    else { return [] }
    var state = world.state
    state.agent = Int32(cell)
    return [state]
  }

  func rest(of state: ObjectGridWorld.State) -> ObjectGridWorld.State {
    var rest = state
    rest.agent = 0
    return rest
  }

  /// Whether a move into a cell succeeds without ending the task, opening a door or pushing a block.
  ///
  /// The rules themselves are asked, in a copy of the world without its guards. A move that can slip
  /// is tried some times.
  private func canEnter(
    _ cell: Int, by move: (action: Int, rows: Int, columns: Int), in world: ObjectGridWorld
  ) -> Bool {
    let (row, column) = (cell / width - move.rows, cell % width - move.columns)
    guard (0..<height).contains(row), (0..<width).contains(column) else { return false }
    var random = RandomStream(seed: 0)
    var start = world
    start.state.agent = Int32(row * width + column)
    start.state.guards = []
    for _ in 0..<16 {
      var trial = start
      let result = trial.step(move.action, using: &random)
      guard Int(trial.state.agent) == cell else { continue }
      let (before, after) = (world.state.things[cell], trial.state.things[cell])
      guard !result.terminated, before == 0 || after == 0 || before == after else { return false }
      let (nextRow, nextColumn) = (cell / width + move.rows, cell % width + move.columns)
      guard before != 0, after == 0, (0..<height).contains(nextRow),
        (0..<width).contains(nextColumn)
      else { return true }
      // What lies behind the cell now and did not before was pushed there.
      let next = nextRow * width + nextColumn
      return world.state.things[next] == trial.state.things[next]
    }
    return false
  }
}
