import Environments
import Testing

struct SpaceInvadersTests {
  /// Plays some steps of the rules alone; the game draws nothing.
  private func play(
    _ state: inout SpaceInvadersState, _ action: MinAtarAction = .noop, steps: Int = 1,
    isRamping: Bool = true
  ) -> StepResult {
    var none = RecordedDraws([])
    var last = StepResult(reward: 0)
    for _ in 0..<steps { last = state.advance(action, isRamping: isRamping, from: &none) }
    return last
  }

  /// A board with aliens in some cells only.
  private func board(_ cells: (row: Int, column: Int)...) -> MinAtarBits {
    var bits = MinAtarBits()
    for cell in cells { bits[cell.row, cell.column] = true }
    return bits
  }

  @Test func theWaveMovesLeftAfterTwelveStepsAndGoesDownAtTheEdge() {
    var state = SpaceInvadersState()
    _ = play(&state, steps: 12)
    #expect(state.aliens.columns(ofRow: 0) == 0b11_1111_00)
    _ = play(&state)
    #expect(state.aliens.columns(ofRow: 0) == 0b1_1111_10)
    _ = play(&state, steps: 24)
    #expect(state.aliens.columns(ofRow: 0) == 0)
    #expect(state.aliens.columns(ofRow: 4) == 0b11_1111)
    #expect(state.movesRight)
  }

  @Test func aShotFliesOneRowAStepAndTheGunRestsForFiveSteps() {
    var state = SpaceInvadersState()
    _ = play(&state, .fire)
    #expect(state.ownBullets == board((8, 5)))
    _ = play(&state, .fire, steps: 4)
    #expect(state.ownBullets == board((4, 5)))
    let result = play(&state, .fire)
    #expect(result.reward == 1)
    #expect(state.ownBullets == board((8, 5)))
    #expect(!state.aliens[3, 5])
  }

  @Test(arguments: [(true, UInt8(11)), (false, UInt8(12))])
  func aClearedWaveMakesTheNextFaster(isRamping: Bool, interval: UInt8) {
    var state = SpaceInvadersState()
    state.aliens = board((2, 4))
    state.ownBullets = board((3, 4))
    #expect(play(&state, isRamping: isRamping).reward == 1)
    #expect(state.aliens == SpaceInvadersState().aliens)
    #expect(state.moveInterval == interval)
  }

  @Test func theLowestAlienOfTheNearestColumnFiresAndOfTwoTheLeftOne() {
    var state = SpaceInvadersState()
    state.enemyShotTimer = 0
    state.aliens = board((0, 3), (4, 3), (6, 7))
    _ = play(&state)
    #expect(state.enemyBullets == board((4, 3)))
    state.enemyShotTimer = 0
    _ = play(&state, .right)
    #expect(state.enemyBullets == board((5, 3), (6, 7)))
  }

  @Test func aBulletOrAnAlienInTheCannonsCellEndsTheGame() {
    var state = SpaceInvadersState()
    state.enemyBullets = board((8, 5))
    #expect(play(&state).terminated)
    state = SpaceInvadersState()
    state.enemyBullets = board((8, 5))
    #expect(!play(&state, .left).terminated)
    state = SpaceInvadersState()
    state.aliens = board((9, 6))
    state.moveTimer = 0
    #expect(play(&state).terminated)
  }

  @Test func aWaveThatGoesDownFromTheBottomRowEndsTheGame() {
    var state = SpaceInvadersState()
    state.aliens = board((9, 0), (2, 3))
    state.moveTimer = 0
    #expect(play(&state).terminated)
    // As in MinAtar, the bottom row is then seen at the top.
    #expect(state.aliens == board((0, 0), (3, 3)))
  }

  @Test func statesThatNoGameHasAreRejected() {
    let changes: [(String, (inout SpaceInvadersState) -> Void)] = [
      ("cannon", { $0.cannon = 10 }), ("no aliens", { $0.aliens = MinAtarBits() }),
      ("fast", { $0.moveInterval = 5 }), ("slow", { $0.moveInterval = 13 }),
      ("move timer", { $0.moveTimer = 13 }), ("enemy timer", { $0.enemyShotTimer = 11 }),
      ("shot timer", { $0.shotTimer = 5 }),
      ("fired too soon", { $0.ownBullets = self.board((7, 5)) }),
      (
        "fired twice",
        {
          $0.ownBullets = self.board((8, 5), (5, 5))
          $0.shotTimer = 4
        }
      ),
    ]
    let game = SpaceInvaders(parameters: MinAtarParameters())
    #expect(game.isValid(SpaceInvadersState()))
    for (name, change) in changes {
      var state = SpaceInvadersState()
      change(&state)
      #expect(!game.isValid(state), "\(name)")
    }
  }

  @Test func cellsBeyondTheBoardAreRejected() {
    let game = SpaceInvaders(parameters: MinAtarParameters())
    var state = SpaceInvadersState()
    // Bits pushed beyond the last column of the last row are of no cell.
    for _ in 0..<20 { state.aliens = state.aliens.shiftedRight }
    #expect(!game.isValid(state))
  }
}
