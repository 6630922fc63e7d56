/// An environment whose states are finite and can be listed, so that it can be solved exactly.
public protocol EnumerableEnvironment: Environment {
  /// The number of states; they are numbered from zero.
  var stateCount: Int { get }
  /// The number of the present state.
  var stateIndex: Int { get }
  /// The states in which episodes begin; the probabilities sum to 1.
  var startDistribution: [(state: Int, probability: Double)] { get }

  /// Everything that can follow from an action, in the order in which outcomes are drawn.
  ///
  /// The same next state may appear more than once. A state in which the task has ended leads to
  /// itself with probability 1, reward 0, `terminated` true.
  ///
  /// - Parameters:
  ///   - state: a number in `0..<stateCount`.
  ///   - action: a number in `0..<actionSpace.count`.
  /// - Returns: the outcomes; their probabilities sum to 1.
  func outcomes(of state: Int, action: Int) -> [Outcome]

  /// Names a state for people, such as "row 3, column 4".
  func describe(state: Int) -> String
}

extension EnumerableEnvironment {
  /// "state" and its number.
  public func describe(state: Int) -> String { "state \(state)" }
}

/// One thing that can follow from an action.
public struct Outcome: Sendable, Hashable {
  /// The probability, in `0...1`.
  public var probability: Double
  /// The number of the state that follows.
  public var nextState: Int
  /// The reward.
  public var reward: Double
  /// Whether the task ends with it.
  public var terminated: Bool

  /// Creates an outcome.
  @inlinable
  public init(probability: Double, nextState: Int, reward: Double, terminated: Bool) {
    self.probability = probability
    self.nextState = nextState
    self.reward = reward
    self.terminated = terminated
  }
}
