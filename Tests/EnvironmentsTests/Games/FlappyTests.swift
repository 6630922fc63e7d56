import Determinism
import Environments
import Testing

@Suite struct FlappyTests {
  static let (fall, flap) = (0, 1)

  static func world(
    bird: Int, velocity: Int = 0, distance: Int = 60, gap: Int = 20
  ) -> Flappy {
    var world = Flappy(parameters: Flappy.defaultParameters)
    world.state.bird = bird
    world.state.velocity = velocity
    world.state.distance = distance
    world.state.gap = gap
    return world
  }

  @Test(arguments: [(0, 0, 31, 1), (5, 0, 36, 6), (6, 0, 36, 6), (3, 1, 26, -4), (-4, 0, 27, -3)])
  func flapRisesElseGravityPulls(velocity: Int, action: Int, bird: Int, after: Int) {
    var world = Self.world(bird: 30, velocity: velocity)
    #expect(world.step(action) == StepResult(reward: 0))
    #expect(world.state.bird == bird && world.state.velocity == after)
    #expect(world.state.distance == 58)
  }

  @Test(arguments: [(63, 5, 0), (2, 0, 1)])
  func groundAndTopOfTheSkyEnd(bird: Int, velocity: Int, action: Int) {
    var world = Self.world(bird: bird, velocity: velocity)
    #expect(world.step(action) == StepResult(reward: -1, terminated: true))
    #expect(world.state.isDead && world.isValid(world.state))
    #expect(world.observation.allSatisfy { (-1...1).contains($0) })
  }

  /// The gap is 20 to 37; the bird falls by one unit in the step.
  @Test(arguments: [(18, true), (19, false), (36, false), (37, true)])
  func pipeLeavesOnlyItsGap(bird: Int, dies: Bool) {
    var inside = Self.world(bird: bird, distance: 9)
    #expect(inside.step(Self.fall).terminated == dies)
    var before = Self.world(bird: bird, distance: 10)
    #expect(!before.step(Self.fall).terminated, "the pipe has not come yet")
  }

  @Test func pipePassedIsRewardedAndTheNextOneComes() {
    var world = Self.world(bird: 30, distance: 2)
    world.state.nextGap = 11
    #expect(world.step(Self.fall) == StepResult(reward: 1))
    #expect(world.state.passed == 1 && world.state.gap == 11 && world.state.distance == 32)
  }

  @Test func simpleRulePassesManyPipes() {
    var world = Flappy(parameters: Flappy.defaultParameters)
    var random = RandomStream(seed: 1)
    world.reset(using: &random)
    var steps = 0
    while steps < 1000 {
      steps += 1
      let aim = world.state.gap + 14
      let result = world.step(world.state.bird > aim ? Self.flap : Self.fall, using: &random)
      if result.terminated { break }
    }
    #expect(steps == 1000 && world.state.passed > 55, "\(steps) steps, \(world.describeState())")
  }

  @Test(
    arguments: [
      ("\"bird\":32", "\"bird\":64"), ("\"bird\":32", "\"bird\":-1"),
      ("\"velocity\":0", "\"velocity\":7"), ("\"distance\":64", "\"distance\":65"),
      ("\"gap\":23", "\"gap\":60"), ("\"nextGap\":23", "\"nextGap\":5"),
      ("\"passed\":0", "\"passed\":-1"),
    ])
  func damagedSkyIsNotValid(part: String, damaged: String) throws {
    let world = Flappy(parameters: Flappy.defaultParameters)
    #expect(world.isValid(world.state))
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test func gapsAreDrawnFromTheWholeRange() throws {
    let world: Flappy = try builtIn("flappy")
    var gaps = Set<Int>()
    playRandomly(world, steps: 5000) { _, after, _, _ in gaps.insert(after.state.gap) }
    #expect(gaps == Set(6...40))
  }
}
