import Environments
import Testing

struct EnvironmentDescriptionTests {
  @Test func gridIsDescribedWhole() throws {
    let text = try EnvironmentDefinition.load("frozen-lake-4x4-slippery").describe().text
    let expected = """
      frozen-lake-4x4-slippery, version 1
        Cross a frozen 4x4 lake with holes; only a third of the moves go as intended.
      Map
        SFFF
        FHFH
        FFFH
        HFFG
      Legend
        S  start, reward 0
        F  floor, reward 0
        H  hazard, ends the task, reward 0
        G  goal, ends the task, reward 1
      Observation
        one element for each cell that is no wall: 1 where the agent is, else 0
        [16] uint8 in 0.0...1.0
      Actions
        0  left
        1  down
        2  right
        3  up
        a move goes as intended with probability 1/3, to each side of it with probability 1/3
      Rewards
        0 a step, 1 for one that ends in a goal cell
      Termination
        in a goal cell or a hazard cell
      Time limit
        100 steps
      Success
        an episode with a return of at least 1
      States
        16, 1 start
      """
    #expect(text.hasPrefix(expected))
  }

  @Test func mapsOfASolutionHaveTheShapeOfTheMap() throws {
    let definition = try EnvironmentDefinition.load("cliff-walking")
    let solution = try #require(try definition.solve())
    let maps = try #require(definition.maps(of: solution))
    #expect(
      maps.policy == [
        ">>>>>>>>>>>v",
        ">>>>>>>>>>>v",
        ">>>>>>>>>>>v",
        "^CCCCCCCCCCG",
      ])
    #expect(maps.values.count == 4)
    #expect(maps.values[3].hasPrefix(" -13.00"))
    #expect(maps.values[2].hasSuffix(" -1.00"))
  }

  @Test func gamesAreDescribedWithTheirParameters() throws {
    let text = try EnvironmentDefinition.load("cartpole").describe().text
    #expect(text.contains("Parameters"))
    #expect(!text.contains("Map\n"))
  }
}
