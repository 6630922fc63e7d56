import Determinism
import Environments
import Testing

/// Every level can be solved: two planners of different kinds do it.
struct MiniGridSolvingTests {
  @Test(arguments: MiniGridLevelSamples.ids.filter { $0 != "minigrid-playground" })
  func plannerSolvesEveryLevelInTime(id: String) throws {
    for seed in 0..<4 as Range<UInt64> {
      var world = try MiniGridLevelSamples.begin(id, seed: seed)
      var random = RandomStream(seed: seed)
      var result = StepResult(reward: 0)
      play: while !result.terminated {
        let errand = try #require(
          MiniGridPlanner(state: world.state).errand(), "no errand is left, seed \(seed)")
        for action in errand {
          result = world.step(action, using: &random)
          if result.terminated { break play }
        }
        try #require(world.state.steps < world.parameters.maxSteps, "too late, seed \(seed)")
      }
      let share = Double(world.state.steps) / Double(world.parameters.maxSteps)
      #expect(result.reward == Float(1 - 0.9 * share), "seed \(seed)")
      #expect(result.reward > 0)
    }
  }

  @Test(arguments: [
    "minigrid-gotodoor-5x5", "minigrid-gotoobject-6x6-n2", "minigrid-fetch-5x5-n2",
    "minigrid-putnear-6x6-n2", "minigrid-memorys7", "minigrid-keycorridors3r1",
    "minigrid-redbluedoors-6x6", "minigrid-multiroom-n2-s4",
  ])
  func breadthFirstSearchOverCopiesSolvesSmallLevels(id: String) throws {
    for seed in 10..<12 as Range<UInt64> {
      let world = try MiniGridLevelSamples.begin(id, seed: seed)
      let actions = try #require(shortestSolution(of: world), "seed \(seed)")
      #expect(actions.count <= world.parameters.maxSteps)
      var errands: [Int] = []
      var played = world
      var random = RandomStream(seed: 0)
      while let errand = MiniGridPlanner(state: played.state).errand(), errands.count < 200 {
        errands += errand
        if errand.map({ played.step($0, using: &random).terminated }).contains(true) { break }
      }
      // The planner does one errand after the other, which is seldom shortest.
      #expect(actions.count <= errands.count, "seed \(seed)")
    }
  }

  @Test func targetThatIsShutInIsFoundNotToBeSolvable() throws {
    // Both neighbours of the corner in which the target lies hold other objects.
    var world = try MiniGridLevelSamples.begin("minigrid-fetch-5x5-n2", seed: 1)
    var state = MiniGridState(map: .room(width: 5, height: 5))
    state.map[1, 1] = MiniGridCell(.key, .red)
    state.map[1, 2] = MiniGridCell(.ball, .red)
    state.map[2, 1] = MiniGridCell(.ball, .blue)
    (state.x, state.y) = (3, 3)
    state.task = .fetch(.key, .red, wording: 0)
    world.state = state
    #expect(shortestSolution(of: world) == nil)
    #expect(MiniGridPlanner(state: state).errand() == nil)
  }

  /// The fewest actions that earn a reward, by trying all actions in copies of the environment.
  private func shortestSolution(of start: MiniGrid) -> [Int]? {
    var seen: Set<MiniGridState> = [start.state]
    var layer: [(world: MiniGrid, actions: [Int])] = [(start, [])]
    var random = RandomStream(seed: 0)
    while !layer.isEmpty {
      var next: [(world: MiniGrid, actions: [Int])] = []
      for (world, actions) in layer {
        for action in 0..<7 {
          var copy = world
          let result = copy.step(action, using: &random)
          if result.reward > 0 { return actions + [action] }
          var seenState = copy.state
          seenState.steps = 0
          if !result.terminated, seen.insert(seenState).inserted {
            next.append((copy, actions + [action]))
          }
        }
      }
      layer = next
    }
    return nil
  }
}
