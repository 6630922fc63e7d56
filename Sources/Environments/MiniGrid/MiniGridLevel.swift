import Determinism
import Documents

/// The kinds of level, by the words of MiniGrid's ids.
public enum MiniGridLevel: String, CaseIterable, Sendable {
  /// An empty room with a goal in its corner.
  case empty
  /// Four rooms with gaps between them.
  case fourrooms
  /// Two rooms, a locked door between them, its key in the first.
  case doorkey
  /// A wall of lava with one gap.
  case lavagap
  /// Rivers of lava with gaps.
  case lavacrossing
  /// Walls with gaps.
  case simplecrossing
  /// Two strips of lava.
  case distshift
  /// An empty room with balls that move.
  case dynamicObstacles = "dynamic-obstacles"

  /// How the way to the goal is worded.
  var goalMission: String {
    switch self {
    case .fourrooms: "reach the goal"
    case .doorkey: "use the key to open the door and then get to the goal"
    case .lavagap, .lavacrossing: "avoid the lava and get to the green goal square"
    case .simplecrossing: "find the opening and get to the green goal square"
    default: "get to the green goal square"
    }
  }

  /// The generator of this kind of level.
  ///
  /// - Throws: `InputError` where there is no such level with these parameters.
  func generator(for parameters: MiniGridParameters) throws -> any MiniGridGenerator {
    switch self {
    case .empty: try MiniGridEmptyRoom(parameters)
    case .dynamicObstacles: try MiniGridObstacleRoom(parameters)
    case .fourrooms: try MiniGridFourRooms(parameters)
    case .doorkey: try MiniGridDoorKey(parameters)
    case .lavagap: try MiniGridLavaGap(parameters)
    case .lavacrossing: try MiniGridCrossing(parameters, of: .lava)
    case .simplecrossing: try MiniGridCrossing(parameters, of: .wall)
    case .distshift: try MiniGridLavaStrips(parameters)
    }
  }
}

/// Makes the beginnings of the episodes of one level.
package protocol MiniGridGenerator: Sendable {
  /// The columns of every map it makes.
  var width: Int { get }
  /// The rows of every map it makes.
  var height: Int { get }

  /// Draws the beginning of an episode: map, agent, task, obstacles.
  ///
  /// - Parameters:
  ///   - state: cleared, except that its map, of this generator's size, holds whatever it held.
  ///   - random: the episode's stream.
  func generate(_ state: inout MiniGridState, from random: inout RandomStream)
}
