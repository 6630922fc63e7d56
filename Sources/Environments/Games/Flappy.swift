import Determinism
import Documents

/// A bird falls, rises when it flaps, and has to pass through gaps between pipes.
///
/// - Description: A sky 64 units high. The bird stays in place and pipes come towards it, 2 units a
///   step, 32 units from one to the next, each 8 wide with a gap `gap` units high. A flap sets the
///   bird's velocity to 4 units a step upwards; else it grows by 1 downwards, to at most 6.
/// - Actions: 0 `fall`, 1 `flap`.
/// - Observation: `[5]` floats, each −1 to 1: the bird's height, its velocity, the distance to the end
///   of the next pipe, the middle of its gap, and the middle of the gap of the pipe after it.
/// - Reward: `pipeReward` (1) for every pipe passed, `deathReward` (−1) for the end, else 0.
/// - Terminated: when the bird touches a pipe, the ground or the top of the sky.
/// - Truncated: by the definition's time limit.
/// - Randomness: the place of each gap, uniform.
/// - Source: Dong Nguyen, Flappy Bird, 2013; the numbers are our own, whole ones.
public struct Flappy: Game {
  /// The bird and the next two pipes.
  public struct State: Codable, Hashable, Sendable {
    /// The bird's height in units from the top of the sky, 0 to 63 while it flies.
    public var bird: Int
    /// The bird's velocity in units a step, downwards positive.
    public var velocity: Int
    /// Units from the bird to the end of the next pipe, above 0.
    public var distance: Int
    /// The top of the next pipe's gap.
    public var gap: Int
    /// The top of the gap after it.
    public var nextGap: Int
    /// Pipes passed.
    public var passed: Int
    /// Whether the bird has touched something.
    public var isDead: Bool
  }

  /// The gap and the rewards.
  public struct Parameters: Sendable, Hashable {
    /// Units from the top of a gap to its bottom.
    public var gap = 18
    /// Reward for a pipe passed.
    public var pipeReward: Float = 1
    /// Reward for the end.
    public var deathReward: Float = -1

    /// Creates gaps of 18 units.
    public init() {}
  }

  /// `flappy`.
  public static let name = "flappy"
  /// What each number of an observation is.
  public static let observationNames = [
    "height, -1 at the top", "velocity, downwards positive", "distance to the end of the next pipe",
    "middle of its gap", "middle of the gap after it",
  ]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field(
      "gap", \.gap, "height of a gap in units of a sky of 64, 12 to 40", check: within(12...40)),
    Field(
      "pipeReward", \.pipeReward, "reward for a pipe passed, 0 to 1000", check: within(0...1000)),
    Field(
      "deathReward", \.deathReward, "reward for the end, -1000 to 0", check: within(-1000...0)),
  ])

  static let height = 64
  static let spacing = 32
  static let width = 8
  static let speed = 2
  /// Units between a gap and the edge of the sky, at least.
  static let margin = 6

  /// The gap and the rewards.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a bird in the middle of the sky, gaps before it, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
    let middle = (Self.height - parameters.gap) / 2
    state = State(
      bird: Self.height / 2, velocity: 0, distance: 2 * Self.spacing, gap: middle,
      nextGap: middle, passed: 0, isDead: false)
  }

  /// Five numbers from −1 to 1.
  public var observationSpace: Box { Box(shape: [5], range: -1...1) }

  /// Fall and flap.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["fall", "flap"])

  /// From the end to a pipe passed.
  public var rewardRange: ClosedRange<Float> { parameters.deathReward...parameters.pipeReward }

  /// Puts the bird into the middle and draws two gaps.
  public mutating func reset(using random: inout RandomStream) {
    state = State(
      bird: Self.height / 2, velocity: 0, distance: 2 * Self.spacing, gap: drawGap(using: &random),
      nextGap: drawGap(using: &random), passed: 0, isDead: false)
  }

  private func drawGap(using random: inout RandomStream) -> Int {
    Self.margin + random.integer(below: Self.height - parameters.gap - 2 * Self.margin + 1)
  }

  /// Moves the bird, then the pipes.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 2, "expected an action in 0..<2, got \(action)")
    if state.isDead { return StepResult(reward: 0, terminated: true) }
    state.velocity = action == 1 ? -4 : min(state.velocity + 1, 6)
    state.bird += state.velocity
    state.distance -= Self.speed
    if state.bird < 0 || state.bird >= Self.height || isInPipe {
      state.isDead = true
      return StepResult(reward: parameters.deathReward, terminated: true)
    }
    guard state.distance <= 0 else { return StepResult(reward: 0) }
    state.distance += Self.spacing
    state.gap = state.nextGap
    state.nextGap = drawGap(using: &random)
    state.passed += 1
    return StepResult(reward: parameters.pipeReward)
  }

  /// Whether the bird is where the next pipe is, above or below its gap.
  private var isInPipe: Bool {
    state.distance < Self.width
      && (state.bird < state.gap || state.bird >= state.gap + parameters.gap)
  }

  /// Writes the five numbers.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    let scale = 2 / Float(Self.height)
    let middle = Float(parameters.gap) / 2
    observation[0] = min(max(Float(state.bird) * scale - 1, -1), 1)
    observation[1] = Float(state.velocity) / 6
    observation[2] = Float(state.distance) / Float(2 * Self.spacing)
    observation[3] = (Float(state.gap) + middle) * scale - 1
    observation[4] = (Float(state.nextGap) + middle) * scale - 1
  }

  /// Whether bird and pipes are where they can be.
  public func isValid(_ state: State) -> Bool {
    let gaps = Self.margin...(Self.height - parameters.gap - Self.margin)
    return (-6..<Self.height + 6).contains(state.bird) && (-4...6).contains(state.velocity)
      && (0...2 * Self.spacing).contains(state.distance) && gaps.contains(state.gap)
      && gaps.contains(state.nextGap) && (0...1_000_000_000).contains(state.passed)
      && (state.isDead || (0..<Self.height).contains(state.bird))
  }

  /// Draws the sky, the next two pipes and the bird.
  public func render() -> Frame {
    let scale = 3
    var frame = Frame(width: 88 * scale, height: Self.height * scale, color: .sky)
    // The bird stands 16 units from the left.
    for (end, gap) in [
      (state.distance, state.gap), (state.distance + Self.spacing, state.nextGap),
    ] {
      let x = (16 + end - Self.width) * scale
      let bottom = gap + parameters.gap
      frame.fillRectangle(x: x, y: 0, width: Self.width * scale, height: gap * scale, .green)
      frame.fillRectangle(
        x: x, y: bottom * scale, width: Self.width * scale,
        height: (Self.height - bottom) * scale, .green)
    }
    frame.fillCircle(
      x: 16 * scale, y: state.bird * scale + 1, radius: 5, state.isDead ? .vermilion : .yellow)
    return frame
  }

  /// Pipes passed, height and velocity.
  public func describeState() -> String {
    "\(state.passed) pipes passed, bird at \(state.bird), velocity \(state.velocity)"
      + (state.isDead ? ", dead" : "")
  }
}
