import Determinism
import Documents

/// The card game against a dealer without choices: come closer to 21, but not beyond.
///
/// - Description: Every card comes from an infinite deck: 1 (ace), 2 to 9, and 10 four times as likely
///   (ten, jack, queen, king). The player gets two cards and sees one of the dealer's. An ace counts
///   11 ("usable") while that does not lead beyond 21, else 1. After the player's last card the
///   dealer draws until his sum is 17 or more.
/// - Actions: 0 `stick`, 1 `hit`: take no further card, or one.
/// - Observation: `[45]` bytes of 0 and 1, three parts with one element set in each: 32 for the
///   player's sum (0 to 31), 11 for the dealer's card (0 to 10), 2 for no usable ace and a usable one.
///   That is what Gymnasium's `FlattenObservation` makes of its three numbers.
/// - Reward: 0 for a card that does not lead beyond 21, −1 for one that does. For sticking +1 with the
///   higher sum or a dealer beyond 21, 0 with the same sum, −1 with the lower one. A natural (an
///   ace and a 10 as the first two cards) depends on the rules: `sab`: it wins, +1, unless the
///   dealer has one too, which is a draw; `natural`: where it wins, it wins +1.5; `plain`: it is a
///   21 like any other.
/// - Terminated: when the player sticks or is beyond 21.
/// - Truncated: never; the game needs no time limit.
/// - Randomness: the cards, a whole number below 13 each: at the start the dealer's card and the
///   player's two, after a hit one, after sticking the dealer's second and further ones. The dealer's
///   hidden card is drawn only when it matters, so that the state holds nothing that the player must
///   not know.
/// - Source: Sutton and Barto, "Reinforcement Learning", example 5.1 (`sab`); rules and order of
///   actions as in Gymnasium's `Blackjack-v1`, whose default is `sab`.
public struct Blackjack: Game {
  /// What a natural is worth.
  public enum Rules: String, CaseIterable, Sendable, Hashable {
    /// It wins unless the dealer has one too; as in the book.
    case sab
    /// Where it wins, it wins half as much again.
    case natural
    /// No more than any other 21.
    case plain
  }

  /// The hands, as far as they matter.
  public struct State: Codable, Hashable, Sendable {
    /// The player's sum, a usable ace counted 11.
    public var playerSum: Int
    /// Whether one of the player's aces counts 11.
    public var hasUsableAce: Bool
    /// Whether the player has an ace and a 10 and nothing else.
    public var hasNatural: Bool
    /// The dealer's card that can be seen, 1 to 10.
    public var dealerCard: Int
    /// The dealer's sum when he has drawn; 0 before.
    public var dealerSum: Int
    /// Whether the player has stuck or is beyond 21.
    public var hasEnded: Bool

    /// Creates the state of a running game.
    public init(playerSum: Int, hasUsableAce: Bool, hasNatural: Bool = false, dealerCard: Int) {
      self.playerSum = playerSum
      self.hasUsableAce = hasUsableAce
      self.hasNatural = hasNatural
      self.dealerCard = dealerCard
      dealerSum = 0
      hasEnded = false
    }
  }

  /// The rules.
  public struct Parameters: Sendable, Hashable {
    /// What a natural is worth.
    public var rules = Rules.sab

    /// Creates the rules of the book.
    public init() {}
  }

  /// `blackjack`.
  public static let name = "blackjack"
  /// What the parts of an observation are.
  public static let observationNames = ["player's sum, dealer's card, usable ace"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("rules", \.rules, "what a natural is worth: sab, natural or plain")
  ])

  /// The rules.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(playerSum: 4, hasUsableAce: false, dealerCard: 2)

  /// Creates a table with three twos on it, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// Three parts with one element set in each.
  public var observationSpace: Box { Box(shape: [45], range: 0...1, elementType: .uint8) }

  /// Stick or hit.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["stick", "hit"])

  /// From a loss to a win.
  public var rewardRange: ClosedRange<Float> { -1...(parameters.rules == .natural ? 1.5 : 1) }

  /// Deals.
  public mutating func reset(using random: inout RandomStream) { begin(from: &random) }

  /// Takes a card, or lets the dealer draw.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action == 0 || action == 1, "expected an action in 0..<2, got \(action)")
    return advance(action, from: &random)
  }

  /// Whether a player and a dealer can have come to it.
  public func isValid(_ state: State) -> Bool {
    let sums = state.hasUsableAce ? 12...21 : 4...(state.hasEnded ? 31 : 21)
    let isNatural = state.playerSum == 21 && state.hasUsableAce
    return sums.contains(state.playerSum) && (1...10).contains(state.dealerCard)
      && (!state.hasNatural || isNatural)
      && (state.dealerSum == 0 || state.hasEnded && (17...26).contains(state.dealerSum))
  }

  /// Sets the elements of the player's sum, the dealer's card and the ace.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    observation[state.playerSum] = 1
    observation[32 + state.dealerCard] = 1
    observation[state.hasUsableAce ? 44 : 43] = 1
  }
}
