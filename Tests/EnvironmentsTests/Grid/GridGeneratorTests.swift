import Determinism
import Documents
import Environments
import Testing

/// Maps that are made: what they hold, and that they can always be done.
struct GridGeneratorTests {
  static let generators = [
    "kind: rooms, width: 13, height: 10, rows: 2, columns: 3",
    "kind: maze, width: 11, height: 9", "kind: random-walls, width: 9, height: 12, density: 0.4",
  ]

  @Test(arguments: generators, [1, 2, 3, 4, 5])
  func oneMapOfASeedCanBeDone(generator: String, seed: Int) throws {
    let definition = try made("{\(generator), seed: \(seed), place: {S: 2, G: 2, L: 4}}")
    #expect(definition.check().filter { $0.severity == .error } == [])
    let solution = try #require(try definition.solve())
    #expect(solution.terminationProbability == 1, "seed \(seed)")
  }

  @Test func aSeedIsOneMapForEver() throws {
    let definition = try made("{kind: rooms, width: 9, height: 7, seed: 7}")
    let rows = definition.describe().sections.first { $0.title == "Map" }?.lines
    // Recorded when it was written; a change means that definitions with a seed mean other maps.
    #expect(
      rows == Self.recorded, "\(rows?.joined(separator: "\n") ?? "")")
    #expect(
      try made("{kind: rooms, width: 9, height: 7, seed: 8}").describe().text
        != definition.describe().text)
  }

  static let recorded = [
    "#########", "#G......#", "#...#...#", "##.###.##", "#...#...#", "#.S.....#", "#########",
  ]

  @Test func everyEpisodeHasAnotherMapAndTheSameSeedTheSameMaps() throws {
    let definition = try made("{kind: maze, width: 9, height: 9, seed: episode}")
    var world = definition.makeEnvironment()
    var random = RandomStream(seed: 5)
    var maps: Set<[Float]> = []
    for _ in 0..<20 {
      world.reset(using: &random)
      maps.insert(Array(world.observation[81..<162]))
    }
    #expect(maps.count > 15, "the plane of walls differs from map to map")
    var again = RandomStream(seed: 5)
    var first = definition.makeEnvironment()
    first.reset(using: &again)
    #expect(maps.contains(Array(first.observation[81..<162])))
  }

  @Test(arguments: 0..<12)
  func lockedDoorsHaveTheirKeysOnThisSide(seed: Int) throws {
    let definition = try made(
      """
      {kind: rooms, width: 11, height: 8, rows: 2, columns: 3, seed: \(seed),
         place: {S: 1, G: 1, k: 1, D: 2, b: 1, B: 1}}
      """)
    let solution = try #require(try definition.solve())
    #expect(solution.terminationProbability == 1, "seed \(seed)")
  }

  @Test(arguments: 0..<12)
  func blocksCanBePushedOntoTheirTargets(seed: Int) throws {
    let definition = try made(
      "{kind: random-walls, width: 7, height: 7, density: 0.1, seed: \(seed), place: {S: 1, o: 2, t: 2}}",
      ending: "all(placed)")
    let solution = try #require(try definition.solve())
    #expect(solution.terminationProbability == 1, "seed \(seed)")
    #expect(solution.expectedLength > 1, "seed \(seed)")
  }

  private func made(_ generator: String, ending: String = "goal") throws -> EnvironmentDefinition {
    try EnvironmentDefinition.parse(
      """
      id: made
      version: 1
      summary: A map that is made.
      grid:
        generator: \(generator)
        legend:
          "#": wall
          ".": floor
          S: start
          G: goal
          L: hazard
          k: {kind: key, color: yellow}
          D: {kind: door, color: yellow, state: locked}
          b: {kind: key, color: blue}
          B: {kind: door, color: blue, state: locked}
          o: block
          t: target
      observation: layers
      actions: [up, right, down, left]
      rewards: {step: -1}
      termination: [\(ending)]
      timeLimit: 300
      success: terminated
      """, file: "made.yaml")
  }
}
