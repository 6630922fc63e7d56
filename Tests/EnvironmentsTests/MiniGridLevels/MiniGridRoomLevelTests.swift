import Environments
import Testing

/// What the levels over a grid of rooms promise, over many episodes.
struct MiniGridRoomLevelTests {
  @Test(arguments: MiniGridLevelSamples.ids(of: "keycorridor"))
  func keyCorridorHasOneLockedDoorItsKeyOnTheLeftAndTheBallBehindIt(id: String) throws {
    let size = try MiniGridLevelSamples.make(id).parameters.size
    for (episode, state) in try MiniGridLevelSamples.beginnings(id, count: 40).enumerated() {
      let locked = state.map.places { $0.holds(.door) && $0.stateNumber == 2 }
      try #require(locked.count == 1, "episode \(episode)")
      let keys = state.map.places { $0.holds(.key) }
      try #require(keys.count == 1, "episode \(episode)")
      let balls = state.map.places { $0.holds(.ball) }
      try #require(balls.count == 1, "episode \(episode)")
      #expect(state.map[keys[0].x, keys[0].y].color == state.map[locked[0].x, locked[0].y].color)
      #expect(keys[0].x < size - 1, "the key lies in the left column of rooms")
      #expect(locked[0].x == 2 * (size - 1))
      #expect(balls[0].x > 2 * (size - 1), "the ball lies in the right column of rooms")
      #expect(balls[0].y / (size - 1) == locked[0].y / (size - 1))
      #expect((size - 1...2 * (size - 1)).contains(state.x), "the agent starts in the hallway")
      #expect(state.task == .pickUp(.ball, state.map[balls[0].x, balls[0].y].color))
    }
  }

  @Test func lockedRoomHasNoOtherDoor() throws {
    for state in try MiniGridLevelSamples.beginnings("minigrid-keycorridors4r3", count: 60) {
      let ball = try #require(state.map.places { $0.holds(.ball) }.first)
      let (left, top) = (ball.x / 3 * 3, ball.y / 3 * 3)
      let doors = state.map.places { $0.holds(.door) }.filter {
        (left...left + 3).contains($0.x) && (top...top + 3).contains($0.y)
      }
      #expect(doors.count == 1)
    }
  }

  @Test(arguments: [
    ("minigrid-unlock", 0, 0, "open the door"), ("minigrid-unlockpickup", 1, 0, "pick up the "),
    ("minigrid-blockedunlockpickup", 1, 1, "pick up the "),
  ])
  func unlockLevelsHaveAKeyOnTheAgentsSide(
    id: String, boxes: Int, balls: Int, mission: String
  ) throws {
    var world = try MiniGridLevelSamples.make(id)
    for state in try MiniGridLevelSamples.beginnings(id, count: 60) {
      let door = try #require(state.map.places { $0.holds(.door) }.first)
      let key = try #require(state.map.places { $0.holds(.key) }.first)
      #expect(state.map[door.x, door.y] == lockedDoor(state.map[key.x, key.y].color))
      #expect(door.x == 5 && key.x < 5 && state.x < 5)
      #expect(state.cells(.box).count == boxes)
      #expect(state.map.places { $0.holds(.box) }.allSatisfy { $0.x > 5 })
      #expect(state.cells(.ball).count == balls)
      #expect(balls == 0 || state.map[door.x - 1, door.y].holds(.ball))
      world.state = state
      #expect(world.mission.hasPrefix(mission))
      if let box = state.cells(.box).first {
        #expect(world.mission == "pick up the \(box.color) box")
      }
    }
  }

  private func lockedDoor(_ color: MiniGridColor) -> MiniGridCell {
    MiniGridCell(.door, color, state: .locked)
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "obstructedmaze"))
  func everyLockedDoorOfAMazeHasOneKeyOnItsSide(id: String) throws {
    let world = try MiniGridLevelSamples.make(id)
    let maze = world.parameters.maze
    let doors: [MiniGridMaze: (locked: Int, closed: Int)] = [
      .oneDoor: (1, 0), .oneDoorHidden: (1, 0), .oneDoorBlocked: (1, 0), .twoDoors: (2, 1),
      .twoDoorsHidden: (2, 1), .twoDoorsBlocked: (2, 1), .oneQuarter: (2, 1),
      .twoQuarters: (4, 2), .full: (8, 4),
    ]
    let expected = try #require(doors[maze])
    for (episode, state) in try MiniGridLevelSamples.beginnings(id, count: 30).enumerated() {
      let locked = state.cells(.door).filter { $0.stateNumber == 2 }
      #expect(locked.count == expected.locked)
      #expect(state.cells(.door).count == expected.locked + expected.closed)
      let hidden = state.cells(.box).map(\.contents)
      #expect(state.cells(.box).allSatisfy { $0.color == .grey })
      #expect(state.cells(.box).count == (hidesKeys(maze) ? expected.locked : 0))
      let keys = state.cells(.key) + hidden
      // Opposite side rooms of the full maze share no door, but doors may share colours.
      #expect(
        keys.map(\.color.rawValue).sorted() == locked.map(\.color.rawValue).sorted(),
        "episode \(episode)")
      let balls = state.cells(.ball)
      #expect(balls.count { $0.color == .blue } == 1)
      #expect(balls.count { $0.color == .green } == (isBlocked(maze) ? expected.locked : 0))
      #expect(state.task == .pickUp(.ball, .blue))
    }
  }

  private func hidesKeys(_ maze: MiniGridMaze) -> Bool { maze != .oneDoor && maze != .twoDoors }

  private func isBlocked(_ maze: MiniGridMaze) -> Bool {
    [.oneDoorBlocked, .twoDoorsBlocked, .oneQuarter, .twoQuarters, .full].contains(maze)
  }

  @Test(arguments: [
    ("minigrid-multiroom-n2-s4", 2, 4), ("minigrid-multiroom-n4-s5", 6, 5),
    ("minigrid-multiroom-n4-s5-v1", 4, 5), ("minigrid-multiroom-n6", 6, 10),
  ])
  func chainHasAClosedDoorBetweenEachTwoRooms(id: String, rooms: Int, size: Int) throws {
    for state in try MiniGridLevelSamples.beginnings(id, count: 40) {
      let doors = state.cells(.door)
      #expect(doors.count == rooms - 1)
      #expect(doors.allSatisfy { $0.stateNumber == 1 })
      #expect(state.cells(.goal).count == 1)
      #expect(state.map[state.x, state.y] == .empty)
      // A door lies between two walls and two floors.
      for door in state.map.places(where: { $0.holds(.door) }) {
        let isWall = [(1, 0), (0, 1), (-1, 0), (0, -1)].map { x, y in
          state.map[door.x + x, door.y + y].holds(.wall)
        }
        #expect(isWall[0] == isWall[2] && isWall[1] == isWall[3] && isWall[0] != isWall[1])
      }
    }
  }

  @Test func lockedRoomHoldsTheGoalAndAnotherRoomItsKey() throws {
    var world = try MiniGridLevelSamples.make("minigrid-lockedroom")
    for state in try MiniGridLevelSamples.beginnings("minigrid-lockedroom", count: 60) {
      let doors = state.map.places { $0.holds(.door) }
      #expect(doors.count == 6)
      #expect(Set(doors.map { state.map[$0.x, $0.y].colorNumber }).count == 6)
      let locked = doors.filter { state.map[$0.x, $0.y].stateNumber == 2 }
      try #require(locked.count == 1)
      let key = try #require(state.map.places { $0.holds(.key) }.first)
      let goal = try #require(state.map.places { $0.holds(.goal) }.first)
      let lockedColor = state.map[locked[0].x, locked[0].y].color
      #expect(state.map[key.x, key.y].color == lockedColor)
      #expect(room(goal) == room(locked[0]))
      #expect(room(key) != room(locked[0]))
      let keyDoor = try #require(doors.first { room($0) == room(key) })
      world.state = state
      #expect(
        world.mission == "get the \(lockedColor) key from the "
          + "\(state.map[keyDoor.x, keyDoor.y].color) room, unlock the \(lockedColor) door "
          + "and go to the goal")
    }
  }

  /// A room of the locked-room level by side and row.
  private func room(_ place: MiniGridPlace) -> MiniGridPlace {
    MiniGridPlace(place.x < 9 ? 0 : 1, place.y / 6)
  }

  @Test func playgroundHasDoorsObjectsAndNoTask() throws {
    for state in try MiniGridLevelSamples.beginnings("minigrid-playground", count: 20) {
      #expect(state.cells(.door).count == 12)
      #expect(state.map.places { $0.isPortable }.count == 12)
      #expect(state.task == .none)
    }
  }
}
