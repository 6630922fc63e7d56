import Determinism
import Environments
import Testing

@Suite struct BlackjackTests {
  static func world(_ rules: Blackjack.Rules = .sab) -> Blackjack {
    var parameters = Blackjack.defaultParameters
    parameters.rules = rules
    return Blackjack(parameters: parameters)
  }

  /// Cards as draws: 1 is an ace, 10 any ten.
  static func cards(_ cards: [Int]) -> RecordedDraws {
    RecordedDraws(cards.map { .integer(range: 0..<13, value: $0 - 1) })
  }

  /// A game with the dealer's open card and the player's two, then sticking with the dealer's others.
  static func reward(
    _ rules: Blackjack.Rules, player: [Int], dealer: [Int]
  ) -> Float {
    var game = world(rules)
    var draws = cards([dealer[0]] + player + dealer.dropFirst())
    game.begin(from: &draws)
    let result = game.advance(0, from: &draws)
    #expect(result.terminated && draws.isExhausted && draws.mismatch == nil)
    return result.reward
  }

  static let games: [(player: [Int], dealer: [Int], reward: Float)] = [
    ([10, 9], [10, 8], 1.0), ([10, 8], [10, 9], -1), ([10, 8], [9, 9], 0),
    // The dealer hits 16, stands on a soft 17, and is beyond 21 with 10, 6, 10.
    ([10, 2], [10, 6, 10], 1), ([10, 8], [1, 6], 1), ([10, 8], [10, 6, 1], 1),
    // A soft 16 becomes a hard 16 with the 10 and is hit again.
    ([10, 10], [1, 5, 10, 5], -1),
  ]

  @Test(arguments: games)
  func dealersDrawToSeventeen(player: [Int], dealer: [Int], reward: Float) {
    #expect(Self.reward(.plain, player: player, dealer: dealer) == reward)
  }

  static let naturals: [(rules: Blackjack.Rules, rewards: [Float])] = [
    // Against 20, against a 21 of three cards, against a natural.
    (Blackjack.Rules.sab, [1.0, 1, 0]), (.natural, [1.5, 0, 0]), (.plain, [1, 0, 0]),
  ]

  @Test(arguments: naturals)
  func naturalIsWorthWhatTheRulesSay(rules: Blackjack.Rules, rewards: [Float]) {
    let dealers = [[10, 10], [10, 6, 5], [10, 1]]
    #expect(dealers.map { Self.reward(rules, player: [1, 10], dealer: $0) } == rewards)
    // A 21 of three cards is no natural.
    var game = Self.world(rules)
    var draws = Self.cards([10, 5, 6, 10, 6, 5])
    game.begin(from: &draws)
    _ = game.advance(1, from: &draws)
    #expect(game.advance(0, from: &draws).reward == 0)
  }

  @Test func acesCountElevenWhileThatIsNotTooMuch() {
    var game = Self.world()
    var draws = Self.cards([7, 1, 1, 9, 1, 10, 10])
    game.begin(from: &draws)
    #expect((game.state.playerSum, game.state.hasUsableAce) == (12, true))
    _ = game.advance(1, from: &draws)
    #expect((game.state.playerSum, game.state.hasUsableAce) == (21, true))
    #expect(!game.state.hasNatural)
    _ = game.advance(1, from: &draws)
    #expect((game.state.playerSum, game.state.hasUsableAce) == (12, false))
    #expect(game.advance(1, from: &draws) == StepResult(reward: -1, terminated: true))
    #expect(game.state.playerSum == 22)
  }

  @Test func observationHasOneElementForEachOfThreeNumbers() {
    var game = Self.world()
    var draws = Self.cards([10, 1, 6])
    game.begin(from: &draws)
    let observation = game.observation
    #expect(observation.count == 45)
    #expect(observation.indices.filter { observation[$0] == 1 } == [17, 32 + 10, 44])
  }

  /// Reference/solve_blackjack.py, in exact fractions over whole hands.
  @Test(arguments: [
    ("blackjack-sab", -0.043113105413477015), ("blackjack-natural", -0.02572918278931986),
    ("blackjack-plain", -0.04655597706669755),
  ])
  func optimalReturnIsTheKnownOne(id: String, optimum: Double) throws {
    let solution = try #require(try EnvironmentRegistry.definition(id).solve())
    #expect(abs(solution.optimalReturn - optimum) < 1e-12)
    #expect(solution.terminationProbability > 1 - 1e-12)
  }

  /// Figure 5.2 of Sutton and Barto: the sums at which the best play sticks, from 21 down, for the
  /// dealer's cards ace, 2, …, 10.
  @Test func bestPlayIsThatOfTheBook() throws {
    let game: Blackjack = try builtIn("blackjack-sab")
    let solution = try #require(try EnvironmentRegistry.definition("blackjack-sab").solve())
    func lowestStick(_ card: Int, usable: Bool) -> Int {
      var world = game
      var sum = 22
      while sum > 12 {
        world.state = .init(playerSum: sum - 1, hasUsableAce: usable, dealerCard: card)
        guard solution.policy[world.stateIndex] == 0 else { return sum }
        sum -= 1
      }
      return sum
    }
    #expect(
      (1...10).map { lowestStick($0, usable: false) } == [17, 13, 13, 12, 12, 12, 17, 17, 17, 17])
    #expect(
      (1...10).map { lowestStick($0, usable: true) } == [19, 18, 18, 18, 18, 18, 18, 18, 19, 19])
  }

  @Test func startsAreAsLikelyAsTheirCards() throws {
    let game: Blackjack = try builtIn("blackjack-sab")
    let starts = game.startDistribution
    #expect(abs(starts.reduce(0) { $0 + $1.probability } - 1) < 1e-15)
    var natural = game
    natural.state = .init(
      playerSum: 21, hasUsableAce: true, hasNatural: true, dealerCard: 10)
    let start = try #require(starts.first { $0.state == natural.stateIndex })
    // An ace and a ten in either order, a ten on the table.
    #expect(abs(start.probability - 2.0 * 4 / 169 * 4 / 13) < 1e-16)
  }

  @Test func statesThatCannotBeAreNotValid() {
    let game = Self.world()
    #expect(game.isValid(.init(playerSum: 4, hasUsableAce: false, dealerCard: 1)))
    #expect(
      game.isValid(.init(playerSum: 21, hasUsableAce: true, hasNatural: true, dealerCard: 10)))
    for (sum, ace, natural, card) in [
      (3, false, false, 1), (22, false, false, 1), (11, true, false, 1), (22, true, false, 1),
      (20, false, false, 0), (20, false, false, 11), (20, true, true, 5), (21, false, true, 5),
    ] {
      let state = Blackjack.State(
        playerSum: sum, hasUsableAce: ace, hasNatural: natural, dealerCard: card)
      #expect(!game.isValid(state), "\(state)")
    }
  }

  @Test func pictureShowsBothSumsBesideTwentyOne() {
    var game = Self.world()
    var draws = Self.cards([10, 1, 6, 8])
    game.begin(from: &draws)
    let running = game.render()
    #expect(running[30, 45] == .slate && running[115, 45] == .mist, "the open card")
    #expect(running[30, 115] == .blue && running[130, 115] == .sky, "a six and a usable ace")
    #expect(running[185, 115] == .mist && running[220, 80] == .ink)
    #expect(game.describeState() == "17 (a usable ace) against 10")
    _ = game.advance(0, from: &draws)
    #expect(game.render()[185, 30] == .orange, "the dealer's 18")
    #expect(game.describeState() == "17 against 18, over")
  }
}
