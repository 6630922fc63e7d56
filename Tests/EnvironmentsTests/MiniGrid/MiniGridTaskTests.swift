import Determinism
import Environments
import Testing

@Suite struct MiniGridTaskTests {
  typealias Move = MiniGridMove

  /// What a success in the first step is worth.
  static let success = StepResult(reward: Float(1 - 0.9 * (1.0 / 100)), terminated: true)
  static let failure = StepResult(reward: 0, terminated: true)
  static let nothing = StepResult(reward: 0)

  @Test func openingTheDoorPaysAndTouchingItOtherwiseDoesNot() throws {
    let task = MiniGridTask.openDoor(x: 2, y: 1)
    var world = try scene(
      "####", "#>L#", "#..#", "####", task: task, carrying: MiniGridCell(.key, .yellow))
    #expect(world.step(Move.toggle) == Self.success)
    var locked = try scene("####", "#>L#", "#..#", "####", task: task)
    #expect(locked.step(Move.toggle) == Self.nothing)
  }

  @Test func onlyTheAskedObjectPaysWhenPickedUp() throws {
    let task = MiniGridTask.pickUp(.ball, .blue)
    var world = try scene("####", "#>b#", "#..#", "####", task: task)
    #expect(world.step(Move.pickup) == Self.success)
    var other = try scene("####", "#>k#", "#..#", "####", task: task)
    #expect(other.step(Move.pickup) == Self.nothing)
    #expect(other.state.carrying != nil)
  }

  @Test func fetchingAnythingElseFails() throws {
    let task = MiniGridTask.fetch(.key, .yellow, wording: 4)
    var world = try scene("####", "#>k#", "#..#", "####", task: task)
    #expect(world.mission == "you must fetch a yellow key")
    #expect(world.step(Move.pickup) == Self.success)
    for other in ["K", "b"] {
      var wrong = try scene("####", "#>\(other)#", "#..#", "####", task: task)
      #expect(wrong.step(Move.pickup) == Self.failure)
    }
  }

  @Test func doneCountsBesideThePlaceOnly() throws {
    let task = MiniGridTask.goTo(.key, .yellow, x: 2, y: 1)
    var beside = try scene("####", "#<k#", "#..#", "####", task: task)
    #expect(beside.step(Move.done) == Self.success, "it need not be in front")
    var diagonal = try scene("####", "#.k#", "#>.#", "####", task: task)
    #expect(diagonal.step(Move.done) == Self.failure)
    var toggling = try scene("####", "#>k#", "#..#", "####", task: task)
    #expect(toggling.step(Move.toggle) == Self.failure)
    var taking = try scene("####", "#>k#", "#..#", "####", task: task)
    #expect(taking.step(Move.pickup) == Self.nothing)
    #expect(taking.step(Move.done).reward > 0, "the place counts, not the object")
  }

  @Test func puttingNearMeansOneCellAwayAlsoDiagonally() throws {
    let task = MiniGridTask.putNear(.key, .red, target: .ball, targetColor: .blue, x: 3, y: 3)
    let key = MiniGridCell(.key, .red)
    func dropped(_ rows: [String]) throws -> StepResult {
      var world = try scene(rows[0], rows[1], rows[2], rows[3], rows[4], task: task, carrying: key)
      return world.step(Move.drop)
    }
    #expect(try dropped(["#####", "#...#", "#>..#", "#..b#", "#####"]) == Self.success)
    #expect(try dropped(["#####", "#>..#", "#...#", "#..b#", "#####"]) == Self.failure, "too far")
    #expect(try dropped(["#####", "#...#", "#...#", "#.>b#", "#####"]) == Self.failure, "no room")
    var wrong = try scene("#####", "#>k.#", "#...#", "#..b#", "#####", task: task)
    #expect(wrong.step(Move.pickup) == Self.failure)
    var right = try scene("#####", "#>K.#", "#...#", "#..b#", "#####", task: task)
    #expect(right.step(Move.pickup) == Self.nothing)
    var empty = try scene("#####", "#>..#", "#...#", "#..b#", "#####", task: task)
    #expect(empty.step(Move.drop) == Self.nothing, "nothing is carried")
  }

  @Test func blueDoorPaysOnlyAfterTheRedOne() throws {
    let task = MiniGridTask.redBlueDoors(redX: 2, redY: 1, blueX: 1, blueY: 2)
    var world = try scene("####", "#>R#", "#B.#", "####", task: task)
    #expect(world.step(Move.toggle) == Self.nothing)
    _ = world.step(Move.right)
    #expect(world.step(Move.toggle).reward == Float(1 - 0.9 * (3.0 / 100)))
    var early = try scene("####", "#vR#", "#B.#", "####", task: task)
    #expect(early.step(Move.toggle) == Self.failure)
  }

  @Test func rememberedPlacePaysAndTheOtherFails() throws {
    let task = MiniGridTask.memory(successX: 2, successY: 1, failureX: 1, failureY: 2)
    var right = try scene("####", "#>.#", "#..#", "####", task: task)
    #expect(right.step(Move.forward) == Self.success)
    var wrong = try scene("####", "#v.#", "#..#", "####", task: task)
    #expect(wrong.step(Move.forward) == Self.failure)
    var door = try scene("####", "#>D#", "#..#", "####", task: task)
    _ = door.step(Move.pickup)
    #expect(door.state.map[2, 1].isOpenDoor, "picking up acts like toggling")
  }

  @Test func withoutATaskNothingEndsButGoalAndLava() throws {
    var world = try scene("####", "#>k#", "#..#", "####", task: .none)
    for action in 0..<7 { #expect(world.step(action) == Self.nothing) }
    #expect(world.mission.isEmpty)
  }

  @Test(arguments: [
    ("minigrid-empty-8x8", "get to the green goal square"),
    ("minigrid-fourrooms", "reach the goal"),
    ("minigrid-doorkey-5x5", "use the key to open the door and then get to the goal"),
    ("minigrid-lavagaps5", "avoid the lava and get to the green goal square"),
    ("minigrid-lavacrossings9n1", "avoid the lava and get to the green goal square"),
    ("minigrid-simplecrossings9n1", "find the opening and get to the green goal square"),
    ("minigrid-dynamic-obstacles-5x5", "get to the green goal square"),
  ])
  func missionsAreThoseOfMiniGrid(id: String, mission: String) throws {
    #expect(try builtIn(id, as: MiniGrid.self).mission == mission)
  }
}
