import Determinism
import Documents

/// A sign at the entrance of a corridor says which way to turn at its end.
///
/// - Description: The agent starts at the entrance, where a sign shows `left` or `right`, and walks
///   `length` cells ahead to a junction. Turning before the junction, and walking on at it, is
///   walking into a wall: nothing moves.
/// - Actions: 0 `forward`, 1 `left`, 2 `right`.
/// - Observation: `[4]` bytes of 0 and 1: sign left, sign right, in the corridor, at the junction. The
///   sign is 0, 0 behind the entrance (with `cue: always` it is shown everywhere, for comparison).
///   The cells of the corridor look alike.
/// - Reward: +1 for turning as the sign said, −1 for the other way; `stepReward` (−0.01) for every
///   other step.
/// - Terminated: when the agent turns at the junction.
/// - Truncated: by the definition's time limit.
/// - Randomness: the sign, left or right with equal probability.
/// - Source: Bakker, "Reinforcement Learning with Long Short-Term Memory", 2001 (the T-maze), with
///   the rewards of `memory_len` in Osband et al. 2020. It isolates memory: **needs memory**, what an
///   agent sees at the junction says nothing about the way. Without memory the best expected return
///   is that of a guess, 0 less the steps' cost.
public struct MemoryCorridor: Game {
  /// The sign and where the agent is.
  public struct State: Codable, Hashable, Sendable {
    /// The action that is right at the junction: 1 left, 2 right.
    public var cue: Int
    /// Cells behind the entrance; `length` is the junction.
    public var position: Int
    /// The action taken at the junction: 1 left, 2 right; 0 before.
    public var answer: Int

    /// Creates a state.
    public init(cue: Int, position: Int = 0, answer: Int = 0) {
      self.cue = cue
      self.position = position
      self.answer = answer
    }
  }

  /// Where the sign can be seen.
  public enum Cue: String, Sendable, Hashable, CaseIterable {
    /// At the entrance alone.
    case start
    /// Everywhere.
    case always
  }

  /// Length and reward.
  public struct Parameters: Sendable, Hashable {
    /// Steps from the entrance to the junction.
    public var length = 10
    /// Where the sign can be seen.
    public var cue = Cue.start
    /// Reward of every step but the answer.
    public var stepReward: Float = -0.01

    /// Creates a corridor of ten cells.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `memory-corridor`.
  public static let name = "memory-corridor"
  /// What each number of an observation is.
  public static let observationNames = [
    "sign left", "sign right", "in the corridor", "at the junction",
  ]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("length", \.length, "steps to the junction, 1 to 200", check: within(1...200)),
    Field("cue", \.cue, "start: the sign is seen at the entrance alone; always: everywhere"),
    Field(
      "stepReward", \.stepReward, "reward of every step but the answer, -1 to 0",
      check: within(-1...0)),
  ])

  /// Length and reward.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(cue: 1)

  /// Creates a corridor whose sign shows left, until `reset` is called.
  public init(parameters: Parameters) { self.parameters = parameters }

  /// Four bytes of 0 and 1.
  public var observationSpace: Box { Box(shape: [4], range: 0...1, elementType: .uint8) }

  /// Forward, left, right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["forward", "left", "right"])

  /// From the wrong way to the right one.
  public var rewardRange: ClosedRange<Float> { -1...1 }

  /// Puts the agent to the entrance and turns the sign.
  public mutating func reset(using random: inout RandomStream) {
    state = State(cue: 1 + random.integer(below: 2))
  }

  /// Walks or turns.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 3, "expected an action in 0..<3, got \(action)")
    state = moved(state, action)
    return StepResult(reward: reward(of: state), terminated: state.answer != 0)
  }

  private func moved(_ state: State, _ action: Int) -> State {
    var next = state
    if state.position < parameters.length {
      if action == 0 { next.position += 1 }
    } else {
      next.answer = action
    }
    return next
  }

  private func reward(of state: State) -> Float {
    if state.answer == 0 { return parameters.stepReward }
    return state.answer == state.cue ? 1 : -1
  }

  /// Writes the sign, where it can be seen, and the kind of place.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let sees = state.position == 0 || parameters.cue == .always
    let isJunction = state.position == parameters.length
    observation[0] = sees && state.cue == 1 ? 1 : 0
    observation[1] = sees && state.cue == 2 ? 1 : 0
    observation[2] = isJunction ? 0 : 1
    observation[3] = isJunction ? 1 : 0
  }

  /// Whether sign, place and answer exist together.
  public func isValid(_ state: State) -> Bool {
    (1...2).contains(state.cue) && (0...parameters.length).contains(state.position)
      && (0...2).contains(state.answer)
      && (state.answer == 0 || state.position == parameters.length)
  }

  /// Draws the corridor from left to right, the sign's way in yellow, the agent and its answer.
  public func render() -> Frame {
    let (side, junction) = (20, parameters.length)
    var frame = Frame(rows: 3, columns: junction + 1, side: side)
    for column in 0..<junction {
      frame.fillCell(row: 0, column: column, side: side, .slate)
      frame.fillCell(row: 2, column: column, side: side, .slate)
    }
    frame.fillDisc(row: state.cue == 1 ? 0 : 2, column: 0, side: side, radius: 6, .yellow)
    let isRight = state.answer == state.cue
    frame.fillDisc(
      row: state.answer == 0 ? 1 : state.answer == 1 ? 0 : 2, column: state.position, side: side,
      radius: 6, state.answer == 0 ? .blue : isRight ? .green : .vermilion)
    return frame
  }

  /// The sign and the agent's place.
  public func describeState() -> String { describe(state: stateIndex) }
}

/// States are numbered by sign, then place; behind them the two ends, wrong and right.
extension MemoryCorridor: EnumerableEnvironment {
  private var places: Int { parameters.length + 1 }

  /// Every place with either sign, and the two ends.
  public var stateCount: Int { 2 * places + 2 }

  /// The number of the present state.
  public var stateIndex: Int { index(of: state) }

  /// The entrance with either sign.
  public var startDistribution: [(state: Int, probability: Double)] { [(0, 0.5), (places, 0.5)] }

  /// The one thing that follows: the corridor is deterministic once the sign stands.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    guard index < 2 * places else {
      return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)]
    }
    let present = State(cue: 1 + index / places, position: index % places)
    let next = moved(present, action)
    return [
      Outcome(
        probability: 1, nextState: self.index(of: next), reward: Double(reward(of: next)),
        terminated: next.answer != 0)
    ]
  }

  /// For example "sign left, cell 3 of 10".
  public func describe(state index: Int) -> String {
    guard index < 2 * places else {
      return index == 2 * places ? "turned the wrong way" : "turned the right way"
    }
    let sign = index < places ? "left" : "right"
    return "sign \(sign), cell \(index % places) of \(parameters.length)"
  }

  private func index(of state: State) -> Int {
    if state.answer != 0 { return 2 * places + (state.answer == state.cue ? 1 : 0) }
    return (state.cue - 1) * places + state.position
  }
}
