import Determinism
import Environments
import Testing

@Suite struct MiniGridRulesTests {
  typealias Move = MiniGridMove

  @Test func turningGoesRoundInBothDirections() throws {
    var world = try scene("#####", "#...#", "#.>.#", "#...#", "#####")
    var directions: [Int] = []
    for action in [Move.right, Move.right, Move.right, Move.right, Move.left, Move.left] {
      _ = world.step(action)
      directions.append(world.state.direction)
    }
    #expect(directions == [1, 2, 3, 0, 3, 2])
  }

  @Test(arguments: [0, 1, 2, 3]) func walkingFollowsTheDirectionUntilAWall(direction: Int) throws {
    var world = try scene("#####", "#...#", "#.>.#", "#...#", "#####")
    world.state.direction = direction
    for _ in 0..<3 { _ = world.step(Move.forward) }
    let expected = [(3, 2), (2, 3), (1, 2), (2, 1)][direction]
    #expect((world.state.x, world.state.y) == expected)
    #expect(world.state.steps == 3)
  }

  @Test(arguments: ["k", "b", "x", "L", "D", "#"]) func nothingSolidIsWalkedOver(cell: String)
    throws
  {
    var world = try scene("####", "#>\(cell)#", "#..#", "####")
    #expect(world.step(Move.forward) == StepResult(reward: 0))
    #expect(world.state.x == 1)
  }

  @Test(arguments: ["f", "O"]) func floorsAndOpenDoorsAreWalkedOver(cell: String) throws {
    var world = try scene("####", "#>\(cell)#", "#..#", "####")
    let map = world.state.map
    #expect(world.step(Move.forward) == StepResult(reward: 0))
    #expect(world.state.x == 2)
    #expect(world.state.map == map)
  }

  @Test func goalPaysLessTheLaterItIsReachedAndLavaPaysNothing() throws {
    var world = try scene("#####", "#>.g#", "#...#", "#...#", "#####")
    #expect(world.step(Move.forward) == StepResult(reward: 0))
    let expected = Float(1 - 0.9 * (2.0 / 100))
    #expect(world.step(Move.forward) == StepResult(reward: expected, terminated: true))
    var lava = try scene("####", "#>~#", "#..#", "####")
    #expect(lava.step(Move.forward) == StepResult(reward: 0, terminated: true))
    #expect(lava.state.x == 2)
  }

  @Test(arguments: ["k", "b", "x", "X"]) func pickedUpObjectsCanBeDroppedAgain(cell: String) throws
  {
    var world = try scene("####", "#>\(cell)#", "#..#", "####")
    let object = world.state.map[2, 1]
    _ = world.step(Move.pickup)
    #expect(world.state.carrying == object)
    #expect(world.state.map[2, 1] == .empty)
    _ = world.step(Move.right)
    _ = world.step(Move.drop)
    #expect(world.state.carrying == nil)
    #expect(world.state.map[1, 2] == object)
  }

  @Test func onlyOneObjectIsCarriedAndOnlyAnEmptyCellTakesIt() throws {
    var world = try scene("####", "#>b#", "#..#", "####", carrying: MiniGridCell(.key, .red))
    let before = world.state
    for action in [Move.pickup, Move.drop, Move.toggle, Move.done] { _ = world.step(action) }
    #expect(world.state.map == before.map)
    #expect(world.state.carrying == before.carrying)
    var floor = try scene("####", "#>f#", "#..#", "####", carrying: MiniGridCell(.key, .red))
    _ = floor.step(Move.drop)
    #expect(floor.state.carrying != nil, "a floor is not an empty cell")
  }

  @Test func closedDoorsOpenAndCloseAndLockedOnesNeedTheirKey() throws {
    var world = try scene("####", "#>D#", "#..#", "####")
    var states: [UInt8] = []
    for _ in 0..<3 {
      _ = world.step(Move.toggle)
      states.append(world.state.map[2, 1].stateNumber)
    }
    #expect(states == [0, 1, 0])
    for (carrying, opens) in [
      (nil, false), (MiniGridCell(.key, .red), false), (MiniGridCell(.ball, .yellow), false),
      (MiniGridCell(.key, .yellow), true),
    ] {
      var locked = try scene("####", "#>L#", "#..#", "####", carrying: carrying)
      _ = locked.step(Move.toggle)
      #expect(locked.state.map[2, 1].isOpenDoor == opens)
      #expect(locked.state.carrying == carrying, "the key is kept")
    }
  }

  @Test func openedBoxesLeaveWhatTheyContain() throws {
    var empty = try scene("####", "#>x#", "#..#", "####")
    _ = empty.step(Move.toggle)
    #expect(empty.state.map[2, 1] == .empty)
    var full = try scene("####", "#>X#", "#..#", "####")
    _ = full.step(Move.toggle)
    #expect(full.state.map[2, 1] == MiniGridCell(.key, .yellow))
  }

  // MARK: Moving obstacles

  @Test func walkingIntoWhatWasInFrontEndsTheEpisodeEvenWhereItMovesAway() throws {
    var world = try scene(
      "#####", "#>b.#", "#...#", "#..g#", "#####", task: .avoidObstacles)
    // The ball tries (2, 1), where it is, then (3, 1).
    var draws = RecordedDraws([
      .integer(range: 1..<4, value: 2), .integer(range: 0..<3, value: 1),
      .integer(range: 1..<4, value: 3), .integer(range: 0..<3, value: 1),
    ])
    #expect(world.advance(Move.forward, from: &draws) == StepResult(reward: -1, terminated: true))
    #expect(draws.mismatch == nil && draws.isExhausted)
    #expect(world.state.obstacles == [MiniGridPlace(3, 1)])
    #expect(world.state.map[3, 1] == MiniGridCell(.ball, .blue))
    #expect(world.state.x == 2)
  }

  @Test func wallsEndAnEpisodeAmongObstaclesAndTheGoalPays() throws {
    var wall = try scene("####", "#^.#", "#..#", "####", task: .avoidObstacles)
    #expect(wall.step(Move.forward) == StepResult(reward: -1, terminated: true))
    var goal = try scene("####", "#>g#", "#..#", "####", task: .avoidObstacles)
    #expect(goal.step(Move.forward).reward == Float(1 - 0.9 * (1.0 / 100)))
  }

  @Test func ballWithoutAnEmptyCellStaysAfter101Tries() throws {
    var world = try scene("####", "#>b#", "####", "####", task: .avoidObstacles)
    var random = RandomStream(seed: 3)
    let start = random.position
    _ = world.step(Move.left, using: &random)
    #expect(random.position - start >= 202)
    #expect(world.state.obstacles == [MiniGridPlace(2, 1)])
  }
}
