import Determinism
import Environments
import Testing

@Suite struct MiniGridVectorTests {
  /// One level of each kind of task.
  static let ids = [
    "minigrid-doorkey-5x5", "minigrid-fourrooms", "minigrid-dynamic-obstacles-6x6",
    "minigrid-obstructedmaze-1dlh", "minigrid-putnear-6x6-n2", "minigrid-redbluedoors-6x6",
    "minigrid-memorys7",
  ]

  /// Rows that are left as they stand must hold what a single episode shows.
  @Test(arguments: ids) func copiesOfAVectorAreSingleEpisodes(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let world = try builtIn(id, as: MiniGrid.self)
    let root = RandomStream(seed: 21)
    let vector = try definition.makeVector(count: 3, random: root)
    var episodes = (0..<3).map {
      Episode(in: world, timeLimit: definition.timeLimit, random: root.stream("environment/\($0)"))
    }
    var random = RandomStream(seed: 22)
    let size = world.observationSpace.count
    for step in 0..<400 {
      let actions = (0..<3).map { _ in vector.actionSpace.sample(using: &random) }
      vector.step(actions.map { Int32($0) })
      for (index, action) in actions.enumerated() {
        let result = episodes[index].step(action)
        try #require(vector.rewards[index] == result.reward, "step \(step)")
        try #require(vector.terminated[index] == result.terminated, "step \(step)")
        try #require(vector.truncated[index] == result.truncated, "step \(step)")
        if episodes[index].hasEnded {
          let last = vector.finalObservations[(index * size)..<((index + 1) * size)]
          try #require(last.elementsEqual(episodes[index].world.observation), "step \(step)")
          episodes[index].begin()
        }
        try #require(
          vector.observation(index).elementsEqual(episodes[index].world.observation),
          "step \(step)")
      }
    }
  }
}
