import Determinism
import Documents

/// The first action chooses how long to wait for a reward; the one a tenth larger is worth it.
///
/// - Description: Five chains pay 1 after 1, 3, 10, 30 and 100 steps. One of them, `bonusChain`, pays
///   1.1. The first action chooses the chain; later actions change nothing. An episode takes 100
///   steps.
/// - Actions: `after-1`, `after-3`, `after-10`, `after-30`, `after-100`.
/// - Observation: `[6]` floats: one-hot the chain that was chosen (all 0 before), and the part of the
///   episode that has passed (0 to 1).
/// - Reward: 1, or 1.1 on the chain with the bonus, at the chosen chain's step; else 0.
/// - Terminated: after 100 steps.
/// - Truncated: never.
/// - Randomness: none.
/// - Source: Osband et al., "Behaviour Suite for Reinforcement Learning", 2020
///   (`discounting_chain`); there the chain is observed as one number from −1 to 4. It isolates the
///   horizon: with discount γ waiting for step 100 is only preferred where 1.1 γ⁹⁹ > 1, so for
///   γ > 0.99904.
public struct Discounting: Game {
  /// The chain and the time.
  public struct State: Codable, Hashable, Sendable {
    /// The chain that was chosen; nil before.
    public var chain: Int?
    /// Steps taken.
    public var time: Int

    /// Creates a state.
    public init(chain: Int? = nil, time: Int = 0) {
      self.chain = chain
      self.time = time
    }
  }

  /// Where the bonus is.
  public struct Parameters: Sendable, Hashable {
    /// The chain that pays a tenth more, 0 to 4.
    public var bonusChain = 4

    /// Creates the chains with the bonus on the longest.
    public init() {}
  }

  /// `discounting`.
  public static let name = "discounting"
  /// What each number of an observation is.
  public static let observationNames =
    delays.map { "chain after \($0)" } + ["part of the episode passed"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field(
      "bonusChain", \.bonusChain, "the chain that pays a tenth more, 0 to 4", check: within(0...4))
  ])

  /// The step at which each chain pays.
  private static let delays = [1, 3, 10, 30, 100]
  private static let length = 100

  /// Where the bonus is.
  public let parameters: Parameters
  /// The whole state.
  public var state = State()

  /// Creates the chains before the choice.
  public init(parameters: Parameters) { self.parameters = parameters }

  /// Numbers from 0 to 1.
  public var observationSpace: Box { Box(shape: [6], range: 0...1) }

  /// One for each chain.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: delays.map { "after-\($0)" })

  /// From nothing to the bonus.
  public var rewardRange: ClosedRange<Float> { 0...1.1 }

  /// Begins before the choice.
  public mutating func reset(using random: inout RandomStream) { state = State() }

  /// Chooses the chain at the first step, then waits.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 5, "expected an action in 0..<5, got \(action)")
    guard state.time < Self.length else { return StepResult(reward: 0, terminated: true) }
    let chain = state.chain ?? action
    state = State(chain: chain, time: state.time + 1)
    return StepResult(
      reward: reward(of: chain, at: state.time), terminated: state.time == Self.length)
  }

  private func reward(of chain: Int, at time: Int) -> Float {
    guard time == Self.delays[chain] else { return 0 }
    return chain == parameters.bonusChain ? 1.1 : 1
  }

  /// Writes chain and time.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    for chain in 0..<5 { observation[chain] = chain == state.chain ? 1 : 0 }
    observation[5] = Float(state.time) / Float(Self.length)
  }

  /// Whether the chain exists and was chosen with the first step.
  public func isValid(_ state: State) -> Bool {
    guard let chain = state.chain else { return state.time == 0 }
    return (0..<5).contains(chain) && (1...Self.length).contains(state.time)
  }

  /// Draws the chains as bars up to the step at which they pay, and the time on the chosen one.
  public func render() -> Frame {
    var frame = Frame(width: 212, height: 108)
    for (chain, delay) in Self.delays.enumerated() {
      let y = 6 + chain * 20
      frame.fillRectangle(
        x: 4, y: y + 6, width: 2 * delay, height: 4, chain == state.chain ? .stone : .mist)
      frame.fillCircle(
        x: 4 + 2 * delay, y: y + 8, radius: chain == parameters.bonusChain ? 4 : 3, .green)
      if chain == state.chain {
        frame.fillCircle(x: 4 + 2 * state.time, y: y + 8, radius: 3, .blue)
      }
    }
    return frame
  }

  /// Chain and time.
  public func describeState() -> String { describe(state: stateIndex) }
}

/// State 0 is before the choice; the others are numbered by time, then chain.
extension Discounting: EnumerableEnvironment {
  /// The beginning, and every time with every chain.
  public var stateCount: Int { 1 + 5 * Self.length }

  /// The number of the present state.
  public var stateIndex: Int {
    guard let chain = state.chain else { return 0 }
    return 1 + 5 * (state.time - 1) + chain
  }

  /// Before the choice.
  public var startDistribution: [(state: Int, probability: Double)] { [(0, 1)] }

  /// The one thing that follows.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let time = index == 0 ? 0 : 1 + (index - 1) / 5
    let chain = index == 0 ? action : (index - 1) % 5
    guard time < Self.length else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    return [
      Outcome(
        probability: 1, nextState: 1 + 5 * time + chain,
        reward: Double(reward(of: chain, at: time + 1)), terminated: time + 1 == Self.length)
    ]
  }

  /// For example "chain after-10, step 3".
  public func describe(state index: Int) -> String {
    guard index > 0 else { return "before the choice" }
    return "chain \(Self.actions.names[(index - 1) % 5]), step \(1 + (index - 1) / 5)"
  }
}
