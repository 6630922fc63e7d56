import Determinism
import Documents

/// An episode of a task whose state is a few real numbers.
///
/// Every step is taken from the recorded state: an unstable motion would amplify the last bit.
struct GymnasiumMotion: Decodable {
  /// One step: the state and the observation that it led to, the reward and the endings.
  struct Step: Decodable {
    var s: [Double]
    var obs: [Double]
    var r: Double
    var term: Bool
    var trunc: Bool

    var ending: GymnasiumEnding { GymnasiumEnding(terminated: term, truncated: trunc) }
  }

  var episode: Int
  var initialState: [Double]
  var initialObservation: [Double]
  var actions: [Int]
  var steps: [Step]

  enum CodingKeys: String, CodingKey {
    case episode
    case initialState = "init_state"
    case initialObservation = "init_obs"
    case actions
    case steps
  }

  /// Takes every step from its recorded state.
  func compare<World: RealNumbersGame>(
    with world: World, _ clock: GymnasiumClock
  ) throws -> RecordingComparison {
    try clock.check(actions: actions, of: world.actionSpace, steps.map(\.ending))
    var world = world
    var random = RandomStream(seed: 0)
    world.state = try state(initialState, in: world, "init_state")
    if let difference = Self.observation(of: world, initialObservation) {
      return RecordingComparison(steps: 0, difference: named(difference, step: nil))
    }
    for (index, step) in steps.enumerated() {
      if index > 0 { world.state = try state(steps[index - 1].s, in: world, "step \(index - 1)") }
      let result = world.step(actions[index], using: &random)
      let difference =
        Self.numbers(of: world, step.s) ?? Self.observation(of: world, step.obs)
        ?? Self.reward(result.reward, step.r)
        ?? clock.compare(step.ending, terminated: result.terminated, step: index)
      if let difference {
        return RecordingComparison(steps: index, difference: named(difference, step: index))
      }
    }
    return RecordingComparison(steps: steps.count)
  }

  private typealias Part = (what: String, expected: String, got: String)

  private func named(_ part: Part, step: Int?) -> RecordingDifference {
    RecordingDifference(
      episode: episode, step: step, what: part.what, expected: part.expected, got: part.got)
  }

  /// A recorded state, if it is one that the game can be in.
  private func state<World: RealNumbersGame>(
    _ numbers: [Double], in world: World, _ place: String
  ) throws -> World.State {
    guard let state = World.state(of: numbers), world.isValid(state) else {
      throw InputError("\(place) holds no state of the game '\(World.name)'")
    }
    return state
  }

  /// Compares the present state with a recorded one, to 1e-12 of numbers up to 1.
  private static func numbers<World: RealNumbersGame>(
    of world: World, _ recorded: [Double]
  ) -> Part? {
    compare("state", recorded, World.numbers(of: world.state), within: 1e-12)
  }

  /// Compares the present observation with a recorded one, to the rounding of single precision.
  private static func observation(of world: some RealNumbersGame, _ recorded: [Double]) -> Part? {
    compare("observation", recorded, world.observation.map { Double($0) }, within: 1.2e-7)
  }

  private static func reward(_ reward: Float, _ recorded: Double) -> Part? {
    Float(recorded) == reward ? nil : ("reward", "\(recorded)", "\(reward)")
  }

  private static func compare(
    _ what: String, _ recorded: [Double], _ ours: [Double], within tolerance: Double
  ) -> Part? {
    guard recorded.count == ours.count else {
      return (what, "\(recorded.count) numbers", "\(ours.count)")
    }
    for (index, (expected, got)) in zip(recorded, ours).enumerated() {
      // A number that is not one (NaN) is never near.
      if abs(got - expected) <= tolerance * max(1, abs(expected)) { continue }
      return ("\(what)[\(index)]", "\(expected)", "\(got)")
    }
    return nil
  }
}

/// A game whose state is a list of real numbers.
protocol RealNumbersGame: Game {
  /// The state of numbers; nil where there are too few or too many.
  static func state(of numbers: [Double]) -> State?
  /// The numbers of a state.
  static func numbers(of state: State) -> [Double]
}

extension CartPole: RealNumbersGame {
  static func state(of numbers: [Double]) -> State? {
    guard numbers.count == 4 else { return nil }
    return State(
      position: numbers[0], velocity: numbers[1], angle: numbers[2], angularVelocity: numbers[3])
  }

  static func numbers(of state: State) -> [Double] {
    [state.position, state.velocity, state.angle, state.angularVelocity]
  }
}

extension MountainCar: RealNumbersGame {
  static func state(of numbers: [Double]) -> State? {
    numbers.count == 2 ? State(position: numbers[0], velocity: numbers[1]) : nil
  }

  static func numbers(of state: State) -> [Double] { [state.position, state.velocity] }
}

extension Acrobot: RealNumbersGame {
  static func state(of numbers: [Double]) -> State? {
    guard numbers.count == 4 else { return nil }
    return State(
      angle1: numbers[0], angle2: numbers[1], velocity1: numbers[2], velocity2: numbers[3])
  }

  static func numbers(of state: State) -> [Double] {
    [state.angle1, state.angle2, state.velocity1, state.velocity2]
  }
}
