import Environments
import Visualizer

/// In the deep sea: in every cell, those that no dive reaches too.
struct DeepSeaPlacing: AgentPlacing {
  typealias World = DeepSea
  let size: Int
  var width: Int { size }
  var height: Int { size }

  func cell(of state: DeepSea.State) -> Int? {
    state.row < size ? state.row * size + state.column : nil
  }

  /// In row r only the first r + 1 cells can be reached.
  func states(at cell: Int, in world: DeepSea) -> [DeepSea.State] {
    let (row, column) = (cell / size, cell % size)
    return column <= row ? [DeepSea.State(row: row, column: column)] : []
  }

  func rest(of state: DeepSea.State) -> DeepSea.State { DeepSea.State(row: 0, column: 0) }

  /// Which of the two actions goes right differs from cell to cell.
  func direction(of action: Int, in state: DeepSea.State, of world: DeepSea) -> ValueMap.Direction?
  {
    Int(world.rightActions[state.row * size + state.column]) == action ? .right : .left
  }
}

/// In the town of the taxi: in all its places, the passenger waiting or riding as he does.
struct TaxiPlacing: AgentPlacing {
  typealias World = Taxi
  var width: Int { 5 }
  var height: Int { 5 }

  func cell(of state: Taxi.State) -> Int? { state.place }

  func states(at cell: Int, in world: Taxi) -> [Taxi.State] {
    var state = world.state
    state.place = cell
    return [state]
  }

  func rest(of state: Taxi.State) -> Taxi.State {
    var rest = state
    rest.place = 0
    return rest
  }
}

/// In a level of MiniGrid: on the cells that can be entered and end nothing, looking in each of the
/// four directions; among moving obstacles, where every step needs another map, as it looks now.
struct MiniGridPlacing: AgentPlacing {
  typealias World = MiniGrid
  let width: Int
  let height: Int
  var statesPerCell: Int { 4 }

  func cell(of state: MiniGridState) -> Int? {
    state.map.contains(state.x, state.y) ? state.y * width + state.x : nil
  }

  func states(at cell: Int, in world: MiniGrid) -> [MiniGridState] {
    let (x, y) = (cell % width, cell / width)
    let ground = world.state.map[x, y]
    guard ground.canBeEntered, ground.object != .goal, ground.object != .lava else { return [] }
    let moves = !world.state.obstacles.isEmpty
    let looks = moves ? [world.state.direction] : Array(Self.directions.indices)
    return looks.map { direction in
      var state = world.state
      (state.x, state.y, state.direction) = (x, y, direction)
      return state
    }
  }

  func rest(of state: MiniGridState) -> MiniGridState {
    var rest = state
    (rest.x, rest.y, rest.steps) = (0, 0, 0)
    if rest.obstacles.isEmpty { rest.direction = 0 }
    return rest
  }

  /// Forward leads ahead; after a turn it will lead to that side.
  func direction(
    of action: Int, in state: MiniGridState, of world: MiniGrid
  ) -> ValueMap.Direction? {
    switch world.actionSpace.names[action] {
    case "forward": Self.directions[state.direction]
    case "right": Self.directions[(state.direction + 1) % 4]
    case "left": Self.directions[(state.direction + 3) % 4]
    default: nil
    }
  }

  /// Where the agent looks, by its number.
  private static let directions: [ValueMap.Direction] = [.right, .down, .left, .up]
}
