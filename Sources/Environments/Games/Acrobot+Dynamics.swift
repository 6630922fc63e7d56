import Determinism
import Documents

extension Acrobot {
  /// Which equations of motion are used.
  public enum Equations: String, CaseIterable, Codable, Hashable, Sendable, FieldValue {
    /// Those of Sutton and Barto's book, with which the published results were made.
    case book
    /// Those printed in the paper, which lack a term.
    case nips
  }

  /// The constants of the two links; the defaults are those of `Acrobot-v1`.
  public struct Parameters: Sendable, Hashable {
    /// Seconds of one step.
    public var timeStep = 0.2
    /// Metres per second squared.
    public var gravity = 9.8
    /// Metres.
    public var length1 = 1.0
    /// Metres; only the picture uses it, as in the original.
    public var length2 = 1.0
    /// Kilograms.
    public var mass1 = 1.0
    /// Kilograms.
    public var mass2 = 1.0
    /// Metres from the upper joint to the first link's centre of mass.
    public var centre1 = 0.5
    /// Metres from the upper joint to the second link's centre of mass.
    public var centre2 = 0.5
    /// Kilogram square metres, of each link.
    public var inertia = 1.0
    /// Radians per second; the default is 4π.
    public var maximumVelocity1 = 4 * Double.pi
    /// Radians per second; the default is 9π.
    public var maximumVelocity2 = 9 * Double.pi
    /// Newton metres of actions 0 and 2.
    public var torque = 1.0
    /// Newton metres: each step's torque is disturbed by up to this much.
    public var torqueNoise = 0.0
    /// Link lengths above the hinge that the free end must pass.
    public var goalHeight = 1.0
    /// Largest absolute value of each number of a start state.
    public var startRange = 0.1
    /// Which equations of motion are used.
    public var equations = Equations.book

    /// Creates the constants of `Acrobot-v1`.
    public init() {}
  }

  /// The constants before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("timeStep", \.timeStep, "seconds, 0.0001 to 1", check: within(0.0001...1)),
    Field("gravity", \.gravity, "m/s², 0 to 100", check: within(0...100)),
    Field("length1", \.length1, "metres, 0.01 to 100", check: within(0.01...100)),
    Field("length2", \.length2, "metres, 0.01 to 100 (picture only)", check: within(0.01...100)),
    Field("mass1", \.mass1, "kg, 0.001 to 1000", check: within(0.001...1000)),
    Field("mass2", \.mass2, "kg, 0.001 to 1000", check: within(0.001...1000)),
    Field(
      "centre1", \.centre1, "metres to the centre of mass, 0.01 to 100", check: within(0.01...100)),
    Field(
      "centre2", \.centre2, "metres to the centre of mass, 0.01 to 100", check: within(0.01...100)),
    Field("inertia", \.inertia, "kg m² of each link, 0.001 to 1000", check: within(0.001...1000)),
    Field(
      "maximumVelocity1", \.maximumVelocity1, "radians/s, 0.1 to 100", check: within(0.1...100)),
    Field(
      "maximumVelocity2", \.maximumVelocity2, "radians/s, 0.1 to 100", check: within(0.1...100)),
    Field("torque", \.torque, "newton metres, 0 to 1000", check: within(0...1000)),
    Field("torqueNoise", \.torqueNoise, "newton metres, 0 to 1000", check: within(0...1000)),
    Field(
      "goalHeight", \.goalHeight, "link lengths above the hinge, -2 to 2", check: within(-2...2)),
    Field(
      "startRange", \.startRange, "largest absolute value of a start number, 0 to 3",
      check: within(0...3)),
    Field("equations", \.equations, "book or nips"),
  ])

  /// The state after one step, before angles are wrapped and velocities bounded.
  ///
  /// The classical fourth-order Runge-Kutta step, in the original's order of operations.
  ///
  /// - Parameter torque: newton metres on the middle joint, held over the step.
  /// - Returns: both angles, both velocities.
  func integrated(torque: Double) -> SIMD4<Double> {
    let start = SIMD4(state.angle1, state.angle2, state.velocity1, state.velocity2)
    let step = parameters.timeStep
    let half = step / 2
    let k1 = derivative(start, torque)
    let k2 = derivative(start + half * k1, torque)
    let k3 = derivative(start + half * k2, torque)
    let k4 = derivative(start + step * k3, torque)
    return start + step / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
  }

  /// How the state changes per second: both velocities, both accelerations.
  private func derivative(_ state: SIMD4<Double>, _ torque: Double) -> SIMD4<Double> {
    let p = parameters
    let (theta1, theta2, omega1, omega2) = (state[0], state[1], state[2], state[3])
    let quarterTurn = Double.pi / 2
    // Three angles at once: four take little longer than one.
    let (sines, cosines) = ExactMath.sineAndCosine(
      SIMD4(theta2, theta1 + theta2 - quarterTurn, theta1 - quarterTurn, 0))
    let (sine2, cosine2) = (sines[0], cosines[0])
    let l1 = p.length1
    let (c1, c2) = (p.centre1, p.centre2)

    let d1 =
      p.mass1 * (c1 * c1) + p.mass2 * (l1 * l1 + c2 * c2 + 2 * l1 * c2 * cosine2) + p.inertia
      + p.inertia
    let d2 = p.mass2 * (c2 * c2 + l1 * c2 * cosine2) + p.inertia
    let phi2 = p.mass2 * c2 * p.gravity * cosines[1]
    let centrifugal = -p.mass2 * l1 * c2 * (omega2 * omega2) * sine2
    let coriolis = 2 * p.mass2 * l1 * c2 * omega2 * omega1 * sine2
    let weight1 = (p.mass1 * c1 + p.mass2 * l1) * p.gravity * cosines[2]
    let phi1 = centrifugal - coriolis + weight1 + phi2

    var moment = torque + d2 / d1 * phi1
    if p.equations == .book { moment -= p.mass2 * l1 * c2 * (omega1 * omega1) * sine2 }
    let acceleration2 = (moment - phi2) / (p.mass2 * (c2 * c2) + p.inertia - d2 * d2 / d1)
    let acceleration1 = -(d2 * acceleration2 + phi1) / d1
    return SIMD4(omega1, omega2, acceleration1, acceleration2)
  }
}
