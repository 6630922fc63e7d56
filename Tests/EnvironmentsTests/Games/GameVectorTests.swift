import Determinism
import Environments
import Testing

@Suite struct GameVectorTests {
  static let ids = ["cartpole", "cartpole-heavy", "mountain-car", "acrobot", "catch", "snake"]

  /// What `steps` random steps of a vector bring, as one list of numbers.
  static func play(
    _ vector: any VectorEnvironment, _ steps: Int, _ random: inout RandomStream
  ) -> [Float] {
    var trace: [Float] = []
    for _ in 0..<steps {
      vector.step((0..<vector.count).map { _ in Int32(vector.actionSpace.sample(using: &random)) })
      trace += vector.observations
      for index in 0..<vector.count { trace += vector.successor(index) }
      trace += vector.rewards
      trace += vector.terminated.map { $0 ? 1 : 0 }
      trace += vector.truncated.map { $0 ? 1 : 0 }
    }
    return trace
  }

  @Test(arguments: ids) func restoredSnapshotGoesOnAsBefore(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let first = try definition.makeVector(count: 5, random: RandomStream(seed: 8))
    var actions = RandomStream(seed: 9)
    _ = Self.play(first, 137, &actions)
    let snapshot = try first.snapshot()
    let second = try definition.makeVector(count: 5, random: RandomStream(seed: 77))
    try second.restore(snapshot)
    var sameActions = actions
    #expect(Self.play(first, 150, &actions) == Self.play(second, 150, &sameActions))
    #expect(try first.snapshot() == second.snapshot())
  }

  @Test(arguments: ids) func copiesOfAVectorAreSingleEpisodesToTheLastBit(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    guard case .game(let game) = definition.world else { throw NoSuchGame(id: id) }
    try compare(game, definition)
  }

  /// 11 copies: whole groups of any width, and a rest.
  func compare<World: Environment>(_ world: World, _ definition: EnvironmentDefinition) throws {
    let count = 11
    let root = RandomStream(seed: 21)
    let vector = try definition.makeVector(count: count, random: root)
    var episodes = (0..<count).map {
      Episode(in: world, timeLimit: definition.timeLimit, random: root.stream("environment/\($0)"))
    }
    var random = RandomStream(seed: 22)
    for step in 0..<700 {
      let actions = (0..<count).map { _ in vector.actionSpace.sample(using: &random) }
      vector.step(actions.map { Int32($0) })
      for (index, action) in actions.enumerated() {
        let result = episodes[index].step(action)
        let same =
          vector.rewards[index] == result.reward && vector.terminated[index] == result.terminated
          && vector.truncated[index] == result.truncated
        try #require(same, "copy \(index), step \(step)")
        try #require(
          vector.successor(index).elementsEqual(episodes[index].world.observation),
          "copy \(index), step \(step)")
        if episodes[index].hasEnded { episodes[index].begin() }
        try #require(
          vector.observation(index).elementsEqual(episodes[index].world.observation),
          "copy \(index), step \(step)")
      }
    }
  }

  /// Recorded where the games were written: another hash means that old runs cannot be repeated, and
  /// that a changed rule has to raise the definition's version.
  @Test(
    arguments: zip(
      ids,
      [
        "d79225f95d3282de", "6b41f684b4004626", "13d5607a34871ef7", "8a3be4c2d6d219de",
        "1f2c1c069e464be6", "bf5064ca538d42d8",
      ]))
  func runHasTheKnownHash(id: String, expected: String) throws {
    let vector = try EnvironmentRegistry.definition(id).makeVector(
      count: 6, random: RandomStream(seed: 1))
    var actions = RandomStream(seed: 2)
    var hash = SHA256()
    for number in Self.play(vector, 600, &actions) {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { hash.update($0) }
    }
    #expect(SHA256.hex(of: hash.finalize()).prefix(16) == expected)
  }
}
