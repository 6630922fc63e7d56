import Determinism
import Documents
import Environments
import Testing

struct WrapperTests {
  private func corridor(_ place: Int = 0) -> Corridor {
    var corridor = Corridor()
    corridor.state.place = place
    return corridor
  }

  @Test func repeatedActionAddsRewardsAndStopsAtTheEnd() {
    var world = RepeatActions(corridor(), times: 3)
    var random = RandomStream(seed: 1)
    #expect(world.step(1, using: &random) == StepResult(reward: 1 + 2 + 3))
    #expect(world.step(1, using: &random) == StepResult(reward: 4, terminated: true))
    #expect(world.rewardRange == 0...12)
  }

  @Test func stickyActionRepeatsThePreviousOneAsOftenAsItShould() {
    var world = StickyActions(corridor(), probability: 0.25)
    var random = RandomStream(seed: 1)
    var repeated = 0
    for trial in 0..<4000 {
      world.reset(using: &random)
      _ = world.step(0, using: &random)
      #expect(world.state.world.place == 0, "the first action is the chosen one, trial \(trial)")
      _ = world.step(1, using: &random)
      repeated += world.state.world.place == 0 ? 1 : 0
    }
    #expect((900...1100).contains(repeated))
  }

  @Test func rewardsAreScaledAndClipped() {
    var random = RandomStream(seed: 1)
    var scaled = RewardScale(corridor(2), factor: -0.5)
    #expect(scaled.step(1, using: &random).reward == -1.5)
    #expect(scaled.rewardRange == -2...0)
    var clipped = RewardClip(corridor(2), range: -1...1)
    #expect(clipped.step(1, using: &random).reward == 1)
    #expect(clipped.rewardRange == 0...1)
  }

  @Test func frameStackShowsTheLastObservationsTheOldestFirst() {
    var random = RandomStream(seed: 1)
    var world = FrameStack(corridor(), frames: 3)
    world.reset(using: &random)
    let drawn = world.observation[1]
    #expect(world.observation == [0, drawn, 0, drawn, 0, drawn])
    _ = world.step(1, using: &random)
    _ = world.step(1, using: &random)
    #expect(world.observation == [0, drawn, 1, drawn, 2, drawn])
    #expect(world.observationSpace.shape == [6])
    let state = world.state
    _ = world.step(1, using: &random)
    world.state = state
    #expect(world.observation == [0, drawn, 1, drawn, 2, drawn], "the frames are in the state")
  }

  @Test func planesOfAStackComeOneAfterAnother() throws {
    let definition = try stacked("catch", "[frameStack: 4]")
    #expect(definition.makeEnvironment().observationSpace.shape == [4, 10, 5])
    let hot = try stacked("catch", "[oneHot]").makeEnvironment()
    #expect(hot.observationSpace.shape == [2, 10, 5])
    let plain = try EnvironmentDefinition.load("catch").makeEnvironment().observation
    #expect(Array(hot.observation[50...]) == plain)
    #expect(Array(hot.observation[..<50]) == plain.map { 1 - $0 })
    #expect(try stacked("catch", "[flatten]").makeEnvironment().observationSpace.shape == [50])
  }

  @Test func episodeStatisticsAreToldWithTheState() {
    var random = RandomStream(seed: 1)
    var world = RecordEpisodeStatistics(corridor())
    world.reset(using: &random)
    _ = world.step(1, using: &random)
    _ = world.step(1, using: &random)
    #expect(world.memory.episodeReturn == 3)
    #expect(world.describeState().hasSuffix("; return 3, length 2"))
  }

  @Test func randomStartStepsLeadToDifferentBeginnings() {
    var random = RandomStream(seed: 1)
    var world = RandomStartSteps(corridor(), most: 3)
    var places: [Int: Int] = [:]
    for _ in 0..<400 {
      world.reset(using: &random)
      places[world.state.world.place, default: 0] += 1
    }
    #expect(places.keys.sorted() == [0, 1, 2, 3])
  }

  @Test(arguments: [
    "[stickyActions: 0.2, repeatActions: 2, frameStack: 3]",
    "[rewardScale: 0.1, episodeStatistics]",
    "[randomStartSteps: 5, rewardClip: [-0.5, 0.5], flatten]", "[oneHot, frameStack: 2]",
    "[flatten, normalizeObservations, normalizeRewards]",
  ])
  func composedWrappersKeepEveryPromise(wrappers: String) throws {
    let failures = try EnvironmentChecker(stacked("snake", wrappers), steps: 150).failures()
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test(arguments: [
    ("[frameStak: 4]", "unknown wrapper 'frameStak'"), ("[frameStack: 0]", "from 1 to 64"),
    ("[oneHot: 3]", "'oneHot' has no value"), ("[frameStack]", "'frameStack' needs a value"),
    ("[rewardClip: [1, -1]]", "expected a smaller and a larger number"),
    ("[actionMask: redirect]", "needs an environment in which some actions are not possible"),
    ("[normalizeObservations, flatten]", "nothing can follow a normalization"),
    ("[normalizeRewards, normalizeRewards]", "is listed twice"),
    ("[actionMask: hide]", "unknown use of the mask 'hide'"), ("[{flatten: 1, oneHot: 2}]", "one"),
  ])
  func faultyWrapperIsRefused(wrappers: String, message: String) throws {
    let error = #expect(throws: InputError.self) { try stacked("snake", wrappers) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    #expect(error?.line != nil)
  }

  @Test func onlyWrappersThatKeepTheDynamicsLeaveATaskSolvable() throws {
    let plain = try EnvironmentDefinition.load("catch").solve()?.optimalReturn
    #expect(try stacked("catch", "[frameStack: 2, flatten]").solve()?.optimalReturn == plain)
    #expect(try stacked("catch", "[stickyActions: 0.1]").solve() == nil)
  }
}

/// A built-in definition with wrappers.
func stacked(_ id: String, _ wrappers: String) throws -> EnvironmentDefinition {
  let text = try EnvironmentDefinition.load(id).text
  return try EnvironmentDefinition.parse(
    text.replacing("\nsuccess:", with: "\nwrappers: \(wrappers)\nsuccess:"), file: "\(id).yaml")
}
