extension Taxi {
  /// The places with a wall at their east side, a bit each.
  private static let eastWalls: UInt32 = 1 << 1 | 1 << 6 | 1 << 15 | 1 << 17 | 1 << 20 | 1 << 22

  /// Whether neither wall nor edge stops a drive.
  @inline(__always)
  static func isOpen(_ place: Int, _ direction: Int) -> Bool {
    switch direction {
    case 0: place < 20
    case 1: place >= 5
    case 2: place % 5 < 4 && eastWalls >> UInt32(place) & 1 == 0
    default: place % 5 > 0 && eastWalls >> UInt32(place - 1) & 1 == 0
    }
  }

  /// The place after a drive; the same where something stops it.
  @inline(__always)
  static func moved(_ place: Int, _ direction: Int) -> Int {
    guard isOpen(place, direction) else { return place }
    switch direction {
    case 0: return place + 5
    case 1: return place - 5
    case 2: return place + 1
    default: return place - 1
    }
  }

  /// The directions to the left and to the right of one.
  static func sides(of direction: Int) -> (left: Int, right: Int) {
    switch direction {
    case 0: (2, 3)
    case 1: (3, 2)
    case 2: (1, 0)
    default: (0, 1)
    }
  }

  /// The probability of either side of a drive in the rain.
  var lateral: Double { (1 - parameters.intended) / 2 }

  /// The direction that a number in `0..<1` makes of an intended one.
  func drifted(_ direction: Int, by draw: Double) -> Int {
    if draw < parameters.intended { return direction }
    let sides = Self.sides(of: direction)
    return draw < parameters.intended + lateral ? sides.left : sides.right
  }

  /// Whether the taxi stands where the passenger waits.
  static func isAtPassenger(_ state: State) -> Bool {
    state.passenger != inTaxi && stands[state.passenger] == state.place
  }

  /// What a pickup (4) or a dropoff (5) brings.
  static func served(_ state: State, _ action: Int) -> (next: State, result: StepResult) {
    var next = state
    if action == 4 {
      guard isAtPassenger(state) else { return (state, StepResult(reward: -10)) }
      next.passenger = inTaxi
      return (next, StepResult(reward: -1))
    }
    guard state.passenger == inTaxi, let stand = stands.firstIndex(of: state.place) else {
      return (state, StepResult(reward: -10))
    }
    next.passenger = stand
    let arrived = stand == state.destination
    return (next, StepResult(reward: arrived ? 20 : -1, terminated: arrived))
  }

  /// The states in which an episode can begin.
  static let startCount = 25 * 4 * 3

  /// One of the starts: 25 places, 4 stands, 3 other stands.
  static func start(_ number: Int) -> State {
    let passenger = number / 3 % 4
    let destination = number % 3
    return State(
      place: number / 12, passenger: passenger,
      destination: destination < passenger ? destination : destination + 1)
  }

  /// The number of a state, as the original counts.
  static func number(of state: State) -> Int {
    (state.place * 5 + state.passenger) * 4 + state.destination
  }

  static func state(_ number: Int) -> State {
    State(place: number / 20, passenger: number / 4 % 5, destination: number % 4)
  }
}

/// States are numbered `((row * 5 + column) * 5 + passenger) * 4 + destination`.
///
/// A state with the passenger at his destination lists what the original's table lists: nobody acts
/// there, since four of these hundred are entered by ending and the others not at all.
extension Taxi: EnumerableEnvironment {
  /// 25 places, 5 places of the passenger, 4 destinations.
  public var stateCount: Int { 500 }

  /// The number of the present state.
  public var stateIndex: Int { Self.number(of: state) }

  /// 300 states, all equally likely.
  public var startDistribution: [(state: Int, probability: Double)] {
    (0..<Self.startCount).map { (Self.number(of: Self.start($0)), 1 / Double(Self.startCount)) }
  }

  /// In the rain three outcomes of a drive: ahead, to its left, to its right; else one.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    let present = Self.state(index)
    guard action < 4 else {
      let (next, result) = Self.served(present, action)
      return [
        Outcome(
          probability: 1, nextState: Self.number(of: next), reward: Double(result.reward),
          terminated: result.terminated)
      ]
    }
    let sides = Self.sides(of: action)
    let drives: [(Int, Double)] =
      parameters.intended == 1
      ? [(action, 1)]
      : [(action, parameters.intended), (sides.left, lateral), (sides.right, lateral)]
    let isOpen = Self.isOpen(present.place, action)
    return drives.map { direction, probability in
      var next = present
      if isOpen { next.place = Self.moved(present.place, direction) }
      return Outcome(
        probability: probability, nextState: Self.number(of: next), reward: -1, terminated: false)
    }
  }

  /// For example "taxi at row 3, column 1; passenger at red; to blue".
  public func describe(state index: Int) -> String {
    let names = ["red", "green", "yellow", "blue"]
    let state = Self.state(index)
    let passenger = state.passenger == Self.inTaxi ? "in it" : "at \(names[state.passenger])"
    return "taxi at row \(state.place / 5), column \(state.place % 5); passenger \(passenger); "
      + "to \(names[state.destination])"
  }
}
