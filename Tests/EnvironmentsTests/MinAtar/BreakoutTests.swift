import Determinism
import Environments
import Testing

@Suite struct BreakoutTests {
  private typealias State = Breakout.State

  /// A ball in the open above the paddle's row, by MinAtar's names; direction 2 is down and right.
  private func ball(
    row: Int, column: Int, direction: Int, paddle: Int = 4, bricks: [UInt16] = [1, 0, 0],
    isAmongBricks: Bool = false
  ) throws -> State {
    try State.with([
      "ball_y": MinAtarValue(row), "ball_x": MinAtarValue(column),
      "ball_dir": MinAtarValue(direction), "pos": MinAtarValue(paddle),
      "strike": MinAtarValue(isAmongBricks),
      "brick_map": MinAtarValue(rows: [0] + bricks + [UInt16](repeating: 0, count: 6)),
    ])
  }

  @Test func episodeBeginsOnTheDrawnSideAndInwards() {
    for (draw, column) in [(0, Int8(0)), (1, 9)] {
      var state = State()
      var source = RecordedDraws([.integer(range: 0..<2, value: draw)])
      state.begin(from: &source)
      #expect(source.mismatch == nil)
      #expect(state.ballColumn == column && state.ballRow == 3 && state.falls)
      #expect(state.movesRight == (draw == 0))
      #expect(state.bricks == 0x3FFF_FFFF)
    }
  }

  @Test func paddleMovesByOneAndStaysAtTheWalls() throws {
    var state = try ball(row: 5, column: 5, direction: 1, paddle: 0)
    _ = state.advance(.left)
    #expect(state.paddle == 0)
    _ = state.advance(.right)
    #expect(state.paddle == 1)
    _ = state.advance(.fire)
    #expect(state.paddle == 1)
  }

  @Test func ballStraightAboveThePaddleIsThrownBackOnward() throws {
    var state = try ball(row: 8, column: 4, direction: 2)
    #expect(state.advance(.noop) == StepResult(reward: 0))
    #expect(state.ballRow == 8 && state.ballColumn == 5 && !state.falls && state.movesRight)
  }

  @Test func ballThatMeetsThePaddleFromTheSideGoesBack() throws {
    var state = try ball(row: 8, column: 3, direction: 2)
    #expect(state.advance(.noop) == StepResult(reward: 0))
    #expect(state.ballRow == 8 && state.ballColumn == 4 && !state.falls && !state.movesRight)
  }

  @Test func ballBesideThePaddleEndsTheGameForGood() throws {
    var state = try ball(row: 8, column: 6, direction: 2)
    #expect(state.advance(.noop) == StepResult(reward: 0, terminated: true))
    #expect(state.ballRow == 9 && state.isValid)
    #expect(state.advance(.noop) == StepResult(reward: 0, terminated: true))
  }

  @Test func brickVanishesAndThrowsTheBallBack() throws {
    var state = try ball(row: 4, column: 5, direction: 1, bricks: [0, 0, 1 << 6])
    #expect(state.advance(.noop) == StepResult(reward: 1))
    #expect(state.bricks == 0 && state.falls && state.ballRow == 4 && state.ballColumn == 6)
    #expect(state.isAmongBricks)
  }

  @Test func ballJustThrownBackPassesThroughTheNextBrick() throws {
    var state = try ball(
      row: 2, column: 5, direction: 2, bricks: [0, 0, 1 << 6], isAmongBricks: true)
    #expect(state.advance(.noop) == StepResult(reward: 0))
    #expect(state.bricks == 1 << 26 && state.ballRow == 3 && state.isAmongBricks)
    _ = state.advance(.noop)
    #expect(!state.isAmongBricks)
  }

  @Test func ballTurnsAtTheSideAndAtTheTop() throws {
    var state = try ball(row: 0, column: 9, direction: 1)
    _ = state.advance(.noop)
    #expect(state.ballRow == 0 && state.ballColumn == 9 && state.falls && !state.movesRight)
  }

  @Test func wallIsBuiltAnewWhenTheBallComesDown() throws {
    var state = try ball(row: 8, column: 4, direction: 2, bricks: [0, 0, 0])
    _ = state.advance(.noop)
    #expect(state.bricks == 0x3FFF_FFFF)
  }

  @Test(arguments: [
    ("ballRow", 9), ("ballRow", -1), ("ballColumn", 10), ("trailRow", 10), ("trailColumn", -1),
    ("paddle", 10), ("bricks", 1 << 30),
  ])
  func stateOutsideTheBoardIsNotValid(key: String, value: Int) throws {
    let state = try State().changed(key, to: value)
    #expect(!(try builtIn("breakout", as: Breakout.self).isValid(state)))
    #expect(State().isValid)
  }

  @Test func brickOutsideTheWallIsRefused() {
    let rows = [1] + [UInt16](repeating: 0, count: 9)
    #expect(throws: (any Error).self) { try State.with(["brick_map": MinAtarValue(rows: rows)]) }
  }
}
