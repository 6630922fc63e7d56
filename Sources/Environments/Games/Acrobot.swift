import Determinism
import Documents

/// Two links that hang from a hinge; a motor in the middle joint has to swing the end up.
///
/// - Description: A double pendulum. Only the joint between the links has a motor; gravity pulls
///   both. A step integrates the equations of motion over `timeStep` seconds by one fourth-order
///   Runge-Kutta step with the torque held.
/// - Actions: 0 `negative`, 1 `none`, 2 `positive`: the torque on the middle joint, in newton
///   metres: −`torque`, 0 or `torque`.
/// - Observation: 6 floats: cos θ1, sin θ1, cos θ2, sin θ2, and both angular velocities (radians per
///   second). θ1 = 0 hangs straight down; θ2 is the second link's angle to the first.
/// - Reward: −1 for every step that does not reach the height, 0 for the one that does.
/// - Terminated: when −cos θ1 − cos(θ1 + θ2) is more than `goalHeight`: the free end is that many
///   link lengths above the hinge.
/// - Truncated: never here; the definition's time limit does it (500 steps for `acrobot`).
/// - Randomness: the start: two angles and two velocities uniform in ±`startRange`, rounded to single
///   precision; with `torqueNoise` above 0 also a uniform disturbance of each step's torque.
/// - Source: Sutton, "Generalization in reinforcement learning: successful examples using sparse
///   coarse coding", 1996; Sutton and Barto, "Reinforcement Learning", first edition, section 11.3
///   (`book`; `nips` are the equations as the paper printed them, with a term missing). The rules and
///   constants are those of Gymnasium's `Acrobot-v1`. As there, the start is rounded to single
///   precision and later states are not, and the height is counted as if both links had length 1.
public struct Acrobot: Game {
  /// The two joints.
  public struct State: Codable, Hashable, Sendable {
    /// Radians of the first link from hanging straight down, within ±π.
    public var angle1: Double
    /// Radians of the second link from the direction of the first, within ±π.
    public var angle2: Double
    /// Radians per second.
    public var velocity1: Double
    /// Radians per second.
    public var velocity2: Double

    /// Creates a state from its four numbers.
    public init(angle1: Double, angle2: Double, velocity1: Double, velocity2: Double) {
      self.angle1 = angle1
      self.angle2 = angle2
      self.velocity1 = velocity1
      self.velocity2 = velocity2
    }
  }

  /// `acrobot`.
  public static let name = "acrobot"
  /// What each number of an observation is.
  public static let observationNames = [
    "cos θ1", "sin θ1", "cos θ2", "sin θ2", "velocity 1 (rad/s)", "velocity 2 (rad/s)",
  ]

  /// The constants of these links.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(angle1: 0, angle2: 0, velocity1: 0, velocity2: 0)

  /// Creates links that hang straight down and still, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// Four cosines and sines, two velocities within their limits.
  public var observationSpace: Box {
    let high = [1, 1, 1, 1, Float(parameters.maximumVelocity1), Float(parameters.maximumVelocity2)]
    return Box(shape: [6], low: high.map { -$0 }, high: high, elementType: .float32)
  }

  /// −1, or 0 for the step that reaches the line.
  public var rewardRange: ClosedRange<Float> { -1...0 }

  /// The sign of the torque.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["negative", "none", "positive"])

  /// Lets both links hang nearly straight and nearly still.
  public mutating func reset(using random: inout RandomStream) {
    func number() -> Double {
      Double(Float(parameters.startRange * (2 * random.uniformDouble() - 1)))
    }
    state.angle1 = number()
    state.angle2 = number()
    state.velocity1 = number()
    state.velocity2 = number()
  }

  /// Whether angles and velocities are within their limits.
  public func isValid(_ state: State) -> Bool {
    abs(state.angle1) <= Double.pi && abs(state.angle2) <= Double.pi
      && abs(state.velocity1) <= max(parameters.maximumVelocity1, parameters.startRange)
      && abs(state.velocity2) <= max(parameters.maximumVelocity2, parameters.startRange)
  }

  /// Holds the torque for one time step.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(
      action >= 0 && action < 3, "expected an action in 0..<3, got \(action)")
    let p = parameters
    var torque = Double(action - 1) * p.torque
    if p.torqueNoise > 0 { torque += p.torqueNoise * (2 * random.uniformDouble() - 1) }
    let next = integrated(torque: torque)
    state.angle1 = wrapped(next[0])
    state.angle2 = wrapped(next[1])
    state.velocity1 = min(max(next[2], -p.maximumVelocity1), p.maximumVelocity1)
    state.velocity2 = min(max(next[3], -p.maximumVelocity2), p.maximumVelocity2)
    let reached = height > p.goalHeight
    return StepResult(reward: reached ? 0 : -1, terminated: reached, truncated: false)
  }

  /// The height of the free end above the hinge, if both links had length 1.
  var height: Double {
    let angles = SIMD4(state.angle1, state.angle2 + state.angle1, 0, 0)
    let cosines = ExactMath.sineAndCosine(angles).cosine
    return -cosines[0] - cosines[1]
  }

  /// Brings an angle into −π...π by whole turns.
  private func wrapped(_ angle: Double) -> Double {
    var angle = angle
    while angle > Double.pi { angle -= 2 * Double.pi }
    while angle < -Double.pi { angle += 2 * Double.pi }
    return angle
  }

  /// Writes cosines, sines and velocities, rounded to single precision.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    let (sines, cosines) = ExactMath.sineAndCosine(SIMD4(state.angle1, state.angle2, 0, 0))
    observation[0] = Float(cosines[0])
    observation[1] = Float(sines[0])
    observation[2] = Float(cosines[1])
    observation[3] = Float(sines[1])
    observation[4] = Float(state.velocity1)
    observation[5] = Float(state.velocity2)
  }
}
