import Determinism
import Environments
import Testing

@Suite struct CatchTests {
  static func world(ballRow: Int, ballColumn: Int, paddle: Int) -> Catch {
    var world = Catch(parameters: Catch.defaultParameters)
    world.state = Catch.State(ballRow: ballRow, ballColumn: ballColumn, paddle: paddle)
    return world
  }

  @Test func ballThatArrivesOnTheWaitingPaddleIsCaught() {
    var world = Self.world(ballRow: 8, ballColumn: 3, paddle: 3)
    #expect(world.step(1) == StepResult(reward: 1, terminated: true))
  }

  @Test func ballThatArrivesBesideThePaddleIsMissed() {
    var world = Self.world(ballRow: 8, ballColumn: 3, paddle: 3)
    #expect(world.step(0) == StepResult(reward: -1, terminated: true))
  }

  @Test func paddleThatArrivesWithTheBallCatchesIt() {
    var world = Self.world(ballRow: 8, ballColumn: 3, paddle: 2)
    #expect(world.step(2) == StepResult(reward: 1, terminated: true))
  }

  @Test func nothingIsGivenWhileTheBallFalls() {
    var world = Self.world(ballRow: 7, ballColumn: 3, paddle: 3)
    #expect(world.step(1) == StepResult(reward: 0))
  }

  @Test(arguments: [(0, 0, 0), (4, 2, 4)])
  func paddleStaysAtTheWall(paddle: Int, action: Int, expected: Int) {
    var world = Self.world(ballRow: 0, ballColumn: 1, paddle: paddle)
    _ = world.step(action)
    #expect(world.state.paddle == expected)
  }

  @Test func everyEpisodeTakesNineSteps() {
    let world = Catch(parameters: Catch.defaultParameters)
    var episode = Episode(in: world, timeLimit: nil, random: RandomStream(seed: 1))
    var actions = RandomStream(seed: 2)
    for _ in 0..<20 {
      while !episode.hasEnded { _ = episode.step(actions.integer(below: 3)) }
      #expect(episode.steps == 9)
      episode.begin()
    }
  }

  @Test func observationIsTheBoardWithBallAndPaddle() {
    let world = Self.world(ballRow: 2, ballColumn: 4, paddle: 1)
    var expected = [Float](repeating: 0, count: 50)
    expected[2 * 5 + 4] = 1
    expected[9 * 5 + 1] = 1
    #expect(world.observation == expected)
    #expect(world.observationSpace.shape == [1, 10, 5])
    #expect(world.observationSpace.elementType == .uint8)
  }

  @Test func statesAreNumberedWithoutGapOrDouble() {
    let world = Catch(parameters: Catch.defaultParameters)
    #expect(world.stateCount == 250)
    var seen = Set<Int>()
    for column in 0..<5 {
      for row in 0..<10 {
        for paddle in 0..<5 {
          seen.insert(Self.world(ballRow: row, ballColumn: column, paddle: paddle).stateIndex)
        }
      }
    }
    #expect(seen == Set(0..<250))
  }

  @Test func listedOutcomesAreWhatPlayBrings() {
    for column in 0..<5 {
      for row in 0..<9 {
        for paddle in 0..<5 {
          for action in 0..<3 {
            var world = Self.world(ballRow: row, ballColumn: column, paddle: paddle)
            let listed = world.outcomes(of: world.stateIndex, action: action)
            let result = world.step(action)
            #expect(
              listed == [
                Outcome(
                  probability: 1, nextState: world.stateIndex, reward: Double(result.reward),
                  terminated: result.terminated)
              ])
          }
        }
      }
    }
  }

  @Test func solverCatchesEveryBall() throws {
    let solution = try #require(try EnvironmentRegistry.definition("catch").solve())
    #expect(abs(solution.optimalReturn - 1) < 1e-12)
  }
}
