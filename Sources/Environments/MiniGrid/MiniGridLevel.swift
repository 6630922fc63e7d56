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
  /// A hallway between rooms, a key in one, a ball behind a locked door of another.
  case keycorridor
  /// A chain of rooms behind closed doors.
  case multiroom
  /// A locked door to be opened.
  case unlock
  /// A box behind a locked door.
  case unlockpickup
  /// A box behind a locked door with a ball before it.
  case blockedunlockpickup
  /// Doors of four colours, one to be gone to.
  case gotodoor
  /// Objects, one to be gone to.
  case gotoobject
  /// Objects, one to be picked up before any other.
  case fetch
  /// Objects, one to be dropped beside another.
  case putnear
  /// A hallway, at its end the choice of an object that was seen at its beginning.
  case memory
  /// Rooms with locked and blocked doors and hidden keys.
  case obstructedmaze
  /// A red door to be opened, then a blue one.
  case redbluedoors
  /// Six rooms along a hallway, the goal in a locked one.
  case lockedroom
  /// Nine rooms with doors and objects and no task.
  case playground

  /// How the way to the goal is worded.
  var goalMission: String {
    switch self {
    case .fourrooms: "reach the goal"
    case .doorkey: "use the key to open the door and then get to the goal"
    case .lavagap, .lavacrossing: "avoid the lava and get to the green goal square"
    case .multiroom: "traverse the rooms to get to the goal"
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
    case .keycorridor: try MiniGridKeyCorridor(parameters)
    case .multiroom: try MiniGridMultiRoom(parameters)
    case .unlock: try MiniGridUnlock(parameters, .door)
    case .unlockpickup: try MiniGridUnlock(parameters, .box)
    case .blockedunlockpickup: try MiniGridUnlock(parameters, .blockedBox)
    case .gotodoor: try MiniGridGoToDoor(parameters)
    case .gotoobject: try MiniGridGoToObject(parameters)
    case .fetch: try MiniGridFetch(parameters)
    case .putnear: try MiniGridPutNear(parameters)
    case .memory: try MiniGridMemory(parameters)
    case .obstructedmaze: MiniGridObstructedMaze(parameters)
    case .redbluedoors: try MiniGridRedBlueDoors(parameters)
    case .lockedroom: try MiniGridLockedRoom(parameters)
    case .playground: try MiniGridPlayground(parameters)
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
