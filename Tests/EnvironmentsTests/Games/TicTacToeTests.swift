import Determinism
import Documents
import Environments
import Testing

@Suite struct TicTacToeTests {
  static func world(
    _ text: String, opponent: BoardOpponent = .selfPlay, agentBegins: Bool = true
  ) throws -> TicTacToe {
    var parameters = TicTacToe.defaultParameters
    parameters.opponent = opponent
    var world = TicTacToe(parameters: parameters)
    let position = try #require(TicTacToePosition(text))
    world.state = TwoPlayerState(position: position, agentBegins: agentBegins)
    try #require(world.isValid(world.state))
    return world
  }

  @Test(
    arguments: [
      ("xx./oo./...", 2), (".xx/oo./...", 0), ("oo./xx./...", 5), ("oo./.../xx.", 8),
      ("x.o/x.o/...", 6), ("ox./ox./...", 7), ("oox/..x/...", 8), ("xoo/.x./...", 8),
      ("oox/.x./...", 6), ("x.x/oo./...", 1),
    ])
  func threeInALineWin(text: String, cell: Int) throws {
    var world = try Self.world(text)
    #expect(world.step(cell) == StepResult(reward: 1, terminated: true))
    #expect(world.state.outcome == .won)
  }

  @Test func fullBoardIsADraw() throws {
    var world = try Self.world("xox/xoo/ox.")
    #expect(world.step(8) == StepResult(reward: 0, terminated: true))
    #expect(world.state.outcome == .drawn)
  }

  @Test func stoneOnATakenCellLoses() throws {
    var world = try Self.world("xo./.../...")
    #expect(world.actionMask == [false, false] + [Bool](repeating: true, count: 7))
    #expect(world.step(1) == StepResult(reward: -1, terminated: true))
    #expect(world.state.outcome == .forfeited)
  }

  @Test func selfPlayIsSeenFromTheSideToMove() throws {
    var world = try Self.world("xo./.x./...")
    let x: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 0]
    let o: [Float] = [0, 1, 0, 0, 0, 0, 0, 0, 0]
    #expect(world.observation == o + x, "o is to move")
    #expect(world.step(8) == StepResult(reward: 0))
    #expect(world.observation == x + [0, 1, 0, 0, 0, 0, 0, 0, 1])
  }

  @Test func againstAnOpponentTheAgentSeesItsOwnStonesFirst() throws {
    var world = try Self.world("x../.../...", opponent: .minimax, agentBegins: false)
    #expect(world.observation == [Float](repeating: 0, count: 9) + [1, 0, 0, 0, 0, 0, 0, 0, 0])
    _ = world.step(4)
    #expect(world.observation[..<9] == [0, 0, 0, 0, 1, 0, 0, 0, 0])
    #expect(world.observation[9...].reduce(0, +) == 2)
  }

  @Test(
    arguments: [
      // It wins rather than prevents.
      ("xx./oo./...", 8, 5, StepResult(reward: -1, terminated: true)),
      // It prevents.
      ("x../o../...", 4, 8, StepResult(reward: 0)),
    ])
  func lookAheadWinsElsePrevents(text: String, move: Int, answer: Int, result: StepResult) throws {
    var world = try Self.world(text, opponent: .lookAhead)
    #expect(world.step(move) == result)
    #expect(!world.state.position.canPlay(answer))
    #expect(world.observation[9 + answer] == 1)
  }

  @Test(arguments: [true, false])
  func minimaxNeverLosesWhateverTheAgentPlays(agentBegins: Bool) throws {
    var parameters = TicTacToe.defaultParameters
    parameters.opponent = .minimax
    parameters.beginner = agentBegins ? .agent : .opponent
    var world = TicTacToe(parameters: parameters)
    var random = RandomStream(seed: 1)
    world.reset(using: &random)
    var games = 0
    explore(world, &games)
    #expect(games > 50, "\(games) games of every possible play")
  }

  private func explore(_ world: TicTacToe, _ games: inout Int) {
    for move in 0..<9 where world.state.position.canPlay(move) {
      var next = world
      let result = next.step(move)
      #expect(result.reward <= 0, "\(world.describeState()), then \(move)")
      if result.terminated { games += 1 } else { explore(next, &games) }
    }
  }

  @Test func openingIsDrawnAndShort() throws {
    let world: TicTacToe = try builtIn("tic-tac-toe-self-play")
    var random = RandomStream(seed: 1)
    var seen = Set<UInt16>()
    var copy = world
    for _ in 0..<100 {
      copy.reset(using: &random)
      #expect(copy.state.position.stoneCount == 1)
      seen.insert(copy.state.position.other)
    }
    #expect(seen.count == 9)
  }

  @Test func eitherSideBegins() throws {
    var world: TicTacToe = try builtIn("tic-tac-toe")
    var random = RandomStream(seed: 1)
    var begun = 0
    for _ in 0..<200 {
      world.reset(using: &random)
      #expect(world.state.position.stoneCount == (world.state.agentBegins ? 0 : 1))
      begun += world.state.agentBegins ? 1 : 0
    }
    #expect((70...130).contains(begun))
  }

  @Test(
    arguments: [
      ("\"own\":0", "\"own\":1"), ("\"own\":0", "\"own\":512"), ("\"other\":0", "\"other\":3"),
      ("\"outcome\":\"open\"", "\"outcome\":\"won\""),
      ("\"outcome\":\"open\"", "\"outcome\":\"drawn\""),
      ("\"agentBegins\":true", "\"agentBegins\":false"),
      ("\"other\":0,\"own\":0", "\"other\":7,\"own\":56"),
      ("\"other\":0,\"own\":0", "\"other\":1,\"own\":1"),
    ])
  func damagedBoardIsNotValid(part: String, damaged: String) throws {
    let world = TicTacToe(parameters: TicTacToe.defaultParameters)
    #expect(world.isValid(world.state))
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test(arguments: ["tic-tac-toe", "tic-tac-toe-random", "tic-tac-toe-minimax"])
  func randomPlayKeepsTurns(id: String) throws {
    let world: TicTacToe = try builtIn(id)
    let endings = playRandomly(world, steps: 2000) { before, after, _, result in
      if !result.terminated {
        #expect(after.state.position.stoneCount == before.state.position.stoneCount + 2)
      }
    }
    #expect(endings > 300)
  }

  @Test func boardIsDescribedFromTheAgentsSide() throws {
    let world = try Self.world("xo./.x./...", opponent: .random, agentBegins: false)
    #expect(world.describeState() == "bA./.b./..., open")
  }

  @Test(arguments: [("tic-tac-toe-minimax", 0.0), ("tic-tac-toe-self-play", 1)])
  func bestPlayAgainstPerfectPlayIsADraw(id: String, expected: Double) throws {
    let solution = try #require(try EnvironmentRegistry.definition(id).solve())
    #expect(abs(solution.optimalReturn - expected) < 1e-12)
  }

  @Test func bestPlayAgainstRandomMovesNeverLosesAndRarelyDraws() throws {
    // From a separate enumeration of the game in another language.
    for (beginner, expected) in [
      (BoardBeginner.agent, 191.0 / 192), (.opponent, 0.924867724867725),
    ] {
      var parameters = TicTacToe.defaultParameters
      (parameters.opponent, parameters.beginner) = (.random, beginner)
      let solution = try #require(TicTacToe(parameters: parameters).solve(timeLimit: nil))
      #expect(abs(solution.optimalReturn - expected) < 1e-12, "\(solution.optimalReturn)")
    }
  }

  @Test func listedOutcomesAreWhatPlayBrings() throws {
    for id in ["tic-tac-toe", "tic-tac-toe-random", "tic-tac-toe-minimax"] {
      let world: TicTacToe = try builtIn(id)
      playRandomly(world, steps: 300) { before, after, action, result in
        let listed = before.outcomes(of: before.stateIndex, action: action)
        #expect(abs(listed.reduce(0) { $0 + $1.probability } - 1) < 1e-12)
        #expect(
          listed.contains {
            $0.nextState == after.stateIndex && $0.reward == Double(result.reward)
              && $0.terminated == result.terminated
          })
      }
    }
  }
}
