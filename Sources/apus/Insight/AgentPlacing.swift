import Environments
import Visualizer

/// How the agent of a world can be put into another cell of its grid.
protocol AgentPlacing<World>: Sendable {
  /// The world inside all wrappers.
  associatedtype World: Environment

  /// Cells in a row.
  var width: Int { get }
  /// Rows of cells.
  var height: Int { get }
  /// The states of the agent in one cell: more than one where it can look in several directions.
  var statesPerCell: Int { get }

  /// The cell of the agent, from the top left; nil where it is nowhere.
  func cell(of state: World.State) -> Int?
  /// The states with the agent in a cell and everything else as it is.
  ///
  /// - Returns: none where it cannot stand there, or where the task ends there, so that nothing is
  ///   chosen there.
  func states(at cell: Int, in world: World) -> [World.State]
  /// A state without the agent: equal for states that differ in nothing but its place.
  func rest(of state: World.State) -> World.State
  /// Where an action leads; nil where it leads to no other cell.
  func direction(of action: Int, in state: World.State, of world: World) -> ValueMap.Direction?
}

extension AgentPlacing {
  /// One.
  var statesPerCell: Int { 1 }

  /// The direction that the action's name tells.
  func direction(of action: Int, in state: World.State, of world: World) -> ValueMap.Direction? {
    ValueMap.Direction(action: world.actionSpace.names[action])
  }
}

extension ValueMap.Direction {
  /// The direction of an action's name, such as "up" or "north".
  init?(action name: String) {
    switch name {
    case "up", "north": self = .up
    case "down", "south": self = .down
    case "left", "west": self = .left
    case "right", "east": self = .right
    default: return nil
    }
  }
}

extension EnvironmentDefinition {
  /// How the agent is placed in this environment; nil where it does not stand in a grid, or where
  /// what it sees remembers where it was.
  var agentPlacing: (any AgentPlacing)? {
    let remembers = wrappers.contains { if case .frameStack = $0 { true } else { false } }
    guard !remembers else { return nil }
    switch world {
    case .grid(let grid): return GridPlacing(grid)
    case .objectGrid(let grid): return ObjectGridPlacing(grid, actions: actionSpace.names)
    case .game(let game as DeepSea): return DeepSeaPlacing(size: game.parameters.size)
    case .game(is Taxi): return TaxiPlacing()
    case .game(let game as MiniGrid):
      return MiniGridPlacing(width: game.state.map.width, height: game.state.map.height)
    case .game, .external: return nil
    }
  }
}
