extension Blackjack {
  /// The sum of some cards and whether an ace among them counts 11.
  struct Hand: Hashable {
    var sum = 0
    var hasUsableAce = false

    /// Adds a card, 1 to 10.
    @inline(__always)
    mutating func add(_ card: Int) {
      sum += card
      if card == 1 && sum + 10 <= 21 {
        sum += 10
        hasUsableAce = true
      } else if sum > 21 && hasUsableAce {
        sum -= 10
        hasUsableAce = false
      }
    }

    /// The hand with one more card.
    func adding(_ card: Int) -> Hand {
      var hand = self
      hand.add(card)
      return hand
    }
  }

  /// The next card: an ace is 1, ten and the three court cards are 10.
  @inline(__always)
  private static func card(from source: inout some RandomSource) -> Int {
    min(source.integer(in: 0..<13) + 1, 10)
  }

  /// Deals the dealer's open card and the player's two.
  package mutating func begin(from source: inout some RandomSource) {
    let open = Self.card(from: &source)
    var hand = Hand()
    hand.add(Self.card(from: &source))
    hand.add(Self.card(from: &source))
    state = State(
      playerSum: hand.sum, hasUsableAce: hand.hasUsableAce, hasNatural: hand.sum == 21,
      dealerCard: open)
  }

  /// Takes a card (1), or lets the dealer draw (0).
  package mutating func advance(_ action: Int, from source: inout some RandomSource) -> StepResult {
    if action == 1 {
      var hand = Hand(sum: state.playerSum, hasUsableAce: state.hasUsableAce)
      hand.add(Self.card(from: &source))
      state.playerSum = hand.sum
      state.hasUsableAce = hand.hasUsableAce
      state.hasNatural = false
      state.hasEnded = hand.sum > 21
      return StepResult(reward: hand.sum > 21 ? -1 : 0, terminated: hand.sum > 21)
    }
    var dealer = Hand().adding(state.dealerCard)
    dealer.add(Self.card(from: &source))
    let hasNatural = dealer.sum == 21
    while dealer.sum < 17 { dealer.add(Self.card(from: &source)) }
    state.dealerSum = dealer.sum
    state.hasEnded = true
    return StepResult(
      reward: reward(state, dealerSum: dealer.sum, dealerHasNatural: hasNatural), terminated: true)
  }

  /// What sticking is worth against a dealer who has drawn.
  func reward(_ state: State, dealerSum: Int, dealerHasNatural: Bool) -> Float {
    let dealer = dealerSum > 21 ? 0 : dealerSum
    let reward: Float = state.playerSum > dealer ? 1 : state.playerSum < dealer ? -1 : 0
    guard state.hasNatural else { return reward }
    switch parameters.rules {
    case .sab: return dealerHasNatural ? reward : 1
    case .natural: return reward == 1 ? 1.5 : reward
    case .plain: return reward
    }
  }
}
