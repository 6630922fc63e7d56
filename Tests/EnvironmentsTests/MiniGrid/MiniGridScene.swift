import Environments
import Testing

/// A MiniGrid with a map drawn as text.
///
/// `#` wall, `.` nothing, `> v < ^` the agent, `k` a yellow key, `K` a red key, `b` a blue ball, `x` an
/// empty red box, `X` a red box with a yellow key in it, `L` a locked, `D` a closed and `O` an open
/// yellow door, `R` and `B` closed doors that are red and blue, `g` the goal, `~` lava, `f` a floor.
///
/// - Parameters:
///   - rows: the map from the top; as many rows as columns.
///   - task: what is asked for.
///   - carrying: what the agent carries.
///   - change: sets parameters other than level and size.
/// - Returns: the game, at the beginning of an episode on this map.
/// - Throws: where the map has an unknown letter or is no square.
func scene(
  _ rows: String..., task: MiniGridTask = .reachGoal, carrying: MiniGridCell? = nil,
  change: (inout MiniGridParameters) -> Void = { _ in }
) throws -> MiniGrid {
  let cells: [Character: MiniGridCell] = [
    "#": .wall, ".": .empty, "g": .goal, "~": .lava, "f": MiniGridCell(.floor, .blue),
    "k": MiniGridCell(.key, .yellow), "K": MiniGridCell(.key, .red),
    "b": MiniGridCell(.ball, .blue), "x": MiniGridCell(.box, .red),
    "X": MiniGridCell(boxOf: .red, containing: MiniGridCell(.key, .yellow)),
    "L": MiniGridCell(.door, .yellow, state: .locked), "O": MiniGridCell(.door, .yellow),
    "D": MiniGridCell(.door, .yellow, state: .closed),
    "R": MiniGridCell(.door, .red, state: .closed), "B": MiniGridCell(.door, .blue, state: .closed),
  ]
  var parameters = MiniGridParameters()
  parameters.size = rows.count
  parameters.maxSteps = 100
  change(&parameters)
  var world = try MiniGrid(parameters: parameters)
  var state = MiniGridState(map: MiniGridMap(width: rows.count, height: rows.count))
  for (y, row) in rows.enumerated() {
    try #require(row.count == rows.count)
    for (x, letter) in row.enumerated() {
      if let direction = [">", "v", "<", "^"].firstIndex(of: letter) {
        (state.x, state.y, state.direction) = (x, y, direction)
      } else {
        state.map[x, y] = try #require(cells[letter])
      }
    }
  }
  state.task = task
  state.carrying = carrying
  if task == .avoidObstacles {
    for y in rows.indices {
      for x in rows.indices where state.map[x, y].holds(.ball) {
        state.obstacles.append(MiniGridPlace(x, y))
      }
    }
  }
  world.state = state
  return world
}

/// The numbers of MiniGrid's actions.
enum MiniGridMove {
  static let left = 0
  static let right = 1
  static let forward = 2
  static let pickup = 3
  static let drop = 4
  static let toggle = 5
  static let done = 6
}
