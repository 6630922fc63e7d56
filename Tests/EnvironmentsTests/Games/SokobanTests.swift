import Determinism
import Environments
import Testing

@Suite struct SokobanTests {
  static let (up, right, down, left) = (0, 1, 2, 3)

  /// The first level with player and boxes elsewhere.
  static func world(level: Int, player: Int, boxes: [Int]) -> Sokoban {
    var parameters = Sokoban.defaultParameters
    parameters.level = level
    var world = Sokoban(parameters: parameters)
    world.state.player = player
    world.state.boxes = boxes.reduce(0) { $0 | 1 << UInt64($1) }
    return world
  }

  @Test func thereAreTwelveLevelsAndEachCanBeSolved() {
    #expect(SokobanLevel.all.count == 12)
    let expected = [13, 10, 18, 22, 27, 23, 62, 27, 48, 36, 47, 55]
    for level in 1...12 {
      #expect(shortestSolution(level) == expected[level - 1], "level \(level)")
    }
  }

  /// The moves of a shortest solution, by breadth-first search.
  private func shortestSolution(_ level: Int) -> Int? {
    var world = Self.world(level: level, player: 0, boxes: [])
    let start = SokobanLevel.all[level - 1]
    // Boxes are never on the border, so the last row's bits are free for the player.
    var frontier = [start.boxes | UInt64(start.player) << 57]
    var seen = Set(frontier)
    let boxes: UInt64 = (1 << 55) - 1
    var moves = 0
    while !frontier.isEmpty {
      if frontier.contains(where: { $0 & boxes == start.goals }) { return moves }
      var next: [UInt64] = []
      for key in frontier {
        world.state.player = Int(key >> 57)
        world.state.boxes = key & boxes
        for action in 0..<4 {
          guard let follower = world.moved(action) else { continue }
          let code = follower.boxes | UInt64(follower.player) << 57
          if seen.insert(code).inserted { next.append(code) }
        }
      }
      frontier = next
      moves += 1
    }
    return nil
  }

  @Test func levelsAreRooms() {
    for level in SokobanLevel.all {
      #expect(level.boxes & level.goals == 0, "no box starts on a goal")
      #expect((level.walls | level.boxes) >> UInt64(level.player) & 1 == 0)
    }
    #expect(Set(SokobanLevel.all).count == 12)
    #expect(SokobanLevel("########") == nil)
    let open = String(repeating: "########\n", count: 7) + "#@ $ . #"
    #expect(SokobanLevel(open) == nil, "the border is not wall")
  }

  // Level 2:
  //   0 ########
  //   1 ##    ##
  //   2 #@$ # ##
  //   3 # #   ##
  //   4 ##    ##
  //   5 #.    ##
  @Test func boxMovesAheadOfThePlayer() {
    var world = Self.world(level: 2, player: 17, boxes: [18])
    #expect(world.actionMask == [false, true, true, false])
    #expect(world.step(Self.right) == StepResult(reward: -0.1))
    #expect(world.state == Sokoban.State(level: 1, player: 18, boxes: 1 << 19))
  }

  @Test func boxAgainstAWallDoesNotMove() {
    var world = Self.world(level: 2, player: 18, boxes: [19])
    let before = world.state
    #expect(world.step(Self.right) == StepResult(reward: -0.1))
    #expect(world.state == before)
  }

  @Test func twoBoxesInARowDoNotMove() {
    // Level 3 has two boxes; its row 3 is free from column 1 to 2.
    var world = Self.world(level: 3, player: 33, boxes: [34, 35])
    let before = world.state
    #expect(world.step(Self.right) == StepResult(reward: -0.1))
    #expect(world.state == before && !world.actionMask[Self.right])
  }

  @Test func wallStopsThePlayer() {
    var world = Self.world(level: 2, player: 17, boxes: [18])
    #expect(world.step(Self.up) == StepResult(reward: -0.1))
    #expect(world.state.player == 17)
  }

  @Test func lastBoxEndsTheEpisode() {
    var world = Self.world(level: 2, player: 43, boxes: [42])
    let result = world.step(Self.left)
    #expect(abs(result.reward - 10.9) < 1e-5 && result.terminated)
  }

  @Test func boxOnAndOffAGoalIsRewardedBothWays() {
    // Level 3: goals at 36 (row 4, column 4) and 42 (row 5, column 2).
    var world = Self.world(level: 3, player: 34, boxes: [35, 26])
    #expect(SokobanLevel.all[2].goals == 1 << 36 | 1 << 42)
    #expect(abs(world.step(Self.right).reward - 0.9) < 1e-6)
    world.state = Self.world(level: 3, player: 28, boxes: [36, 26]).state
    #expect(abs(world.step(Self.down).reward + 1.1) < 1e-6)
  }

  @Test func everyLevelIsDrawn() throws {
    var world: Sokoban = try builtIn("sokoban")
    var random = RandomStream(seed: 1)
    var seen = Set<Int>()
    for _ in 0..<200 {
      world.reset(using: &random)
      seen.insert(world.state.level)
    }
    #expect(seen == Set(0..<12))
  }

  @Test(
    arguments: [
      Sokoban.State(level: 12, player: 17, boxes: 1 << 18),
      Sokoban.State(level: -1, player: 17, boxes: 1 << 18),
      Sokoban.State(level: 1, player: 64, boxes: 1 << 18),
      Sokoban.State(level: 1, player: -1, boxes: 1 << 18),
      Sokoban.State(level: 1, player: 0, boxes: 1 << 18),
      Sokoban.State(level: 1, player: 18, boxes: 1 << 18),
      Sokoban.State(level: 1, player: 17, boxes: 1), Sokoban.State(level: 1, player: 17, boxes: 0),
      Sokoban.State(level: 1, player: 17, boxes: 1 << 18 | 1 << 19),
    ])
  func impossibleRoomIsNotValid(state: Sokoban.State) throws {
    let world: Sokoban = try builtIn("sokoban")
    #expect(!world.isValid(state))
  }

  @Test func randomPlayKeepsTheBoxes() throws {
    let world: Sokoban = try builtIn("sokoban")
    playRandomly(world, steps: 3000, timeLimit: 120) { before, after, action, _ in
      #expect(before.state.boxes.nonzeroBitCount == after.state.boxes.nonzeroBitCount)
      #expect((before.state != after.state) == before.actionMask[action])
    }
  }
}
