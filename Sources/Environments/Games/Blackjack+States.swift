/// Running games are numbered by the player's hand, then the dealer's card; the last state is over.
///
/// A hand is one of 18 sums from 4 to 21 without a usable ace, 10 from 12 to 21 with one, or a natural.
/// All games that are over are one state.
extension Blackjack: EnumerableEnvironment {
  private static let handCount = 18 + 10 + 1
  private static let over = handCount * 10

  /// 29 hands with 10 cards of the dealer's, and the end.
  public var stateCount: Int { Self.over + 1 }

  /// The number of the present state.
  public var stateIndex: Int { Self.number(of: state) }

  /// Every hand of two cards with every card of the dealer's.
  public var startDistribution: [(state: Int, probability: Double)] {
    var probabilities = [Double](repeating: 0, count: stateCount)
    for open in 1...10 {
      for first in 1...10 {
        for second in 1...10 {
          let hand = Hand().adding(first).adding(second)
          let state = State(
            playerSum: hand.sum, hasUsableAce: hand.hasUsableAce, hasNatural: hand.sum == 21,
            dealerCard: open)
          probabilities[Self.number(of: state)] +=
            Self.probability(open) * Self.probability(first) * Self.probability(second)
        }
      }
    }
    return probabilities.indices.filter { probabilities[$0] > 0 }.map { ($0, probabilities[$0]) }
  }

  /// After a hit one outcome for each card, after sticking one for each reward that can follow.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    guard index < Self.over else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let present = Self.state(index)
    return action == 1 ? hits(present) : sticks(present)
  }

  /// For example "16 (no usable ace) against 10".
  public func describe(state index: Int) -> String {
    guard index < Self.over else { return "over" }
    let state = Self.state(index)
    let ace = state.hasNatural ? "natural" : state.hasUsableAce ? "a usable ace" : "no usable ace"
    let card = state.dealerCard == 1 ? "an ace" : "\(state.dealerCard)"
    return "\(state.playerSum) (\(ace)) against \(card)"
  }

  private func hits(_ present: State) -> [Outcome] {
    (1...10).map { card in
      let hand = Hand(sum: present.playerSum, hasUsableAce: present.hasUsableAce).adding(card)
      let isOver = hand.sum > 21
      let next = State(
        playerSum: hand.sum, hasUsableAce: hand.hasUsableAce, dealerCard: present.dealerCard)
      return Outcome(
        probability: Self.probability(card),
        nextState: isOver ? Self.over : Self.number(of: next), reward: isOver ? -1 : 0,
        terminated: isOver)
    }
  }

  private func sticks(_ present: State) -> [Outcome] {
    var sums = [Double](repeating: 0, count: 27)
    var natural = 0.0
    let open = Hand().adding(present.dealerCard)
    for card in 1...10 {
      let hand = open.adding(card)
      if hand.sum == 21 {
        natural += Self.probability(card)
      } else {
        Self.draw(hand, Self.probability(card), &sums)
      }
    }
    let results =
      [(reward(present, dealerSum: 21, dealerHasNatural: true), natural)]
      + (17...26).map { (reward(present, dealerSum: $0, dealerHasNatural: false), sums[$0]) }
    let rewards: [Float] = [-1, 0, 1, 1.5]
    return rewards.compactMap { reward in
      let probability = results.reduce(0) { $1.0 == reward ? $0 + $1.1 : $0 }
      guard probability > 0 else { return nil }
      return Outcome(
        probability: probability, nextState: Self.over, reward: Double(reward), terminated: true)
    }
  }

  /// Adds to each final sum of the dealer's the probability of coming to it from a hand.
  private static func draw(_ hand: Hand, _ share: Double, _ sums: inout [Double]) {
    guard hand.sum < 17 else {
      sums[hand.sum] += share
      return
    }
    for card in 1...10 { draw(hand.adding(card), share * probability(card), &sums) }
  }

  private static func probability(_ card: Int) -> Double { card == 10 ? 4.0 / 13 : 1.0 / 13 }

  private static func number(of state: State) -> Int {
    guard !state.hasEnded else { return over }
    let hand =
      state.hasNatural
      ? handCount - 1 : state.hasUsableAce ? 18 + state.playerSum - 12 : state.playerSum - 4
    return hand * 10 + state.dealerCard - 1
  }

  private static func state(_ index: Int) -> State {
    let hand = index / 10
    let dealerCard = index % 10 + 1
    if hand < 18 { return State(playerSum: hand + 4, hasUsableAce: false, dealerCard: dealerCard) }
    let isNatural = hand == handCount - 1
    return State(
      playerSum: isNatural ? 21 : hand - 18 + 12, hasUsableAce: true, hasNatural: isNatural,
      dealerCard: dealerCard)
  }
}
