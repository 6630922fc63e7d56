/// How a move can go another way than intended.
public struct GridSlip: Sendable, Hashable {
  /// Which other directions there are.
  public enum Model: String, Sendable, Hashable, CaseIterable {
    /// Every move goes as intended.
    case none
    /// The two directions at a right angle (Gymnasium's FrozenLake).
    case perpendicular
    /// The three other directions (Sutton, Precup & Singh 1999).
    case others
  }

  /// Which other directions there are.
  public var model: Model
  /// The probability that the move goes as intended, `0...1`.
  public var intended: Double
  /// The probability of each other direction, `0...1`.
  public var each: Double

  /// Every move goes as intended.
  public static let none = GridSlip(model: .none, intended: 1, each: 0)

  /// The ways a move can go, with their probabilities, in the order in which they are drawn.
  ///
  /// `perpendicular`: the side that stands before the action in the list of actions (the last one
  /// stands before the first), the intended direction, the other side. That is the order of
  /// Gymnasium's transition tables. `others`: the intended direction, then clockwise from it.
  ///
  /// - Parameters:
  ///   - action: the intended move.
  ///   - actions: all actions of the environment, in order.
  /// - Returns: directions and their probabilities.
  func moves(
    for action: GridAction, among actions: [GridAction]
  ) -> [(direction: GridAction, probability: Double)] {
    guard action != .stay else { return [(action, 1)] }
    switch model {
    case .none:
      return [(action, 1)]
    case .perpendicular:
      var sides = action.perpendicular
      if let place = actions.firstIndex(of: action),
        actions[(place + actions.count - 1) % actions.count] == sides[1]
      {
        sides.swapAt(0, 1)
      }
      return [(sides[0], each), (action, intended), (sides[1], each)]
    case .others:
      let all = GridAction.directions
      let place = all.firstIndex(of: action) ?? 0
      return [(action, intended)] + (1...3).map { (all[(place + $0) % 4], each) }
    }
  }
}
