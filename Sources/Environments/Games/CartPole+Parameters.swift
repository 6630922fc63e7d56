import Documents

extension CartPole {
  /// How a step of time is integrated.
  public enum Integrator: String, CaseIterable, Codable, Hashable, Sendable, FieldValue {
    /// Positions move with the old velocities, as in the original.
    case euler
    /// Velocities first, then positions with the new velocities.
    case semiImplicitEuler = "semi-implicit-euler"
  }

  /// The constants of a cart and its pole; the defaults are those of `CartPole-v1`.
  public struct Parameters: Sendable, Hashable {
    /// Metres per second squared.
    public var gravity = 9.8
    /// Kilograms.
    public var cartMass = 1.0
    /// Kilograms.
    public var poleMass = 0.1
    /// Metres from the hinge to the middle of the pole.
    public var halfLength = 0.5
    /// Newtons of each push.
    public var force = 10.0
    /// Seconds of one step.
    public var timeStep = 0.02
    /// Metres from the middle of the track beyond which the episode ends.
    public var positionThreshold = 2.4
    /// Radians from upright beyond which the episode ends; the default is 12 degrees.
    public var angleThreshold = 0.20943951023931953
    /// Largest absolute value of each number of a start state.
    public var startRange = 0.05
    /// How a step of time is integrated.
    public var integrator = Integrator.euler

    /// Creates the constants of `CartPole-v1`.
    public init() {}
  }

  /// The constants before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("gravity", \.gravity, "m/s², 0 to 100", check: within(0...100)),
    Field("cartMass", \.cartMass, "kg, 0.001 to 1000", check: within(0.001...1000)),
    Field("poleMass", \.poleMass, "kg, 0.001 to 1000", check: within(0.001...1000)),
    Field(
      "halfLength", \.halfLength, "metres from hinge to the pole's middle, 0.01 to 100",
      check: within(0.01...100)),
    Field("force", \.force, "newtons of a push, 0 to 10000", check: within(0...10_000)),
    Field("timeStep", \.timeStep, "seconds, 0.0001 to 1", check: within(0.0001...1)),
    Field(
      "positionThreshold", \.positionThreshold, "metres, 0.1 to 1000", check: within(0.1...1000)),
    Field(
      "angleThreshold", \.angleThreshold, "radians, 0.01 to 3.14", check: within(0.01...3.14)),
    Field(
      "startRange", \.startRange, "largest absolute value of a start number, 0 to 10",
      check: within(0...10)),
    Field("integrator", \.integrator, "euler or semi-implicit-euler"),
  ])
}
