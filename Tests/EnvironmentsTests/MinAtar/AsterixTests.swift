import Determinism
import Environments
import Testing

@Suite struct AsterixTests {
  private typealias State = Asterix.State

  /// The list of MinAtar with one thing in one row.
  private func entities(_ row: Int, _ thing: MinAtarValue) -> MinAtarValue {
    .list((1...8).map { $0 == row ? thing : nil })
  }

  private func spawn(_ direction: Double, _ gold: Double, _ free: Int, _ pick: Int)
    -> [RecordedDraw]
  {
    [.uniform(direction), .uniform(gold), .integer(range: 0..<free, value: pick)]
  }

  @Test func playerKeepsToTheBoardAndToRowsOneToEight() throws {
    var state = try State.with(["player_x": 0, "player_y": 1])
    _ = state.advance(.left)
    _ = state.advance(.up)
    #expect(state.row == 1 && state.column == 0)
    state = try State.with(["player_x": 9, "player_y": 8])
    _ = state.advance(.right)
    _ = state.advance(.down)
    #expect(state.row == 8 && state.column == 9)
  }

  @Test func spawnPicksAmongTheEmptyRowsOnly() throws {
    var state = try State.with([
      "spawn_timer": 0, "entities": entities(3, [4, 3, true, false]),
    ])
    _ = state.advance(.noop, drawing: spawn(0.5, 0.34, 7, 2))
    #expect(state.places[3] == 10 && state.movesRight[3] == 0 && state.isGold[3] == 0)
    #expect(state.spawnTimer == 9)
  }

  @Test func numbersBelowHalfAndBelowAThirdAreRightAndGold() throws {
    var state = try State.with(["spawn_timer": 0])
    _ = state.advance(.noop, drawing: spawn(0.49, 0.33, 8, 0))
    #expect(state.places[0] == 1 && state.movesRight[0] == 1 && state.isGold[0] == 1)
  }

  @Test func fullBoardDrawsNoRow() throws {
    let all = MinAtarValue.list((1...8).map { [2, MinAtarValue($0), true, true] })
    var state = try State.with(["spawn_timer": 0, "entities": all, "player_x": 8])
    _ = state.advance(.noop, drawing: [.uniform(0.1), .uniform(0.1)])
    #expect(state.spawnTimer == 9)
  }

  @Test func playerTakesGoldThatItWalksInto() throws {
    var state = try State.with(["entities": entities(5, [4, 5, true, true])])
    #expect(state.advance(.left) == StepResult(reward: 1))
    #expect(state.places[4] == 0)
    #expect(state.advance(.noop) == StepResult(reward: 0))
  }

  @Test func enemyThatWalksIntoThePlayerEndsTheGameForGood() throws {
    var state = try State.with([
      "move_timer": 0, "entities": entities(5, [4, 5, true, false]),
    ])
    #expect(state.advance(.noop) == StepResult(reward: 0, terminated: true))
    #expect(state.isOver && state.isValid)
    #expect(state.advance(.right) == StepResult(reward: 0, terminated: true))
  }

  @Test func thingsVanishAtTheEdgeTheyReach() throws {
    for (column, goesRight) in [(0, false), (9, true)] {
      var state = try State.with([
        "move_timer": 0,
        "entities": entities(2, [MinAtarValue(column), 2, MinAtarValue(goesRight), true]),
      ])
      _ = state.advance(.noop)
      #expect(state.places == ByteLanes(repeating: 0))
    }
  }

  @Test func difficultyGrowsEvery102StepsUntilBothPeriodsAreOne() throws {
    var state = try State.with(["player_x": 5])
    var random = RandomStream(seed: 1)
    var periods: [Int8] = []
    for step in 1...1000 {
      // An empty board again and again, so that nobody is caught.
      state.places = ByteLanes(repeating: 0)
      _ = state.advance(.noop, isRamping: true, from: &random)
      if step % 102 == 0 { periods += [state.spawnPeriod, state.movePeriod] }
    }
    #expect(periods == [9, 5, 8, 4, 7, 4, 6, 3, 5, 3, 4, 2, 3, 2, 2, 1, 1, 1])
    #expect(state.rampCount == 9 && state.rampTimer == 100 && state.isValid)
  }

  @Test func withoutRampingThePeriodsStay() throws {
    var game = try Asterix(parameters: MinAtarParameters())
    var random = RandomStream(seed: 1)
    for _ in 0..<300 {
      game.state.places = ByteLanes(repeating: 0)
      _ = game.state.advance(.noop, isRamping: false, from: &random)
    }
    #expect(game.state.spawnPeriod == 10 && game.state.rampTimer == 100)
  }

  @Test func trailIsMarkedWhereAThingComesFromUnlessOutside() throws {
    var game = try builtIn("asterix", as: Asterix.self)
    game.state = try State.with(["entities": entities(2, [3, 2, false, true])])
    #expect(game.observation[200 + 2 * 10 + 4] == 1)
    game.state = try State.with(["entities": entities(2, [0, 2, true, true])])
    #expect(game.observation[200..<300].allSatisfy { $0 == 0 })
    #expect(game.observation[300 + 20] == 1)
  }

  @Test(arguments: [
    ("player_y", 0), ("player_y", 9), ("spawn_speed", 9), ("move_speed", 4), ("ramp_index", 3),
    ("spawn_timer", 11),
  ])
  func impossibleVariablesAreRefused(name: String, value: Int) {
    #expect(throws: (any Error).self) { try State.with([name: MinAtarValue(value)]) }
  }

  @Test(
    arguments: [
      ("row", 0), ("row", 9), ("column", -1), ("spawnTimer", -1), ("moveTimer", -1),
      ("rampTimer", -2), ("rampCount", 1), ("places", ["word": 11]), ("movesRight", ["word": 2]),
      ("isGold", ["word": 2]),
    ] as [(String, any Sendable)])
  func stateOutsideItsRangesIsNotValid(key: String, value: any Sendable) throws {
    #expect(!(try State().changed(key, to: value).isValid))
    #expect(State().isValid)
  }
}
