import Determinism
import Environments
import Testing

@Suite struct FreewayTests {
  private typealias State = Freeway.State

  /// Eight parked cars, one of which is replaced.
  private func cars(_ row: Int, _ car: MinAtarValue) -> MinAtarValue {
    .list(
      (1...8).map { other in
        other == row ? car : [0, MinAtarValue(other), 5, 5]
      })
  }

  @Test func chickenMovesAndThenWaitsForTwoSteps() throws {
    var state = try State.with(["move_timer": 0])
    var rows: [Int8] = []
    for _ in 0..<7 {
      _ = state.advance(.up)
      rows.append(state.chicken)
    }
    #expect(rows == [8, 8, 8, 7, 7, 7, 6])
  }

  @Test func chickenStaysOnTheBottomRow() throws {
    var state = try State.with(["move_timer": 0])
    _ = state.advance(.down)
    #expect(state.chicken == 9)
    #expect(state.moveTimer == 2)
  }

  @Test func carMovesWhenItsTimerHasRunOutAndComesBackOnTheOtherSide() throws {
    var state = try State.with(["cars": cars(2, [0, 2, 0, -2])])
    _ = state.advance(.noop)
    #expect(state.columns[1] == 9 && state.timers[1] == 2)
    for _ in 0..<2 { _ = state.advance(.noop) }
    #expect(state.columns[1] == 9 && state.timers[1] == 0)
    _ = state.advance(.noop)
    #expect(state.columns[1] == 8)
  }

  @Test(arguments: [(3, 0, 3), (4, 0, 3), (4, 2, 3), (3, 1, -3)])
  func carInTheChickensCellBeforeOrAfterItsMoveSendsItBack(
    column: Int, timer: Int, speed: Int
  ) throws {
    var state = try State.with([
      "pos": 3,
      "cars": cars(
        3, [MinAtarValue(column), 3, MinAtarValue(timer), MinAtarValue(speed)]),
    ])
    let isHit = column == 4 || timer == 0
    #expect(state.advance(.noop) == StepResult(reward: 0))
    #expect(state.chicken == (isHit ? 9 : 3))
  }

  @Test func arrivalIsRewardedAndEveryCarDrawsAnew() throws {
    var state = try State.with([
      "pos": 1, "move_timer": 0, "cars": cars(5, [7, 5, 3, 4]),
    ])
    let draws =
      (0..<8).map { RecordedDraw.integer(range: 1..<6, value: $0 % 5 + 1) }
      + (0..<8).map { .uniform($0 == 0 ? 0.49 : 0.5) }
    #expect(state.advance(.up, drawing: draws) == StepResult(reward: 1))
    #expect(state.chicken == 9)
    #expect((0..<8).map { state.periods[$0] } == [1, 2, 3, 4, 5, 1, 2, 3])
    #expect((0..<8).map { state.timers[$0] } == [0, 1, 2, 3, 4, 0, 1, 2])
    #expect((0..<8).map { state.strides[$0] } == [9, 1, 1, 1, 1, 1, 1, 1])
    #expect(state.columns[4] == 7, "cars stay where they are")
  }

  @Test func gameEndsAfter2501Steps() {
    var state = State()
    var steps = 0
    while !state.advance(.noop).terminated { steps += 1 }
    #expect(steps == 2500)
    #expect(state.stepsLeft == -1 && state.isValid)
    #expect(state.advance(.up) == StepResult(reward: 0, terminated: true))
  }

  @Test func cellBehindACarIsMarkedInThePlaneOfItsPeriod() throws {
    var game = try builtIn("freeway", as: Freeway.self)
    game.state = try State.with(["cars": cars(6, [9, 6, 1, -3])])
    let marks = game.observation
    #expect(marks[100 * 1 + 6 * 10 + 9] == 1)
    #expect(marks[100 * 4 + 6 * 10 + 0] == 1)
    #expect(marks.reduce(0, +) == 17)
  }

  @Test(arguments: [
    ("pos", 0), ("move_timer", 4), ("terminate_timer", 2501), ("terminate_timer", -1),
  ])
  func impossibleVariablesAreRefused(name: String, value: Int) {
    #expect(throws: (any Error).self) { try State.with([name: MinAtarValue(value)]) }
  }

  @Test(
    arguments: [
      ("chicken", 0), ("chicken", 10), ("moveTimer", -1), ("stepsLeft", -2),
      ("columns", ["word": 10]), ("periods", ["word": 6]), ("timers", ["word": 2]),
      ("strides", ["word": 2]),
    ] as [(String, any Sendable)])
  func stateOutsideItsRangesIsNotValid(key: String, value: any Sendable) throws {
    #expect(!(try State().changed(key, to: value).isValid))
    #expect(State().isValid)
  }
}
