import Determinism
import Documents

/// The first action decides about the last reward; between them lie rewards that mean nothing.
///
/// - Description: In the morning the forecast says whether an umbrella will be needed, and the first
///   action takes one or leaves it. What is done later changes nothing. After `length` steps the day
///   ends with or without rain.
/// - Actions: 0 `leave`, 1 `take`.
/// - Observation: `[3 + distractors]` floats: umbrella needed, umbrella taken (0 or 1), the part of
///   the day that remains (1 to 0), and distractors: bits drawn anew at every step.
/// - Reward: at the last step +1 if what was taken is what was needed, else −1; at every other step
///   +1 or −1 with equal probability, whatever is done.
/// - Terminated: after `length` steps.
/// - Truncated: never.
/// - Randomness: the forecast, the distractors and the rewards in between.
/// - Source: Osband et al., "Behaviour Suite for Reinforcement Learning", 2020 (`umbrella_length`,
///   `umbrella_distract`). It isolates credit assignment: the forecast stays in view, so no memory is
///   needed, but one reward in `length` depends on one action in `length`.
public struct Umbrella: Game {
  /// The day so far.
  public struct State: Codable, Hashable, Sendable {
    /// Whether it will rain.
    public internal(set) var needsUmbrella: Bool
    /// Whether an umbrella was taken.
    public internal(set) var hasUmbrella: Bool
    /// Steps taken.
    public internal(set) var time: Int
    /// The bits that mean nothing, each 0 or 1.
    public internal(set) var distractors: [UInt8]
  }

  /// Length and distractors.
  public struct Parameters: Sendable, Hashable {
    /// Steps of a day.
    public var length = 20
    /// Bits that mean nothing.
    public var distractors = 20

    /// Creates a day of twenty steps.
    public init() {}
  }

  /// `umbrella`.
  public static let name = "umbrella"
  /// What each number of an observation is; all that follow the third are distractors.
  public static let observationNames = ["needed", "taken", "part of the day left", "distractors"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("length", \.length, "steps of an episode, 1 to 1000", check: within(1...1000)),
    Field(
      "distractors", \.distractors, "random bits in the observation, 0 to 1000",
      check: within(0...1000)),
  ])

  /// Length and distractors.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a dry morning, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = State(
      needsUmbrella: false, hasUmbrella: false, time: 0,
      distractors: [UInt8](repeating: 0, count: parameters.distractors))
  }

  /// Numbers from 0 to 1.
  public var observationSpace: Box { Box(shape: [3 + parameters.distractors], range: 0...1) }

  /// Leave and take.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["leave", "take"])

  /// Every reward is −1 or 1.
  public var rewardRange: ClosedRange<Float> { -1...1 }

  /// Draws the forecast.
  public mutating func reset(using random: inout RandomStream) {
    state.needsUmbrella = random.integer(below: 2) == 1
    state.hasUmbrella = false
    state.time = 0
    drawDistractors(using: &random)
  }

  /// Lets a part of the day pass; the first action takes or leaves the umbrella.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 2, "expected an action in 0..<2, got \(action)")
    guard state.time < parameters.length else { return StepResult(reward: 0, terminated: true) }
    if state.time == 0 { state.hasUmbrella = action == 1 }
    state.time += 1
    guard state.time < parameters.length else {
      drawDistractors(using: &random)
      return StepResult(reward: finalReward, terminated: true)
    }
    let reward: Float = random.integer(below: 2) == 1 ? 1 : -1
    drawDistractors(using: &random)
    return StepResult(reward: reward)
  }

  private var finalReward: Float { state.hasUmbrella == state.needsUmbrella ? 1 : -1 }

  /// Draws one word for every 32 bits.
  private mutating func drawDistractors(using random: inout RandomStream) {
    var bits: UInt32 = 0
    for index in 0..<parameters.distractors {
      if index & 31 == 0 { bits = random.nextWord() }
      state.distractors[index] = UInt8(truncatingIfNeeded: bits & 1)
      bits >>= 1
    }
  }

  /// Writes the forecast, the umbrella, the time left and the distractors.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = state.needsUmbrella ? 1 : 0
    observation[1] = state.hasUmbrella ? 1 : 0
    observation[2] = 1 - Float(state.time) / Float(parameters.length)
    for index in 0..<parameters.distractors {
      observation[3 + index] = Float(state.distractors[index])
    }
  }

  /// Whether the time is within the day and the distractors are bits.
  public func isValid(_ state: State) -> Bool {
    (0...parameters.length).contains(state.time)
      && state.distractors.count == parameters.distractors
      && state.distractors.allSatisfy { $0 <= 1 }
  }

  /// Draws the sky, the umbrella and the part of the day that remains.
  public func render() -> Frame {
    var frame = Frame(width: 120, height: 100)
    if state.needsUmbrella {
      for x in stride(from: 8, to: 120, by: 16) {
        frame.drawLine(fromX: x, fromY: 8, toX: x - 4, toY: 20, thickness: 3, .sky)
      }
    } else {
      frame.fillCircle(x: 96, y: 18, radius: 12, .yellow)
    }
    if state.hasUmbrella {
      frame.fillPolygon([(x: 36, y: 48), (x: 60, y: 30), (x: 84, y: 48)], .purple)
    }
    frame.fillRectangle(x: 58, y: 48, width: 5, height: 36, .blue)
    let left = (parameters.length - state.time) * 112 / parameters.length
    frame.fillRectangle(x: 4, y: 90, width: 112, height: 6, .mist)
    let hasEnded = state.time == parameters.length
    frame.fillRectangle(
      x: 4, y: 90, width: hasEnded ? 112 : left, height: 6,
      !hasEnded ? .stone : finalReward > 0 ? .green : .vermilion)
    return frame
  }

  /// Forecast, umbrella and time.
  public func describeState() -> String { describe(state: stateIndex) }
}

/// States are numbered by time, then umbrella, then forecast; distractors do not count, since nothing
/// depends on them.
extension Umbrella: EnumerableEnvironment {
  /// Four for each time.
  public var stateCount: Int { 4 * (parameters.length + 1) }

  /// The number of the present state.
  public var stateIndex: Int {
    4 * state.time + (state.hasUmbrella ? 2 : 0) + (state.needsUmbrella ? 1 : 0)
  }

  /// The morning with either forecast.
  public var startDistribution: [(state: Int, probability: Double)] { [(0, 0.5), (1, 0.5)] }

  /// The two rewards in between, or the one at the end.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let time = index / 4
    guard time < parameters.length else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let needs = index % 2
    let has = time == 0 ? action : index / 2 % 2
    let next = 4 * (time + 1) + 2 * has + needs
    guard time + 1 < parameters.length else {
      let reward: Double = has == needs ? 1 : -1
      return [Outcome(probability: 1, nextState: next, reward: reward, terminated: true)]
    }
    return [
      Outcome(probability: 0.5, nextState: next, reward: -1, terminated: false),
      Outcome(probability: 0.5, nextState: next, reward: 1, terminated: false),
    ]
  }

  /// For example "rain, with umbrella, 3 of 20".
  public func describe(state index: Int) -> String {
    (index % 2 == 1 ? "rain" : "sun")
      + (index / 2 % 2 == 1 ? ", with umbrella, " : ", without umbrella, ")
      + "\(index / 4) of \(parameters.length)"
  }
}
