import Determinism
import Documents

/// Name the lamp that is lit, seen through noise.
///
/// - Description: One of `lamps` lamps is lit, drawn anew for each of an episode's `trials`. The
///   action names one.
/// - Actions: `lamp-0`, `lamp-1`, …: one for each lamp.
/// - Observation: `[lamps]` floats: 1 for the lit lamp and 0 for the others, each with normal noise of
///   standard deviation `noise`, drawn anew at each trial.
/// - Reward: 1 where the lamp named is the one lit, else 0.
/// - Terminated: after `trials` steps.
/// - Truncated: never.
/// - Randomness: the lamps and the noise.
/// - Source: our own; the plainest case of bsuite's tasks with noise (Osband et al. 2020), with the
///   noise on the observation. It isolates learning from observations that never repeat. Best is to
///   name the largest number: with 4 lamps and noise 0.5 that is right with probability 0.8228, so
///   8.23 in 10 trials; what `solve` reports (10) is for who sees the lamps themselves.
public struct NoisyObservation: Game {
  /// The lamp and what is seen of it.
  public struct State: Codable, Hashable, Sendable {
    /// The lamp that is lit.
    public internal(set) var lamp: Int
    /// Trials done.
    public internal(set) var trial: Int
    /// What is seen: the lamps with noise.
    public internal(set) var seen: [Float]
  }

  /// Lamps, trials and noise.
  public struct Parameters: Sendable, Hashable {
    /// The number of lamps.
    public var lamps = 4
    /// Steps of an episode.
    public var trials = 10
    /// Standard deviation of the noise.
    public var noise: Float = 0.5

    /// Creates four lamps.
    public init() {}
  }

  /// `noisy-observation`.
  public static let name = "noisy-observation"
  /// What the numbers of an observation are.
  public static let observationNames = ["lamps, seen through noise"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("lamps", \.lamps, "number of lamps, 2 to 100", check: within(2...100)),
    Field("trials", \.trials, "steps of an episode, 1 to 1000", check: within(1...1000)),
    Field("noise", \.noise, "standard deviation of the noise, 0 to 100", check: within(0...100)),
  ])

  /// Lamps, trials and noise.
  public let parameters: Parameters
  /// The whole state.
  public var state: State
  /// What can be done.
  public let actionSpace: Discrete

  /// Creates the lamps with the first one lit, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    actionSpace = Discrete(names: (0..<parameters.lamps).map { "lamp-\($0)" })
    var seen = [Float](repeating: 0, count: parameters.lamps)
    seen[0] = 1
    state = State(lamp: 0, trial: 0, seen: seen)
  }

  /// As far as the noise reaches: a normal number is at most 6.7 deviations from its mean.
  private var range: ClosedRange<Float> { -6.8 * parameters.noise...1 + 6.8 * parameters.noise }

  /// One number for each lamp.
  public var observationSpace: Box { Box(shape: [parameters.lamps], range: range) }

  /// Wrong or right.
  public var rewardRange: ClosedRange<Float> { 0...1 }

  /// Begins the first trial.
  public mutating func reset(using random: inout RandomStream) {
    state.trial = 0
    light(using: &random)
  }

  /// Names a lamp; then the next one is lit.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(
      action >= 0 && action < parameters.lamps,
      "expected an action in 0..<\(parameters.lamps), got \(action)")
    guard state.trial < parameters.trials else { return StepResult(reward: 0, terminated: true) }
    let reward: Float = action == state.lamp ? 1 : 0
    state.trial += 1
    guard state.trial < parameters.trials else {
      return StepResult(reward: reward, terminated: true)
    }
    light(using: &random)
    return StepResult(reward: reward)
  }

  /// Lights one lamp and looks at all.
  private mutating func light(using random: inout RandomStream) {
    state.lamp = random.integer(below: parameters.lamps)
    for lamp in 0..<parameters.lamps {
      state.seen[lamp] = (lamp == state.lamp ? 1 : 0) + parameters.noise * random.normal()
    }
  }

  /// Writes what is seen.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    for lamp in 0..<parameters.lamps { observation[lamp] = state.seen[lamp] }
  }

  /// Whether lamp, trial and numbers are possible.
  public func isValid(_ state: State) -> Bool {
    (0..<parameters.lamps).contains(state.lamp) && (0...parameters.trials).contains(state.trial)
      && state.seen.count == parameters.lamps && state.seen.allSatisfy(range.contains)
  }

  /// Draws the lamps above, and what is seen of them as bars from a middle line.
  public func render() -> Frame {
    var frame = Frame(width: parameters.lamps * 20, height: 108)
    for (lamp, value) in state.seen.enumerated() {
      let x = lamp * 20
      frame.fillCircle(x: x + 10, y: 12, radius: 7, lamp == state.lamp ? .yellow : .mist)
      let height = pixel(Double(value) * 20)
      frame.fillRectangle(
        x: x + 5, y: min(68, 68 - height), width: 10, height: abs(height) + 1, .blue)
    }
    return frame
  }

  /// The lamp and the trial.
  public func describeState() -> String { describe(state: stateIndex) }
}

/// States are numbered by trial, then lamp; what is seen does not count, since nothing depends on it.
extension NoisyObservation: EnumerableEnvironment {
  /// Every trial with every lamp, and the end.
  public var stateCount: Int { (parameters.trials + 1) * parameters.lamps }

  /// The number of the present state.
  public var stateIndex: Int { state.trial * parameters.lamps + state.lamp }

  /// Any lamp.
  public var startDistribution: [(state: Int, probability: Double)] {
    (0..<parameters.lamps).map { ($0, 1 / Double(parameters.lamps)) }
  }

  /// Any lamp in the next trial.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let (lamps, trial) = (parameters.lamps, index / parameters.lamps)
    guard trial < parameters.trials else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let reward: Double = index % lamps == action ? 1 : 0
    guard trial + 1 < parameters.trials else {
      return [
        Outcome(probability: 1, nextState: index + lamps, reward: reward, terminated: true)
      ]
    }
    return (0..<lamps).map { lamp in
      Outcome(
        probability: 1 / Double(lamps), nextState: (trial + 1) * lamps + lamp, reward: reward,
        terminated: false)
    }
  }

  /// For example "trial 3 of 10, lamp 2 lit".
  public func describe(state index: Int) -> String {
    "trial \(index / parameters.lamps) of \(parameters.trials), lamp \(index % parameters.lamps) lit"
  }
}
