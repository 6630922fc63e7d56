import Determinism
import Documents

/// A taxi fetches a passenger from one of four stands and takes him to another.
///
/// - Description: A square of 5 by 5 places with six walls between neighbours. Stands are at the top
///   left (red), top right (green), bottom left (yellow) and in the bottom row's fourth column (blue).
///   The taxi starts anywhere, the passenger at a stand, and wants to go to another one.
/// - Actions: 0 `south`, 1 `north`, 2 `east`, 3 `west`: drive by one place; against a wall or the edge
///   the taxi stays. 4 `pickup`, 5 `dropoff`.
/// - Observation: bytes of 0 and 1. `one-hot`, `[500]`: the element of the state's number,
///   `((row * 5 + column) * 5 + passenger) * 4 + destination`, with passenger 4 in the taxi. `factored`,
///   `[19]`: 5 elements for the row, 5 for the column, 5 for the passenger, 4 for the destination.
/// - Reward: −1 a step; −10 for a pickup or dropoff that is not possible, which changes nothing; +20
///   for setting the passenger down at his destination.
/// - Terminated: when the passenger has been set down at his destination. At another stand he may be
///   set down too, for −1, and the task goes on.
/// - Truncated: never here; the definition's time limit does it (200 steps for `taxi`).
/// - Mask: the moves that no wall or edge stops, a pickup where the passenger waits, a dropoff at a
///   stand with the passenger in the taxi.
/// - Randomness: the start, one of 300, all equally likely. With `intended` below 1 (rain) a drive
///   that no wall stops goes as intended with that probability, else to the left or to the right of
///   it, both equally likely; where a wall is there the taxi stays.
/// - Source: Dietterich, "Hierarchical reinforcement learning with the MAXQ value function
///   decomposition", 2000. The rules and the order of states, actions and outcomes are those of
///   Gymnasium's `Taxi-v4` (`is_rainy` for `taxi-rainy`), whose dry table `Taxi-v3` shares. A passenger
///   who changes his mind, an option there, is not here.
public struct Taxi: Game {
  /// Where the taxi is, where the passenger, and where he wants to go.
  public struct State: Codable, Hashable, Sendable {
    /// The taxi's place, `row * 5 + column`.
    public var place: Int
    /// The stand at which the passenger waits, 0 to 3; 4 in the taxi.
    public var passenger: Int
    /// The stand to which he wants to go, 0 to 3.
    public var destination: Int

    /// Creates a state from its three numbers.
    public init(place: Int, passenger: Int, destination: Int) {
      self.place = place
      self.passenger = passenger
      self.destination = destination
    }
  }

  /// How a state is written for a network.
  public enum Encoding: String, CaseIterable, Sendable, Hashable {
    /// One element for each of the 500 states.
    case oneHot = "one-hot"
    /// One element for each row, column, place of the passenger and destination.
    case factored
  }

  /// The weather and the observation.
  public struct Parameters: Sendable, Hashable {
    /// The probability that a drive goes as intended.
    public var intended = 1.0
    /// How a state is written for a network.
    public var encoding = Encoding.oneHot

    /// Creates dry weather.
    public init() {}
  }

  /// `taxi`.
  public static let name = "taxi"
  /// What each part of an observation is.
  public static let observationNames = ["state"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field(
      "intended", \.intended, "probability of a drive as intended, 0 to 1; the rest to its sides",
      check: within(0...1)),
    Field("encoding", \.encoding, "one-hot (of 500 states) or factored (19 elements)"),
  ])

  /// The places of the stands: red, green, yellow, blue.
  static let stands = [0, 4, 20, 23]
  /// In the taxi, where a stand would be.
  static let inTaxi = 4

  /// The weather and the observation.
  public let parameters: Parameters
  /// The whole state.
  public var state = State(place: 0, passenger: 1, destination: 2)

  /// Creates a taxi at the red stand, until `reset` is called.
  public init(parameters: Parameters) {
    self.parameters = parameters
  }

  /// Bytes of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [parameters.encoding == .oneHot ? 500 : 19], range: 0...1, elementType: .uint8)
  }

  /// Four drives, pickup, dropoff.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: [
    "south", "north", "east", "west", "pickup", "dropoff",
  ])

  /// From a faulty pickup or dropoff to the arrival.
  public var rewardRange: ClosedRange<Float> { -10...20 }

  /// Puts the taxi anywhere, the passenger at a stand that he wants to leave.
  public mutating func reset(using random: inout RandomStream) {
    state = Self.start(random.integer(below: Self.startCount))
  }

  /// Whether taxi, passenger and destination are places of the town.
  public func isValid(_ state: State) -> Bool {
    (0..<25).contains(state.place) && (0...Self.inTaxi).contains(state.passenger)
      && (0..<4).contains(state.destination)
  }

  /// Drives, picks up or sets down.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 6, "expected an action in 0..<6, got \(action)")
    guard action < 4 else {
      let (next, result) = Self.served(state, action)
      state = next
      return result
    }
    if parameters.intended < 1 && Self.isOpen(state.place, action) {
      state.place = Self.moved(state.place, drifted(action, by: random.uniformDouble()))
    } else {
      state.place = Self.moved(state.place, action)
    }
    return StepResult(reward: -1)
  }

  /// The element of the state's number, or one element for each of its four parts.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    observation.update(repeating: 0)
    switch parameters.encoding {
    case .oneHot:
      observation[Self.number(of: state)] = 1
    case .factored:
      observation[state.place / 5] = 1
      observation[5 + state.place % 5] = 1
      observation[10 + state.passenger] = 1
      observation[15 + state.destination] = 1
    }
  }

  /// Some drives lead nowhere, and pickup and dropoff are rarely possible.
  public var hasActionMask: Bool { true }

  /// Which actions change the state.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for action in 0..<4 { mask[action] = Self.isOpen(state.place, action) }
    mask[4] = Self.isAtPassenger(state)
    mask[5] = state.passenger == Self.inTaxi && Self.stands.contains(state.place)
  }
}
