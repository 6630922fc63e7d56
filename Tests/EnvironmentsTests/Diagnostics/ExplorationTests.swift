import Determinism
import Environments
import Testing

/// The two tasks that isolate exploration.
@Suite struct ExplorationTests {
  static func chain(cell: Int) throws -> Chain {
    var world: Chain = try builtIn("chain")
    world.state = Chain.State(cell: cell)
    return world
  }

  @Test(
    arguments: [(1, 0, 0, 0.001), (0, 0, 0, 0.001), (5, 1, 6, 0), (13, 1, 14, 1), (14, 1, 14, 1)])
  func chainPaysAtItsEndsAlone(cell: Int, action: Int, next: Int, reward: Float) throws {
    var world = try Self.chain(cell: cell)
    #expect(world.step(action) == StepResult(reward: reward))
    #expect(world.state.cell == next)
  }

  @Test func chainIsSeenAsAThermometer() throws {
    let expected: [Float] = [1, 1, 1, 1] + [Float](repeating: 0, count: 11)
    #expect(try Self.chain(cell: 3).observation == expected)
  }

  @Test func chainTurnsAMyopicAgentBack() throws {
    let (values, policy) = try Self.chain(cell: 1).valueIteration(discount: 0.5)
    #expect(policy[1] == 0 && policy[13] == 1, "\(values)")
    #expect(try Self.chain(cell: 1).valueIteration(discount: 0.95).policy[1] == 1)
  }

  @Test func cellBeyondTheChainIsNotValid() throws {
    let world = try Self.chain(cell: 1)
    #expect(!world.isValid(Chain.State(cell: 15)) && !world.isValid(Chain.State(cell: -1)))
  }

  @Test func seaReturnsTheTreasureLessTheCostForTenMovesRight() throws {
    var world: DeepSea = try builtIn("deep-sea-plain")
    var total: Float = 0
    for step in 0..<10 {
      #expect(world.state == DeepSea.State(row: step, column: step))
      let result = world.step(1)
      #expect(result.terminated == (step == 9))
      total += result.reward
    }
    #expect(abs(total - 0.99) < 1e-6)
    #expect(world.state.hasTreasure)
    #expect(world.observation.allSatisfy { $0 == 0 })
  }

  @Test func oneMoveToTheLeftLosesTheTreasure() throws {
    for wrong in 0..<10 {
      var world: DeepSea = try builtIn("deep-sea-plain")
      var total: Float = 0
      for step in 0..<10 { total += world.step(step == wrong ? 0 : 1).reward }
      #expect(abs(total + 0.009) < 1e-6, "left at step \(wrong)")
      #expect(!world.state.hasTreasure)
    }
  }

  @Test func mappingSeedFixesWhichActionGoesRight() throws {
    let world: DeepSea = try builtIn("deep-sea")
    var other = world.parameters
    other.mappingSeed = 43
    #expect(DeepSea(parameters: world.parameters).rightActions == world.rightActions)
    #expect(DeepSea(parameters: other).rightActions != world.rightActions)
    let ones = world.rightActions.count { $0 == 1 }
    #expect((30...70).contains(ones), "100 cells, \(ones) where the second action goes right")
    var diver = world
    let right = Int(world.rightActions[0])
    _ = diver.step(right)
    #expect(diver.state.column == 1)
    diver.state = DeepSea.State(row: 0, column: 0)
    _ = diver.step(1 - right)
    #expect(diver.state.column == 0)
  }

  @Test func seaIsSeenAsOneCell() throws {
    var world: DeepSea = try builtIn("deep-sea")
    world.state = DeepSea.State(row: 3, column: 2)
    #expect(world.observation.indices.filter { world.observation[$0] == 1 } == [32])
    #expect(!world.isValid(DeepSea.State(row: 11, column: 0)))
    #expect(!world.isValid(DeepSea.State(row: 0, column: 10)))
    #expect(!world.isValid(DeepSea.State(row: -1, column: 0)))
  }
}
