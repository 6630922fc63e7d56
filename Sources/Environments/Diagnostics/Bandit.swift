import Determinism
import Documents

/// One pull at one of several arms, of which each is worth something else.
///
/// - Description: The arms are worth 0, 1/(k − 1), 2/(k − 1), … 1, in an order drawn once from
///   `mappingSeed`. An episode is a single pull.
/// - Actions: `arm-0`, `arm-1`, …: one for each arm.
/// - Observation: `[1]`, always 1: there is nothing to see.
/// - Reward: with `payoff: fixed` the arm's worth; with `payoff: bernoulli` 1 with the worth as
///   probability, else 0.
/// - Terminated: after the pull.
/// - Truncated: never.
/// - Randomness: none with fixed payoff, else one draw per pull. The order of the arms belongs to the
///   definition, not to the episode.
/// - Source: Osband et al., "Behaviour Suite for Reinforcement Learning", 2020 (`bandit`, 11 arms);
///   the order comes from our own generator. It isolates: telling arms apart by their mean.
public struct Bandit: Game {
  /// Whether an arm has been pulled.
  public struct State: Codable, Hashable, Sendable {
    /// The arm that was pulled; nil before.
    public var arm: Int?

    /// Creates a state.
    public init(arm: Int? = nil) { self.arm = arm }
  }

  /// How an arm pays its worth.
  public enum Payoff: String, Sendable, Hashable, CaseIterable {
    /// Always exactly.
    case fixed
    /// As the probability of 1; else 0.
    case bernoulli
  }

  /// Number and order of the arms.
  public struct Parameters: Sendable, Hashable {
    /// The number of arms.
    public var arms = 11
    /// Where the order of the arms comes from.
    public var mappingSeed = 0
    /// How an arm pays.
    public var payoff = Payoff.fixed

    /// Creates eleven arms that pay what they are worth.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `bandit`.
  public static let name = "bandit"
  /// What the number of an observation is.
  public static let observationNames = ["constant"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("arms", \.arms, "number of arms, 2 to 100", check: within(2...100)),
    Field(
      "mappingSeed", \.mappingSeed, "seed of the order of the arms, 0 to 1000000",
      check: within(0...1_000_000)),
    Field("payoff", \.payoff, "fixed: the worth; bernoulli: 1 with the worth as probability"),
  ])

  /// Number and order of the arms.
  public let parameters: Parameters
  /// The whole state.
  public var state = State()
  /// What can be done.
  public let actionSpace: Discrete
  /// What each arm is worth on average, by number.
  public let worths: [Float]

  /// Creates a bandit that waits for the pull.
  public init(parameters: Parameters) {
    self.parameters = parameters
    actionSpace = Discrete(names: (0..<parameters.arms).map { "arm-\($0)" })
    var random = RandomStream(seed: UInt64(parameters.mappingSeed)).stream("bandit")
    let last = Float(parameters.arms - 1)
    worths = random.permutation(parameters.arms).map { Float($0) / last }
  }

  /// A constant.
  public var observationSpace: Box { Box(shape: [1], range: 0...1, elementType: .uint8) }

  /// From nothing to one.
  public var rewardRange: ClosedRange<Float> { 0...1 }

  /// Waits for the pull.
  public mutating func reset(using random: inout RandomStream) { state = State() }

  /// Pulls an arm.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(
      action >= 0 && action < worths.count,
      "expected an action in 0..<\(worths.count), got \(action)")
    state.arm = action
    let worth = worths[action]
    switch parameters.payoff {
    case .fixed: return StepResult(reward: worth, terminated: true)
    case .bernoulli:
      return StepResult(reward: random.bernoulli(Double(worth)) ? 1 : 0, terminated: true)
    }
  }

  /// Writes the constant.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation[0] = 1
  }

  /// Whether the arm is one of them.
  public func isValid(_ state: State) -> Bool {
    guard let arm = state.arm else { return true }
    return worths.indices.contains(arm)
  }

  /// Draws each arm as a bar as high as its worth; the one pulled is blue.
  public func render() -> Frame {
    var frame = Frame(width: worths.count * 12 + 4, height: 108)
    for (arm, worth) in worths.enumerated() {
      let height = 2 + pixel(Double(worth) * 98)
      frame.fillRectangle(
        x: arm * 12 + 4, y: 104 - height, width: 8, height: height,
        arm == state.arm ? .blue : .stone)
    }
    return frame
  }

  /// The arm pulled and its worth.
  public func describeState() -> String {
    guard let arm = state.arm else { return "no arm pulled yet" }
    return "arm \(arm) pulled, worth \(hundredths(Double(worths[arm])))"
  }
}

/// State 0 is before the pull, state 1 after it.
extension Bandit: EnumerableEnvironment {
  /// Before and after.
  public var stateCount: Int { 2 }

  /// 1 once an arm has been pulled.
  public var stateIndex: Int { state.arm == nil ? 0 : 1 }

  /// Before the pull.
  public var startDistribution: [(state: Int, probability: Double)] { [(0, 1)] }

  /// The arm's worth, or 1 and 0.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    guard index == 0 else {
      return [Outcome(probability: 1, nextState: 1, reward: 0, terminated: true)]
    }
    let worth = Double(worths[action])
    if parameters.payoff == .fixed || worth == 0 || worth == 1 {
      return [Outcome(probability: 1, nextState: 1, reward: worth, terminated: true)]
    }
    return [
      Outcome(probability: worth, nextState: 1, reward: 1, terminated: true),
      Outcome(probability: 1 - worth, nextState: 1, reward: 0, terminated: true),
    ]
  }

  /// Before or after the pull.
  public func describe(state index: Int) -> String { index == 0 ? "before the pull" : "pulled" }
}
