import Documents

/// A game of Blackjack.
///
/// The cards are those of the recorded hands, in the order in which the rules here draw them.
struct GymnasiumHands: Decodable {
  /// One step: both hands in the order of drawing, what the player sees of them, reward and endings.
  struct Step: Decodable {
    var obs: [Int]
    var player: [Int]
    var dealer: [Int]
    var r: Double
    var term: Bool
    var trunc: Bool

    var ending: GymnasiumEnding { GymnasiumEnding(terminated: term, truncated: trunc) }
  }

  var episode: Int
  var initialDealer: [Int]
  var initialPlayer: [Int]
  var initialObservation: [Int]
  var actions: [Int]
  var steps: [Step]

  enum CodingKeys: String, CodingKey {
    case episode
    case initialDealer = "init_dealer"
    case initialPlayer = "init_player"
    case initialObservation = "init_obs"
    case actions
    case steps
  }

  private typealias Part = (what: String, expected: String, got: String)

  /// Plays the game with the recorded cards.
  func compare(
    with world: Blackjack, _ clock: GymnasiumClock
  ) throws -> RecordingComparison {
    try clock.check(actions: actions, of: world.actionSpace, steps.map(\.ending))
    guard initialDealer.count == 2, initialPlayer.count == 2 else {
      throw InputError(
        "expected two cards each, got \(initialPlayer.count) and \(initialDealer.count)")
    }
    var world = world
    var draws = try Self.draws(initialDealer.prefix(1) + initialPlayer, "at the beginning")
    world.begin(from: &draws)
    if let part = Self.observation(of: world, initialObservation) { return difference(nil, part) }
    var player = initialPlayer
    var dealer = initialDealer
    for (index, step) in steps.enumerated() {
      let isHit = actions[index] == 1
      let before = isHit ? player : Array(dealer.prefix(1))
      let drawn = isHit ? step.player : step.dealer
      guard drawn.starts(with: isHit ? player : dealer) else {
        throw InputError("the cards on the table change at step \(index)")
      }
      let resting = isHit ? ("dealer", step.dealer, dealer) : ("player", step.player, player)
      guard resting.1 == resting.2 else {
        return difference(index, (resting.0, "\(resting.1)", "\(resting.2)"))
      }
      draws = try Self.draws(drawn.dropFirst(before.count), "at step \(index)")
      let result = world.advance(actions[index], from: &draws)
      let part =
        Self.cards(draws, of: isHit ? "player" : "dealer", drawn)
        ?? Self.observation(of: world, step.obs) ?? Self.reward(result.reward, step.r)
        ?? clock.compare(step.ending, terminated: result.terminated, step: index)
      if let part { return difference(index, part) }
      if result.terminated && index + 1 < steps.count {
        throw InputError("goes on after its end at step \(index)")
      }
      (player, dealer) = (step.player, step.dealer)
    }
    return RecordingComparison(steps: steps.count)
  }

  private func difference(_ step: Int?, _ part: Part) -> RecordingComparison {
    RecordingComparison(
      steps: step ?? 0,
      difference: RecordingDifference(
        episode: episode, step: step, what: part.what, expected: part.expected, got: part.got))
  }

  /// Cards as the draws that bring them.
  private static func draws(
    _ cards: some Sequence<Int>, _ place: String
  ) throws -> RecordedDraws {
    RecordedDraws(
      try cards.map { card in
        guard (1...10).contains(card) else {
          throw InputError("expected a card in 1...10 \(place), got \(card)")
        }
        return .integer(range: 0..<13, value: card - 1)
      })
  }

  /// Compares the number of cards drawn with the recorded ones.
  private static func cards(_ draws: RecordedDraws, of hand: String, _ recorded: [Int]) -> Part? {
    if draws.mismatch != nil { return (hand, "\(recorded)", "a further card") }
    return draws.isExhausted ? nil : (hand, "\(recorded)", "fewer cards")
  }

  /// Compares the three numbers that the player sees.
  private static func observation(of world: Blackjack, _ recorded: [Int]) -> Part? {
    let state = world.state
    let ours = [state.playerSum, state.dealerCard, state.hasUsableAce ? 1 : 0]
    return recorded == ours ? nil : ("observation", "\(recorded)", "\(ours)")
  }

  private static func reward(_ reward: Float, _ recorded: Double) -> Part? {
    Float(recorded) == reward ? nil : ("reward", "\(recorded)", "\(reward)")
  }
}
