import Determinism
import Documents

/// A pole hinged on a cart, to be kept upright by pushing the cart left or right.
///
/// - Description: A cart runs on a track without friction and carries a pole on a hinge without
///   motor. Each step pushes the cart with a constant force for `timeStep` seconds.
/// - Actions: 0 `left`, 1 `right`: the direction of the push; there is no way not to push.
/// - Observation: 4 floats: cart position (metres from the middle of the track), cart velocity
///   (metres per second), pole angle (radians from upright, positive to the right), angular
///   velocity (radians per second). The space reaches to twice the thresholds, so that the last
///   observation of an episode lies in it; velocities are unbounded.
/// - Reward: +1 for every step, the one that ends the episode included.
/// - Terminated: when the cart is farther than `positionThreshold` from the middle, or the pole
///   leans farther than `angleThreshold`. Exactly on a threshold goes on.
/// - Truncated: never here; the definition's time limit does it (500 steps for `cartpole`).
/// - Randomness: only the start: all four numbers uniform in ±`startRange`, drawn in the order of
///   the observation.
/// - Source: Barto, Sutton and Anderson, "Neuronlike adaptive elements that can solve difficult
///   learning control problems", 1983, with the equations of Florian, "Correct equations for the
///   dynamics of the cart-pole system", 2007. The rules and constants are those of Gymnasium's
///   `CartPole-v1`, whose recorded steps are reproduced to 1e-12. The state is kept in double
///   precision and only the observation is rounded, as there.
public struct CartPole: Game {
  /// Where cart and pole are, and how fast they move.
  public struct State: Codable, Hashable, Sendable {
    /// Metres from the middle of the track, positive to the right.
    public var position: Double
    /// Metres per second.
    public var velocity: Double
    /// Radians from upright, positive to the right.
    public var angle: Double
    /// Radians per second.
    public var angularVelocity: Double

    /// Creates a state from its four numbers, in the order of the observation.
    public init(position: Double, velocity: Double, angle: Double, angularVelocity: Double) {
      self.position = position
      self.velocity = velocity
      self.angle = angle
      self.angularVelocity = angularVelocity
    }
  }

  /// `cartpole`.
  public static let name = "cartpole"
  /// What each number of an observation is.
  public static let observationNames = [
    "cart position (m)", "cart velocity (m/s)", "pole angle (rad)", "pole velocity (rad/s)",
  ]

  /// The constants of this cart and pole.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(position: 0, velocity: 0, angle: 0, angularVelocity: 0)

  /// Creates a cart with a pole that stands still and upright, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// Two floats with a bound, two without.
  public var observationSpace: Box {
    let position = Float(parameters.positionThreshold * 2)
    let angle = Float(parameters.angleThreshold * 2)
    return Box(
      shape: [4], low: [-position, -.infinity, -angle, -.infinity],
      high: [position, .infinity, angle, .infinity], elementType: .float32)
  }

  /// 1 for every step.
  public var rewardRange: ClosedRange<Float> { 1...1 }

  /// Push to the left or to the right.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["left", "right"])

  /// Puts cart and pole near the middle, nearly upright and nearly still.
  public mutating func reset(using random: inout RandomStream) {
    func number() -> Double { parameters.startRange * (2 * random.uniformDouble() - 1) }
    state.position = number()
    state.velocity = number()
    state.angle = number()
    state.angularVelocity = number()
  }

  /// Whether the state consists of numbers.
  public func isValid(_ state: State) -> Bool {
    [state.position, state.velocity, state.angle, state.angularVelocity].allSatisfy(\.isFinite)
  }

  /// Pushes the cart for one time step.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(
      action >= 0 && action < 2, "expected an action in 0..<2, got \(action)")
    advance(force: action == 1 ? parameters.force : -parameters.force)
    return StepResult(reward: 1, terminated: hasFallen, truncated: false)
  }

  /// Whether the cart or the pole is past its threshold.
  var hasFallen: Bool {
    state.position < -parameters.positionThreshold || state.position > parameters.positionThreshold
      || state.angle < -parameters.angleThreshold || state.angle > parameters.angleThreshold
  }

  /// Writes the state, rounded to single precision.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.position)
    observation[1] = Float(state.velocity)
    observation[2] = Float(state.angle)
    observation[3] = Float(state.angularVelocity)
  }
}
