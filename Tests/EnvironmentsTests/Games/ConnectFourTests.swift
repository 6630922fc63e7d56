import Determinism
import Environments
import Testing

@Suite struct ConnectFourTests {
  /// Self-play after moves in columns counted from 1.
  static func world(_ columns: [Int], opponent: BoardOpponent = .selfPlay) throws -> ConnectFour {
    var parameters = ConnectFour.defaultParameters
    parameters.opponent = opponent
    var world = ConnectFour(parameters: parameters)
    let position = try #require(ConnectFourPosition(columns: columns.map { $0 - 1 }))
    world.state = TwoPlayerState(
      position: position, agentBegins: columns.count.isMultiple(of: 2))
    try #require(world.isValid(world.state))
    return world
  }

  @Test(
    arguments: [
      ([1, 2, 1, 2, 1, 2], 1),  // upright
      ([1, 1, 2, 2, 3, 3], 4), ([7, 7, 6, 6, 5, 5], 4), ([1, 1, 2, 2, 4, 4], 3),  // lying
      ([1, 2, 2, 3, 3, 4, 3, 4, 4, 7], 4),  // rising to the right
      ([7, 6, 6, 5, 5, 4, 5, 4, 4, 1], 4),  // rising to the left
    ] as [([Int], Int)])
  func fourInALineWin(columns: [Int], column: Int) throws {
    var world = try Self.world(columns)
    #expect(world.step(column - 1) == StepResult(reward: 1, terminated: true))
    #expect(world.state.outcome == .won)
  }

  @Test func everyFourOnTheBoardIsFoundAndNothingElse() throws {
    // All 69 lines of four, each alone among the stones of the side that moved.
    var lines = Set<[Int]>()
    for row in 0..<6 {
      for column in 0..<7 {
        for (rowStep, columnStep) in [(0, 1), (1, 0), (1, 1), (-1, 1)] {
          let cells = (0..<4).map { (row + $0 * rowStep, column + $0 * columnStep) }
          guard cells.allSatisfy({ (0..<6).contains($0.0) && (0..<7).contains($0.1) }) else {
            continue
          }
          lines.insert(cells.map { 7 * $0.1 + $0.0 })
        }
      }
    }
    #expect(lines.count == 69)
    for line in lines {
      let bits = line.reduce(UInt64(0)) { $0 | 1 << UInt64($1) }
      #expect(ConnectFourPosition(own: 0, other: bits).hasLine, "\(line)")
      for missing in line {
        #expect(!ConnectFourPosition(own: 0, other: bits & ~(1 << UInt64(missing))).hasLine)
      }
    }
  }

  @Test func lineDoesNotRunOverTheTopOfAColumn() {
    // Heights 4 and 5 of the first column, 0 and 1 of the second.
    let bits: UInt64 = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
    #expect(!ConnectFourPosition(own: 0, other: bits).hasLine)
  }

  @Test func stonesFallAndFullColumnLoses() throws {
    var world = try Self.world([3, 3, 3, 3, 3])
    #expect(world.actionMask.allSatisfy { $0 })
    #expect(world.step(2) == StepResult(reward: 0))
    #expect(world.actionMask == [true, true, false, true, true, true, true])
    let observation = world.observation
    let column: [Float] = (0..<6).map { row in
      let place = 7 * row + 2
      return observation[place] + 2 * observation[42 + place]
    }
    #expect(column == [2, 1, 2, 1, 2, 1], "the first stone, at the bottom, is of the side to move")
    #expect(world.step(2) == StepResult(reward: -1, terminated: true))
  }

  @Test(arguments: [BoardOpponent.lookAhead, .minimax])
  func opponentPreventsAndWins(opponent: BoardOpponent) throws {
    var threatened = try Self.world([4, 1, 4, 1], opponent: opponent)
    #expect(threatened.step(3) == StepResult(reward: 0), "a third stone in the middle")
    #expect(threatened.state.position.other >> UInt64(7 * 3 + 3) & 1 == 1, "its answer on top")
    var lost = try Self.world([7, 1, 7, 1, 6, 1], opponent: opponent)
    #expect(lost.step(4) == StepResult(reward: -1, terminated: true))
  }

  @Test func minimaxFindsAWinInThreeStones() throws {
    // Two stones side by side in the middle of the bottom row, both ends free.
    let world = try Self.world([4, 4, 5, 5], opponent: .minimax)
    let move = world.bestMove(in: world.state.position)
    #expect([2, 5].contains(move), "three in a row with both ends free, got \(move)")
    #expect(world.bestMove(in: world.state.position) == move)
    #expect(world.bestMove(in: ConnectFourPosition()) == 3)
  }

  @Test func deeperSearchBeatsTheShallowOne() throws {
    func play(first: Int, second: Int) -> BoardOutcome {
      var position = ConnectFourPosition()
      while true {
        let isFirst = position.stoneCount.isMultiple(of: 2)
        position.play(position.bestMove(depth: isFirst ? first : second))
        if position.hasLine { return isFirst ? .won : .lost }
        if position.stoneCount == 42 { return .drawn }
      }
    }
    #expect(play(first: 5, second: 1) == .won)
    #expect(play(first: 1, second: 5) == .lost)
  }

  @Test(
    arguments: [
      (0, 0x80),  // the opponent would be to move
      (1 << 6, 1), (1, 1), (4, 1), (0, 7), (3, 0), (1 << 48, 1), (0xF, 0x780),
    ] as [(UInt64, UInt64)])
  func impossibleBoardIsNotValid(own: UInt64, other: UInt64) throws {
    let world = ConnectFour(parameters: ConnectFour.defaultParameters)
    var state = world.state
    #expect(world.isValid(state))
    state = TwoPlayerState(
      position: ConnectFourPosition(own: own, other: other), agentBegins: other == 0x80)
    #expect(!world.isValid(state))
  }

  @Test func randomPlayKeepsTheStonesStanding() throws {
    let world: ConnectFour = try builtIn("connect-four")
    let endings = playRandomly(world, steps: 2000) { _, after, _, _ in
      #expect(after.state.position.isPossible || after.state.outcome != .open)
    }
    #expect(endings > 80)
  }
}
