/// MinAtar's six actions, the same in all five games; a game that has no use for one does nothing.
public enum MinAtarAction: UInt8, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case noop
  /// One column to the left.
  case left
  /// One row up.
  case up
  /// One column to the right.
  case right
  /// One row down.
  case down
  /// A shot.
  case fire

  /// The name in an action space.
  public var name: String {
    switch self {
    case .noop: "noop"
    case .left: "left"
    case .up: "up"
    case .right: "right"
    case .down: "down"
    case .fire: "fire"
    }
  }

  /// MinAtar's letter for it, as recordings list them.
  init?(letter: String) {
    let letters = ["n", "l", "u", "r", "d", "f"]
    guard let index = letters.firstIndex(of: letter) else { return nil }
    self = Self.allCases[index]
  }
}

/// Which of the six actions an agent chooses from.
public enum MinAtarActionSet: String, Codable, Hashable, Sendable, CaseIterable {
  /// All six, in MinAtar's order.
  case full
  /// Those that do something in the game, in the same order.
  case minimal
}

/// What is set in every MinAtar game.
public struct MinAtarParameters: Sendable, Hashable {
  /// The probability with which a step repeats the action before instead of the chosen one.
  public var stickyActionProbability = 0.1
  /// Whether the game grows harder; Breakout and Freeway do not change.
  public var difficultyRamping = true
  /// Which actions there are.
  public var actionSet = MinAtarActionSet.full

  /// MinAtar's own: sticky actions, a growing difficulty, all six actions.
  public init() {}
}

/// The parameters in the form that a step needs: no array, no floating point.
public struct MinAtarSettings: Sendable, Hashable {
  /// What the definition says.
  public let parameters: MinAtarParameters
  /// The number of actions.
  public let actionCount: Int
  /// The actions' raw values, a byte each, the first lowest.
  private let actionBytes: UInt64
  /// A step repeats the action before where a 32-bit word is below this.
  private let stickyWords: UInt64

  /// Prepares the parameters of a game.
  ///
  /// - Parameters:
  ///   - parameters: what the definition says.
  ///   - minimal: the actions that do something in the game.
  public init(_ parameters: MinAtarParameters, minimal: [MinAtarAction]) {
    self.parameters = parameters
    let actions = parameters.actionSet == .full ? MinAtarAction.allCases : minimal
    actionCount = actions.count
    actionBytes = actions.reversed().reduce(0) { $0 << 8 | UInt64($1.rawValue) }
    stickyWords = UInt64((parameters.stickyActionProbability * 0x1p32).rounded())
  }

  /// The action with a number.
  ///
  /// - Precondition: the number is below `actionCount`.
  @inline(__always)
  public func action(_ number: Int) -> MinAtarAction {
    precondition(
      number >= 0 && number < actionCount,
      "expected an action in 0..<\(actionCount), got \(number)")
    let byte = UInt8(truncatingIfNeeded: actionBytes >> UInt64(8 * number))
    return MinAtarAction(rawValue: byte) ?? .noop
  }

  /// Whether a step repeats the action before, given one random word.
  @inline(__always)
  func isSticky(_ word: UInt32) -> Bool { UInt64(word) < stickyWords }

  /// Whether any step ever does: without sticky actions nothing is drawn for them.
  @inline(__always)
  var hasStickyActions: Bool { stickyWords > 0 }
}
