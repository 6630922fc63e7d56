import Determinism
import Environments
import Foundation
import Testing

/// The tasks that isolate memory, credit, horizon and noise.
@Suite struct CreditAndMemoryTests {
  static func corridor(_ cue: Int, _ position: Int) throws -> MemoryCorridor {
    var world: MemoryCorridor = try builtIn("memory-corridor")
    world.state = MemoryCorridor.State(cue: cue, position: position)
    return world
  }

  @Test(
    arguments: [
      (1, 10, 1, 1, true), (2, 10, 2, 1, true), (1, 10, 2, -1, true), (2, 10, 1, -1, true),
      (1, 10, 0, -0.01, false), (1, 4, 1, -0.01, false), (2, 9, 0, -0.01, false),
    ])
  func onlyTheTurnAtTheJunctionCounts(
    cue: Int, position: Int, action: Int, reward: Float, ends: Bool
  ) throws {
    var world = try Self.corridor(cue, position)
    #expect(world.step(action) == StepResult(reward: reward, terminated: ends))
    #expect(world.state.position == (action == 0 ? min(position + 1, 10) : position))
  }

  @Test func signIsSeenAtTheEntranceAlone() throws {
    #expect(try Self.corridor(1, 0).observation == [1, 0, 1, 0])
    #expect(try Self.corridor(2, 0).observation == [0, 1, 1, 0])
    for position in 1...9 {
      #expect(try Self.corridor(1, position).observation == [0, 0, 1, 0])
    }
    #expect(try Self.corridor(1, 10).observation == Self.corridor(2, 10).observation)
    var parameters = MemoryCorridor.defaultParameters
    parameters.cue = .always
    var shown = MemoryCorridor(parameters: parameters)
    shown.state = MemoryCorridor.State(cue: 2, position: 10)
    #expect(shown.observation == [0, 1, 0, 1])
  }

  @Test(
    arguments: [
      MemoryCorridor.State(cue: 0), MemoryCorridor.State(cue: 3),
      MemoryCorridor.State(cue: 1, position: 11), MemoryCorridor.State(cue: 1, position: -1),
      MemoryCorridor.State(cue: 1, position: 3, answer: 1),
      MemoryCorridor.State(cue: 1, position: 10, answer: 3),
    ])
  func impossibleCorridorIsNotValid(state: MemoryCorridor.State) throws {
    #expect(try !Self.corridor(1, 0).isValid(state))
  }

  @Test(arguments: [0, 1])
  func firstActionDecidesAboutTheUmbrella(action: Int) throws {
    var world: Umbrella = try builtIn("umbrella")
    var random = RandomStream(seed: 3)
    var sums: Float = 0
    for _ in 0..<200 {
      world.reset(using: &random)
      let needed = world.state.needsUmbrella
      #expect(world.observation[..<3] == [needed ? 1 : 0, 0, 1])
      _ = world.step(action, using: &random)
      for step in 1..<19 {
        // The opposite of the first action, which no longer counts.
        let result = world.step(1 - action, using: &random)
        #expect(abs(result.reward) == 1 && !result.terminated)
        #expect(world.observation[1] == Float(action))
        #expect(world.observation[2] == 1 - Float(step + 1) / 20)
        sums += result.reward
      }
      let last = world.step(1 - action, using: &random)
      #expect(last == StepResult(reward: (action == 1) == needed ? 1 : -1, terminated: true))
    }
    // 3600 signs: standard deviation 60.
    #expect(abs(sums) < 300)
  }

  @Test func distractorsAreFairBits() throws {
    var world: Umbrella = try builtIn("umbrella")
    var random = RandomStream(seed: 3)
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<2000 {
      world.reset(using: &random)
      for index in 0..<20 { counts[index] += Int(world.observation[3 + index]) }
    }
    // Standard deviation 22.
    #expect(counts.allSatisfy { abs($0 - 1000) < 110 }, "\(counts)")
  }

  @Test(
    arguments: [
      ("\"time\":0", "\"time\":21"), ("\"time\":0", "\"time\":-1"),
      ("\"distractors\":[0,", "\"distractors\":["), ("\"distractors\":[0,", "\"distractors\":[2,"),
    ])
  func damagedUmbrellaIsNotValid(part: String, damaged: String) throws {
    let world = Umbrella(parameters: Umbrella.defaultParameters)
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test(arguments: [(0, 1), (1, 3), (2, 10), (3, 30), (4, 100)])
  func chainPaysOnceAtItsStep(chain: Int, delay: Int) throws {
    var world: Discounting = try builtIn("discounting")
    for step in 1...100 {
      let result = world.step(step == 1 ? chain : 2)
      let pay: Float = chain == 4 ? 1.1 : 1
      #expect(
        result == StepResult(reward: step == delay ? pay : 0, terminated: step == 100),
        "step \(step)")
    }
    #expect(world.observation == (0..<5).map { $0 == chain ? 1 : 0 } + [1])
  }

  @Test func discountDecidesWhetherWaitingIsWorthIt() throws {
    let world: Discounting = try builtIn("discounting")
    #expect(world.valueIteration(discount: 0.999).policy[0] == 0)
    #expect(world.valueIteration(discount: 0.9991).policy[0] == 4)
  }

  @Test(
    arguments: [
      Discounting.State(chain: nil, time: 1), Discounting.State(chain: 1, time: 0),
      Discounting.State(chain: 5, time: 3), Discounting.State(chain: -1, time: 3),
      Discounting.State(chain: 2, time: 101),
    ])
  func impossibleChainIsNotValid(state: Discounting.State) throws {
    let world: Discounting = try builtIn("discounting")
    #expect(!world.isValid(state))
  }

  @Test func namingTheLargestNumberIsRightAsOftenAsTheNoiseAllows() throws {
    let world: NoisyObservation = try builtIn("noisy-observation")
    var random = RandomStream(seed: 9)
    var right: Float = 0
    var copy = world
    for _ in 0..<500 {
      copy.reset(using: &random)
      for _ in 0..<10 {
        let seen = copy.observation
        let largest = seen.indices.max { seen[$0] < seen[$1] } ?? 0
        right += copy.step(largest, using: &random).reward
      }
    }
    // 5000 trials at 0.8228: standard deviation 27.
    #expect(abs(right - 4114) < 135, "\(right)")
  }

  @Test(
    arguments: [
      ("\"lamp\":0", "\"lamp\":4"), ("\"trial\":0", "\"trial\":11"), ("[1,0,", "[0,"),
      ("[1,0,", "[1e30,0,"), ("\"lamp\":0", "\"lamp\":-1"),
    ])
  func damagedLampsAreNotValid(part: String, damaged: String) throws {
    let world = NoisyObservation(parameters: NoisyObservation.defaultParameters)
    #expect(world.isValid(world.state))
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }
}
