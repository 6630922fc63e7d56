import Determinism
import Environments
import Testing

struct EpisodeTests {
  @Test(arguments: ["one-hot", "layers", "coordinates"])
  func followsTheCopyOfAVectorThatHasItsStream(observation: String) throws {
    let text = try EnvironmentDefinition.load("four-rooms").text
      .replacing("observation: one-hot", with: "observation: \(observation)")
      .replacing("timeLimit: 500", with: "timeLimit: 60")
    let definition = try EnvironmentDefinition.parse(text, file: "rooms.yaml")
    let world = try gridWorld(text: text)
    let root = RandomStream(seed: 5)
    let vector = try definition.makeVector(count: 2, random: root)
    var episode = Episode(
      in: world, timeLimit: definition.timeLimit, random: root.stream("environment/1"))
    var actions = RandomStream(seed: 6)
    for step in 0..<2000 {
      let action = actions.integer(below: 4)
      vector.step([0, Int32(action)])
      let result = episode.step(action)
      #expect(result.reward == vector.rewards[1])
      #expect(result.terminated == vector.terminated[1])
      #expect(result.truncated == vector.truncated[1])
      #expect(episode.world.observation == Array(vector.successor(1)), "step \(step)")
      if episode.hasEnded { episode.begin() }
      #expect(episode.world.observation == Array(vector.observation(1)))
    }
    #expect(episode.number > 30)
  }

  @Test func endingByTheTaskWinsOnTheLastStepOfTheClock() {
    var episode = Episode(in: Corridor(), timeLimit: 4, random: RandomStream(seed: 1))
    for _ in 0..<3 { #expect(episode.step(1) == StepResult(reward: Float(episode.steps))) }
    #expect(episode.step(1) == StepResult(reward: 4, terminated: true))
    episode.begin()
    for _ in 0..<3 { _ = episode.step(0) }
    #expect(episode.step(0) == StepResult(reward: 0, truncated: true))
  }

  @Test func steppingAnEndedEpisodeStopsWithAMessage() async {
    await #expect(processExitsWith: .failure) {
      var episode = Episode(in: Corridor(), timeLimit: 1, random: RandomStream(seed: 1))
      _ = episode.step(0)
      _ = episode.step(0)
    }
  }
}
