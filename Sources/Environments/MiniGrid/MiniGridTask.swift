/// What is asked for in an episode: what ends it and what is rewarded.
///
/// A goal and lava end every episode, whatever the task; see `MiniGrid+Tasks.swift`.
package enum MiniGridTask: Hashable, Codable, Sendable {
  /// Nothing but the goal and the lava.
  case reachGoal
  /// The goal behind a locked door, whose key lies in a room with a door of another colour.
  case reachLockedGoal(key: MiniGridColor, room: MiniGridColor)
  /// The goal among moving obstacles: walking into anything else ends the episode with reward −1.
  case avoidObstacles
  /// Opening the door at a place.
  case openDoor(x: Int, y: Int)
  /// Opening the red door and then the blue one.
  case redBlueDoors(redX: Int, redY: Int, blueX: Int, blueY: Int)
  /// Picking up an object of this kind and colour; other objects may be picked up as well.
  case pickUp(MiniGridObject, MiniGridColor)
  /// Picking up an object of this kind and colour; any other ends the episode. `wording`, 0 to 4,
  /// is the number of the mission's wording.
  case fetch(MiniGridObject, MiniGridColor, wording: Int)
  /// Saying `done` beside the place of a door or an object, whose kind and colour the mission names.
  case goTo(MiniGridObject, MiniGridColor, x: Int, y: Int)
  /// Dropping the first object beside the place where the second was at the beginning.
  case putNear(
    MiniGridObject, MiniGridColor, target: MiniGridObject, targetColor: MiniGridColor, x: Int,
    y: Int)
  /// Walking to the first place and not to the second.
  case memory(successX: Int, successY: Int, failureX: Int, failureY: Int)
  /// Nothing: only the clock ends the episode.
  case none

  /// Whether all places of the task lie on a map and its numbers are in range.
  func isValid(on map: MiniGridMap) -> Bool {
    switch self {
    case .reachGoal, .reachLockedGoal, .avoidObstacles, .pickUp, .none: true
    case .fetch(_, _, let wording): (0..<5).contains(wording)
    case .openDoor(let x, let y), .goTo(_, _, let x, let y): map.contains(x, y)
    case .putNear(_, _, _, _, let x, let y): map.contains(x, y)
    case .redBlueDoors(let redX, let redY, let blueX, let blueY):
      map.contains(redX, redY) && map.contains(blueX, blueY)
    case .memory(let successX, let successY, let failureX, let failureY):
      map.contains(successX, successY) && map.contains(failureX, failureY)
    }
  }

  /// The task in the words of MiniGrid.
  ///
  /// - Parameter level: the level, which words the way to the goal.
  /// - Returns: the mission; empty where there is no task.
  func mission(in level: MiniGridLevel) -> String {
    switch self {
    case .reachGoal, .avoidObstacles: level.goalMission
    case .reachLockedGoal(let key, let room):
      "get the \(key) key from the \(room) room, unlock the \(key) door and go to the goal"
    case .openDoor: "open the door"
    case .redBlueDoors: "open the red door then the blue door"
    case .pickUp(let object, let color): "pick up the \(color) \(object)"
    case .fetch(let object, let color, let wording):
      Self.fetchWordings[wording] + " \(color) \(object)"
    case .goTo(let object, let color, _, _): "go to the \(color) \(object)"
    case .putNear(let object, let color, let target, let targetColor, _, _):
      "put the \(color) \(object) near the \(targetColor) \(target)"
    case .memory: "go to the matching object at the end of the hallway"
    case .none: ""
    }
  }

  /// How the mission of a fetching task begins, by the number of its wording.
  package static let fetchWordings = [
    "get a", "go get a", "fetch a", "go fetch a", "you must fetch a",
  ]
}
