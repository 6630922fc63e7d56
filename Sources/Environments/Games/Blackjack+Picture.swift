extension Blackjack {
  /// Draws both sums as bars over a scale from 0 to 31, 10 pixels a point.
  ///
  /// The line stands at 21. Above is the dealer: his card, and after the game his sum in orange. Below
  /// is the player, blue; the ten points of a usable ace are sky. A hand beyond 21 is vermilion.
  public func render() -> Frame {
    var frame = Frame(width: 340, height: 160)
    frame.fillRectangle(x: 10, y: 20, width: 310, height: 50, .mist)
    frame.fillRectangle(x: 10, y: 90, width: 310, height: 50, .mist)
    let dealerCard = state.dealerCard == 1 ? 11 : state.dealerCard
    if state.dealerSum > 0 {
      frame.fillRectangle(
        x: 10, y: 28, width: 10 * state.dealerSum, height: 34,
        state.dealerSum > 21 ? .vermilion : .orange)
    }
    frame.fillRectangle(x: 10, y: 32, width: 10 * dealerCard, height: 26, .slate)
    let hard = state.hasUsableAce ? state.playerSum - 10 : state.playerSum
    frame.fillRectangle(
      x: 10, y: 98, width: 10 * hard, height: 34, state.playerSum > 21 ? .vermilion : .blue)
    if state.hasUsableAce {
      frame.fillRectangle(x: 10 + 10 * hard, y: 98, width: 100, height: 34, .sky)
    }
    for point in 0...31 {
      frame.fillRectangle(x: 10 + 10 * point, y: 70, width: 1, height: 20, .mist)
    }
    frame.fillRectangle(x: 219, y: 12, width: 3, height: 136, .ink)
    return frame
  }

  /// For example "16 (no usable ace) against 10"; after the game "23 against 18, over".
  public func describeState() -> String {
    guard state.hasEnded else { return describe(state: stateIndex) }
    let dealer = state.dealerSum > 0 ? state.dealerSum : state.dealerCard
    return "\(state.playerSum) against \(dealer), over"
  }
}
