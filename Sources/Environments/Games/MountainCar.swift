import Determinism
import Documents

/// A car in a valley, too weak to climb the hill to the flag without taking a run-up.
///
/// - Description: The height of the road is 0.45 sin(3 position) + 0.55. Each step adds the motor's
///   push and the slope's pull to the velocity, and the velocity to the position.
/// - Actions: 0 `left`, 1 `coast`, 2 `right`: the direction of the motor's push.
/// - Observation: 2 floats: position and velocity (both in the road's own units, velocity per step).
/// - Reward: −1 for every step, the one that reaches the flag included.
/// - Terminated: when the position is at least `goalPosition` and the velocity at least
///   `goalVelocity`.
/// - Truncated: never here; the definition's time limit does it (200 steps for `mountain-car`).
/// - Randomness: only the start: position uniform from `startMinimum` to `startMaximum`, velocity 0.
/// - Source: Moore, "Efficient memory-based learning for robot control", 1990; Sutton and Barto,
///   "Reinforcement Learning", example 10.1. The rules and constants are those of Gymnasium's
///   `MountainCar-v0`: velocity and position are clipped, and the wall on the left stops the car
///   (velocity becomes 0) without ending the episode.
public struct MountainCar: Game {
  /// Where the car is and how fast it rolls.
  public struct State: Codable, Hashable, Sendable {
    /// Along the road, positive to the right.
    public var position: Double
    /// Position per step.
    public var velocity: Double

    /// Creates a state from its two numbers.
    public init(position: Double, velocity: Double) {
      self.position = position
      self.velocity = velocity
    }
  }

  /// `mountain-car`.
  public static let name = "mountain-car"
  /// What each number of an observation is.
  public static let observationNames = ["position", "velocity (position/step)"]

  /// The constants of this valley.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a car at the left end of its start range, until `reset` is called.
  ///
  /// - Throws: `InputError` where a position lies outside the road or the start range is reversed.
  public init(parameters: Parameters) throws {
    let p = parameters
    let road = p.minimumPosition...p.maximumPosition
    guard p.startMinimum <= p.startMaximum else {
      throw InputError(
        "expected startMinimum <= startMaximum, got \(p.startMinimum) and \(p.startMaximum)")
    }
    for (key, position) in [
      ("startMinimum", p.startMinimum), ("startMaximum", p.startMaximum),
      ("goalPosition", p.goalPosition),
    ] where !road.contains(position) {
      throw InputError("expected \(key) on the road \(road), got \(position)")
    }
    self.parameters = parameters
    state = State(position: parameters.startMinimum, velocity: 0)
  }

  /// Position between the walls, velocity within its limit.
  public var observationSpace: Box {
    let p = parameters
    return Box(
      shape: [2], low: [Float(p.minimumPosition), Float(-p.maximumSpeed)],
      high: [Float(p.maximumPosition), Float(p.maximumSpeed)], elementType: .float32)
  }

  /// −1 for every step.
  public var rewardRange: ClosedRange<Float> { -1...(-1) }

  /// Push left, roll, push right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["left", "coast", "right"])

  /// Puts the car at rest near the bottom of the valley.
  public mutating func reset(using random: inout RandomStream) {
    let p = parameters
    state = State(
      position: p.startMinimum + (p.startMaximum - p.startMinimum) * random.uniformDouble(),
      velocity: 0)
  }

  /// Whether the car is on the road and no faster than it can be.
  public func isValid(_ state: State) -> Bool {
    let p = parameters
    return state.position >= p.minimumPosition && state.position <= p.maximumPosition
      && abs(state.velocity) <= p.maximumSpeed
  }

  /// Drives for one step.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(
      action >= 0 && action < 3, "expected an action in 0..<3, got \(action)")
    return drive(action, cosine: ExactMath.sineAndCosine(3 * state.position).cosine)
  }

  /// Drives for one step; the cosine is that of three times the position.
  @inline(__always)
  private mutating func drive(_ action: Int, cosine slope: Double) -> StepResult {
    let p = parameters
    state.velocity += Double(action - 1) * p.force + slope * -p.gravity
    state.velocity = min(max(state.velocity, -p.maximumSpeed), p.maximumSpeed)
    state.position += state.velocity
    state.position = min(max(state.position, p.minimumPosition), p.maximumPosition)
    if state.position == p.minimumPosition && state.velocity < 0 { state.velocity = 0 }
    let arrived = state.position >= p.goalPosition && state.velocity >= p.goalVelocity
    return StepResult(reward: -1, terminated: arrived, truncated: false)
  }

  /// Steps the copies one after another, with the cosines of four at a time.
  public static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<MountainCar>, actions: UnsafePointer<Int32>
  ) {
    let worlds = batch.worlds
    for start in stride(from: copies.lowerBound, to: copies.upperBound, by: 4) {
      let count = min(4, copies.upperBound - start)
      var positions = SIMD4<Double>.zero
      for lane in 0..<count { positions[lane] = worlds[start + lane].state.position }
      let cosines = ExactMath.sineAndCosine(3 * positions).cosine
      for lane in 0..<count {
        let action = Int(actions[start + lane])
        precondition(
          action >= 0 && action < 3,
          "expected an action in 0..<3 for copy \(start + lane), got \(action)")
        let result = worlds[start + lane].drive(action, cosine: cosines[lane])
        batch.record(result, of: start + lane)
      }
    }
  }

  /// Writes position and velocity, rounded to single precision.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.position)
    observation[1] = Float(state.velocity)
  }
}

extension MountainCar {
  /// The constants of a valley and its car; the defaults are those of `MountainCar-v0`.
  public struct Parameters: Sendable, Hashable {
    /// The wall on the left.
    public var minimumPosition = -1.2
    /// The right end of the road.
    public var maximumPosition = 0.6
    /// Largest absolute velocity, position per step.
    public var maximumSpeed = 0.07
    /// Where the flag stands.
    public var goalPosition = 0.5
    /// Smallest velocity with which the flag counts as reached.
    public var goalVelocity = 0.0
    /// Velocity that the motor adds in a step.
    public var force = 0.001
    /// Velocity that the steepest slope adds in a step.
    public var gravity = 0.0025
    /// Left end of the start range.
    public var startMinimum = -0.6
    /// Right end of the start range.
    public var startMaximum = -0.4

    /// Creates the constants of `MountainCar-v0`.
    public init() {}
  }

  /// The constants before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("minimumPosition", \.minimumPosition, "left wall, -10 to 0", check: within(-10...0)),
    Field("maximumPosition", \.maximumPosition, "right end, 0 to 10", check: within(0...10)),
    Field(
      "maximumSpeed", \.maximumSpeed, "position per step, 0.0001 to 1", check: within(0.0001...1)),
    Field(
      "goalPosition", \.goalPosition, "where the flag stands, -10 to 10", check: within(-10...10)),
    Field(
      "goalVelocity", \.goalVelocity, "smallest velocity at the flag, -1 to 1",
      check: within(-1...1)),
    Field("force", \.force, "velocity the motor adds a step, 0 to 1", check: within(0...1)),
    Field("gravity", \.gravity, "velocity the steepest slope adds, 0 to 1", check: within(0...1)),
    Field(
      "startMinimum", \.startMinimum, "left end of the start, -10 to 10", check: within(-10...10)),
    Field(
      "startMaximum", \.startMaximum, "right end of the start, -10 to 10", check: within(-10...10)),
  ])
}
