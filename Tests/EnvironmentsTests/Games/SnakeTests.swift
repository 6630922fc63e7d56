import Determinism
import Documents
import Environments
import Foundation
import Testing

@Suite struct SnakeTests {
  static let up = 0
  static let right = 1
  static let down = 2
  static let left = 3

  /// A 4 by 4 grid; its cells are numbered 0 to 15 row by row.
  static func world(_ segments: [Int], food: Int?) throws -> Snake {
    var parameters = Snake.defaultParameters
    parameters.rows = 4
    parameters.columns = 4
    parameters.stepReward = -0.25
    var world = try Snake(parameters: parameters)
    world.state = world.state(segments: segments, food: food)
    return world
  }

  @Test func moveMovesHeadAndTailByOneCell() throws {
    var world = try Self.world([4, 5, 6], food: 15)
    #expect(world.step(Self.right) == StepResult(reward: -0.25))
    #expect(world.state == world.state(segments: [5, 6, 7], food: 15))
  }

  @Test func foodAtTheEdgeIsEatenAndTheTailStays() throws {
    var world = try Self.world([4, 5, 6], food: 7)
    #expect(world.step(Self.right) == StepResult(reward: 1))
    let food = try #require(world.state.food)
    #expect(![4, 5, 6, 7].contains(food))
    #expect(world.state == world.state(segments: [4, 5, 6, 7], food: food))
    #expect(world.state.length == 4)
  }

  @Test func cellThatTheTailLeavesMayBeEntered() throws {
    var world = try Self.world([5, 6, 10, 9], food: 15)
    #expect(world.step(Self.up) == StepResult(reward: -0.25))
    #expect(world.state == world.state(segments: [6, 10, 9, 5], food: 15))
  }

  @Test func ownBodyEndsTheEpisode() throws {
    var world = try Self.world([4, 5, 6, 10, 9], food: 15)
    let before = world.state
    #expect(world.step(Self.up) == StepResult(reward: -1, terminated: true))
    #expect(world.state.isDead && world.state.cells == before.cells)
  }

  @Test(
    arguments: [
      ([6, 2], up), ([6, 7], right), ([10, 14], down), ([5, 4], left), ([2, 3], up),
      ([14, 15], right),
    ])
  func wallEndsTheEpisode(segments: [Int], action: Int) throws {
    var world = try Self.world(segments, food: 9)
    #expect(world.step(action) == StepResult(reward: -1, terminated: true))
  }

  @Test func actionBackIntoTheNeckGoesStraightOn() throws {
    var world = try Self.world([4, 5, 6], food: 15)
    #expect(world.step(Self.left) == StepResult(reward: -0.25))
    #expect(world.state == world.state(segments: [5, 6, 7], food: 15))
    #expect(world.step(Self.left).terminated, "straight on is the wall")
  }

  @Test func snakeThatFillsTheGridEndsWithTheRewardOfTheFood() throws {
    let path = [0, 1, 2, 3, 7, 6, 5, 4, 8, 9, 10, 11, 15, 14, 13]
    var world = try Self.world(path, food: 12)
    #expect(world.step(Self.left) == StepResult(reward: 1, terminated: true))
    #expect(world.state.food == nil && world.state.length == 16)
  }

  @Test func foodFallsOnEveryFreeCellEquallyOften() throws {
    var counts = [Int](repeating: 0, count: 16)
    var random = RandomStream(seed: 4)
    for _ in 0..<12_000 {
      var world = try Self.world([4, 5, 6], food: 7)
      _ = world.step(Self.right, using: &random)
      counts[try #require(world.state.food)] += 1
    }
    for cell in 0..<16 {
      // 12 free cells: 1000 each, standard deviation 30.
      let expected = (4...7).contains(cell) ? 0 : 1000
      #expect(abs(counts[cell] - expected) <= (expected == 0 ? 0 : 150), "cell \(cell)")
    }
  }

  @Test func startLiesInTheMiddleRowHeadingRight() throws {
    var world: Snake = try builtIn("snake")
    var random = RandomStream(seed: 1)
    world.reset(using: &random)
    #expect(world.state.length == 3 && world.state.heading == Self.right)
    let food = world.state.food
    #expect(world.state == world.state(segments: [34, 35, 36], food: food))
  }

  @Test func observationShowsHeadFoodTailAndTheDirectionOfEverySegment() throws {
    let world = try Self.world([5, 6, 10, 9], food: 15)
    var expected = [Float](repeating: 0, count: 7 * 16)
    expected[9] = 1  // head
    expected[16 + 15] = 1  // food
    expected[32 + 5] = 1  // tail
    expected[4 * 16 + 5] = 1  // 5 goes right to 6
    expected[5 * 16 + 6] = 1  // 6 goes down to 10
    expected[6 * 16 + 10] = 1  // 10 goes left to 9
    #expect(world.observation == expected)
  }

  @Test func startLongerThanHalfARowIsRefused() throws {
    let text = try EnvironmentRegistry.definition("snake").text
      .replacing("startLength: 3", with: "startLength: 6")
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(text, file: "mine.yaml")
    }
    #expect(error?.message == "expected a startLength of at most 5 in 8 columns, got 6")
  }

  @Test(
    arguments: [
      ("\"head\":6", "\"head\":7"), ("\"head\":6", "\"head\":99"), ("\"tail\":4", "\"tail\":5"),
      ("\"tail\":4", "\"tail\":-1"), ("\"food\":15", "\"food\":5"), ("\"food\":15", "\"food\":16"),
      ("\"length\":3", "\"length\":4"), ("\"heading\":1", "\"heading\":4"),
      ("[0,0,0,0,2,2,5,", "[0,0,0,0,2,4,5,"), ("[0,0,0,0,2,2,5,", "[0,0,0,0,2,2,9,"),
      ("[0,0,0,0,2,2,5,", "[0,0,0,1,2,2,5,"), ("[0,0,0,0,2,2,5,", "[0,0,0,2,2,5,"),
    ])
  func damagedStateIsNotValid(part: String, damaged: String) throws {
    let world = try Self.world([4, 5, 6], food: 15)
    #expect(world.isValid(world.state))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(world.state), as: UTF8.self)
    try #require(text.contains(part), "\(text)")
    let state = try JSONDecoder().decode(
      Snake.State.self, from: Data(text.replacing(part, with: damaged).utf8))
    #expect(!world.isValid(state))
  }
}
