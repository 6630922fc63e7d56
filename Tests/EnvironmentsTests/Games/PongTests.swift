import Determinism
import Environments
import Testing

@Suite struct PongTests {
  static let (up, stay, down) = (0, 1, 2)

  /// A field of 16 by 20 cells with an opponent of skill 0, which stands still, or 1.
  static func world(
    ball: (row: Int, column: Int), speed: (rows: Int, columns: Int), agent: Int = 6,
    opponent: Int = 6, skill: Double = 0
  ) -> Pong {
    var parameters = Pong.defaultParameters
    parameters.skill = skill
    var world = Pong(parameters: parameters)
    world.state = world.state(ball: ball, speed: speed, agent: agent, opponent: opponent)
    return world
  }

  @Test(arguments: [(6, -2), (7, -1), (8, 1), (9, 2)])
  func paddleSendsTheBallBackBySlope(row: Int, slope: Int) {
    var world = Self.world(ball: (row, 18), speed: (0, 1))
    #expect(world.step(Self.stay) == StepResult(reward: 0))
    #expect(world.state.columnSpeed == -1 && world.state.column == 18)
    #expect(world.state.rowSpeed == slope)
  }

  @Test(arguments: [5, 10])
  func ballBesideThePaddleIsAPointLost(row: Int) {
    var world = Self.world(ball: (row, 18), speed: (0, 1))
    #expect(world.step(Self.stay) == StepResult(reward: -1))
    #expect(world.state.lost == 1 && world.state.won == 0 && world.state.column == 10)
  }

  @Test func paddleThatArrivesWithTheBallReturnsIt() {
    var world = Self.world(ball: (5, 18), speed: (0, 1))
    #expect(world.step(Self.up) == StepResult(reward: 0))
    #expect(world.state.agent == 5)
  }

  @Test func ballPastTheOpponentIsAPointWon() {
    var world = Self.world(ball: (1, 1), speed: (0, -1))
    #expect(world.step(Self.stay) == StepResult(reward: 1))
    #expect(world.state.won == 1)
  }

  @Test(arguments: [(1, -2, 1, 2), (0, -1, 1, 1), (14, 2, 14, -2), (15, 1, 14, -1)])
  func wallsReflect(row: Int, slope: Int, next: Int, after: Int) {
    var world = Self.world(ball: (row, 8), speed: (slope, 1))
    _ = world.step(Self.stay)
    #expect(world.state.row == next && world.state.rowSpeed == after)
  }

  @Test(arguments: [(12, 7), (2, 5), (7, 6), (8, 6)])
  func skilledOpponentFollowsTheBall(row: Int, top: Int) {
    var world = Self.world(ball: (row, 8), speed: (0, -1), skill: 1)
    _ = world.step(Self.stay)
    #expect(world.state.opponent == top)
    var away = Self.world(ball: (row, 8), speed: (0, 1), skill: 1)
    _ = away.step(Self.stay)
    #expect(away.state.opponent == 6, "it waits while the ball flies away")
  }

  @Test func fifthPointEndsTheGame() {
    var world = Self.world(ball: (1, 1), speed: (0, -1))
    for point in 1...5 {
      world.state = world.state(
        ball: (1, 1), speed: (0, -1), agent: 6, opponent: 6, won: point - 1)
      #expect(world.step(Self.stay) == StepResult(reward: 1, terminated: point == 5))
    }
    #expect(world.isValid(world.state))
  }

  @Test func observationShowsBallTraceAndPaddles() {
    var world = Self.world(ball: (3, 8), speed: (1, 1), agent: 0, opponent: 12)
    _ = world.step(Self.stay)
    let ones = world.observation.indices.filter { world.observation[$0] == 1 }
    #expect(
      ones == [4 * 20 + 9, 320 + 3 * 20 + 8] + (0..<4).map { 640 + $0 * 20 + 19 }
        + (12..<16).map { 960 + $0 * 20 })
  }

  @Test(
    arguments: [
      ("\"row\":8", "\"row\":16"), ("\"row\":8", "\"row\":-1"), ("\"column\":10", "\"column\":0"),
      ("\"column\":10", "\"column\":20"), ("\"columnSpeed\":1", "\"columnSpeed\":0"),
      ("\"rowSpeed\":0", "\"rowSpeed\":3"), ("\"agent\":6", "\"agent\":13"),
      ("\"opponent\":6", "\"opponent\":-1"), ("\"won\":0", "\"won\":6"),
      ("\"lastRow\":8", "\"lastRow\":99"),
    ])
  func damagedFieldIsNotValid(part: String, damaged: String) throws {
    let world = Pong(parameters: Pong.defaultParameters)
    #expect(world.isValid(world.state))
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test func randomPlayLosesMoreThanItWins() throws {
    let world: Pong = try builtIn("pong")
    var total: Float = 0
    let endings = playRandomly(world, steps: 5000, timeLimit: 2000) { _, after, _, result in
      total += result.reward
      #expect(after.observation.reduce(0, +) == 10)
    }
    #expect(endings > 5 && total < 0, "\(endings) games, \(total)")
  }
}
