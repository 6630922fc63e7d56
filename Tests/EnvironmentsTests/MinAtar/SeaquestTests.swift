import Environments
import Testing

struct SeaquestTests {
  /// Plays one step of the rules alone, with the draws they make.
  private func play(
    _ state: inout SeaquestState, _ action: MinAtarAction = .noop, isRamping: Bool = true,
    draws: [RecordedDraw] = []
  ) -> StepResult {
    var source = RecordedDraws(draws)
    let result = state.advance(action, isRamping: isRamping, from: &source)
    #expect(source.mismatch == nil && source.isExhausted)
    return result
  }

  /// A state under water, away from all timers.
  private func dived(divers: Int = 0) -> SeaquestState {
    var state = SeaquestState()
    _ = play(&state, .down)
    state.diverCount = divers
    return state
  }

  private let enemyFromTheLeft: [RecordedDraw] = [
    .uniform(0.1), .uniform(0.2), .integer(range: 1..<9, value: 3),
  ]

  @Test func comingUpWithoutADiverEndsTheGame() {
    var state = dived()
    #expect(play(&state, .up).terminated)
  }

  @Test func comingUpCostsADiverFillsTheOxygenUpAndMakesTheGameHarder() {
    var state = dived(divers: 2)
    state.oxygen = 100
    #expect(play(&state, .up) == StepResult(reward: 0))
    #expect(state.diverCount == 1 && state.oxygen == 200 && state.ramp == 1)
    _ = play(&state)
    #expect(state.diverCount == 1)
  }

  @Test func withoutRampingTheGameGrowsNoHarder() {
    var state = dived(divers: 2)
    _ = play(&state, .up, isRamping: false)
    #expect(state.ramp == 0)
  }

  @Test func sixDiversAreWorthTheOxygenAndLeaveACountBelowZero() {
    var state = dived(divers: 6)
    state.oxygen = 119
    #expect(play(&state, .up).reward == 5)
    #expect(state.diverCount == -1)
    _ = play(&state, .down)
    #expect(!play(&state, .up).terminated)
    #expect(state.diverCount == -2)
  }

  @Test func theStepThatBeginsWithoutOxygenEndsTheGame() {
    var state = dived()
    state.oxygen = 1
    #expect(!play(&state).terminated)
    #expect(play(&state).terminated)
    #expect(state.oxygen == -1)
  }

  @Test func anEnemyEntersByItsDrawsAndComesEveryTwentySteps() {
    var state = dived()
    state.enemyTimer = 0
    _ = play(&state, draws: enemyFromTheLeft)
    #expect(
      state.submarines == [
        SeaquestMover(column: 0, row: 3, movesRight: true, moveTimer: 4, shotTimer: 9)
      ])
    #expect(state.enemyTimer == 19)
  }

  @Test func anEnemyDoesNotEnterARowInWhichAnotherComesTowardsIt() {
    var state = dived()
    state.enemyTimer = 0
    state.fish.append(SeaquestMover(column: 7, row: 3, movesRight: false, moveTimer: 3))
    _ = play(&state, draws: enemyFromTheLeft)
    #expect(state.submarines.isEmpty && state.fish.count == 1)
  }

  @Test func aDiverEntersIsPickedUpAndASeventhIsNot() {
    var state = dived(divers: 5)
    state.diverTimer = 0
    _ = play(&state, draws: [.uniform(0.5), .integer(range: 1..<9, value: 8)])
    let entered = SeaquestMover(column: 9, row: 8, movesRight: false, moveTimer: 4)
    #expect(state.divers == [entered])
    let here = SeaquestMover(column: state.column, row: state.row, movesRight: true, moveTimer: 3)
    state.divers.append(here)
    state.divers.append(here)
    _ = play(&state)
    #expect(state.diverCount == 6)
    #expect(state.divers.count == 2)
  }

  @Test func aBulletHitsTheFirstFishInItsCell() {
    var state = dived()
    state.fish.append(SeaquestMover(column: 3, row: 1, movesRight: true, moveTimer: 5))
    state.fish.append(SeaquestMover(column: 3, row: 1, movesRight: true, moveTimer: 4))
    _ = play(&state, .fire)
    #expect(play(&state).reward == 1)
    #expect(
      state.fish == [SeaquestMover(column: 3, row: 1, movesRight: true, moveTimer: 2)])
    #expect(state.ownBullets.isEmpty)
  }

  @Test func aSubmarineThatIsShotStillFires() {
    var state = dived()
    state.submarines.append(SeaquestMover(column: 2, row: 1, movesRight: true))
    state.ownBullets.append(SeaquestMover(column: 4, row: 1, movesRight: false))
    #expect(play(&state, .down).reward == 1)
    #expect(state.submarines.isEmpty)
    #expect(
      state.enemyBullets == [SeaquestMover(column: 4, row: 1, movesRight: true)])
  }

  @Test(arguments: [0, 1, 2])
  func whoeverMeetsTheSubmarineEndsTheGame(kind: Int) {
    var state = dived()
    let behind = SeaquestMover(column: 4, row: 1, movesRight: true, shotTimer: 10)
    switch kind {
    case 0: state.fish.append(behind)
    case 1: state.submarines.append(behind)
    default: state.enemyBullets.append(behind)
    }
    var escaped = state
    #expect(play(&state).terminated)
    #expect(!play(&escaped, .down).terminated)
  }

  @Test func listsThatAreFullAreNotAddedTo() {
    var state = dived()
    for _ in 0..<64 {
      state.submarines.append(SeaquestMover(column: 4, row: 5, movesRight: true, moveTimer: 5))
      state.enemyBullets.append(SeaquestMover(column: 2, row: 5, movesRight: true))
    }
    state.enemyTimer = 0
    #expect(Seaquest(parameters: MinAtarParameters()).isValid(state))
    _ = play(&state, draws: enemyFromTheLeft)
    #expect(state.submarines.count == 64 && state.enemyBullets.count == 64)
  }

  @Test func statesThatNoGameHasAreRejected() {
    let outside = SeaquestMover(column: 10, row: 1, movesRight: true)
    let changes: [(String, (inout SeaquestState) -> Void)] = [
      ("row", { $0.row = 9 }), ("column", { $0.column = -1 }),
      ("back outside", { ($0.column, $0.facesRight) = (0, true) }),
      ("ramp", { $0.ramp = 20 }), ("oxygen", { $0.oxygen = 201 }),
      ("oxygen below", { $0.oxygen = 200 }), ("surface", { $0.isAtSurface = true }),
      ("divers", { $0.diverCount = 7 }), ("countless", { $0.diverCount = Int.min }),
      ("enemy timer", { $0.enemyTimer = 21 }), ("diver timer", { $0.diverTimer = 31 }),
      ("shot timer", { $0.shotTimer = 5 }), ("fish", { $0.fish.append(outside) }),
      ("submarine", { $0.submarines.append(outside) }), ("diver", { $0.divers.append(outside) }),
      ("bullet", { $0.enemyBullets.append(outside) }), ("shot", { $0.ownBullets.append(outside) }),
      (
        "too many shots",
        {
          for _ in 0..<2 {
            $0.ownBullets.append(SeaquestMover(column: 9, row: 1, movesRight: true))
          }
        }
      ),
      (
        "shoal",
        {
          let fish = SeaquestMover(column: 1, row: 1, movesRight: true)
          $0.fish = [SeaquestMover](repeating: fish, count: 65)
        }
      ),
      ("depth", { $0.fish.append(SeaquestMover(column: 1, row: 9, movesRight: true)) }),
      (
        "move timer",
        { $0.fish.append(SeaquestMover(column: 1, row: 1, movesRight: true, moveTimer: 6)) }
      ),
    ]
    let game = Seaquest(parameters: MinAtarParameters())
    #expect(game.isValid(dived()))
    for (name, change) in changes {
      var state = dived()
      change(&state)
      #expect(!game.isValid(state), "\(name)")
    }
  }
}
