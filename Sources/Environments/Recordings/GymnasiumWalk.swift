import Documents

/// An episode of a task with numbered states.
///
/// Nothing is drawn: the recorded next state has to be one that can follow here, with the same
/// reward, ending and probability.
struct GymnasiumWalk: Decodable {
  /// What was told at the beginning beside the state.
  struct Beginning: Decodable {
    var mask: [Int]?

    enum CodingKeys: String, CodingKey {
      case mask = "action_mask"
    }
  }

  /// One step: the next state, reward, endings, the outcome's probability, and the mask of actions.
  struct Step: Decodable {
    var s: Int
    var r: Double
    var term: Bool
    var trunc: Bool
    var prob: Double?
    var mask: String?

    var ending: GymnasiumEnding { GymnasiumEnding(terminated: term, truncated: trunc) }
  }

  var episode: Int
  var initialState: Int
  var beginning: Beginning?
  var actions: [Int]
  var steps: [Step]

  enum CodingKeys: String, CodingKey {
    case episode
    case initialState = "init_state"
    case beginning = "init_info"
    case actions
    case steps
  }

  private typealias Part = (what: String, expected: String, got: String)

  /// Looks every step up among what can follow.
  func compare<World: EnumerableEnvironment>(
    with world: World, _ clock: GymnasiumClock
  ) throws -> RecordingComparison {
    try clock.check(actions: actions, of: world.actionSpace, steps.map(\.ending))
    var state = try checked(initialState, in: world, "init_state")
    let starts = world.startDistribution.filter { $0.probability > 0 }.map(\.state)
    guard starts.contains(state) else {
      return difference(nil, ("state", "\(state)", "one of the starts \(Self.list(starts))"))
    }
    let mask = beginning?.mask.map { $0.map { "\($0)" }.joined() }
    if let part = Self.maskMismatch(mask, in: state, of: world) { return difference(nil, part) }
    for (index, step) in steps.enumerated() {
      let next = try checked(step.s, in: world, "step \(index)")
      let outcomes = world.outcomes(of: state, action: actions[index])
      let part =
        Self.mismatch(step, among: outcomes)
        ?? clock.compare(step.ending, terminated: step.term, step: index)
        ?? Self.maskMismatch(step.mask, in: next, of: world)
      if let part { return difference(index, part) }
      if step.ending.terminated && index + 1 < steps.count {
        throw InputError("goes on after its end at step \(index)")
      }
      state = next
    }
    return RecordingComparison(steps: steps.count)
  }

  private func checked(
    _ state: Int, in world: some EnumerableEnvironment, _ place: String
  ) throws -> Int {
    guard state >= 0 && state < world.stateCount else {
      throw InputError("expected a state in 0..<\(world.stateCount) in \(place), got \(state)")
    }
    return state
  }

  private func difference(
    _ step: Int?, _ part: Part
  ) -> RecordingComparison {
    RecordingComparison(
      steps: step ?? 0,
      difference: RecordingDifference(
        episode: episode, step: step, what: part.what, expected: part.expected, got: part.got))
  }

  /// What of a recorded step cannot happen; nil where all of it can.
  private static func mismatch(
    _ step: Step, among outcomes: [Outcome]
  ) -> Part? {
    var possible = outcomes.filter { $0.nextState == step.s }
    if possible.isEmpty {
      return ("state", "\(step.s)", list(outcomes.map(\.nextState)))
    }
    var before = possible
    possible = possible.filter { $0.reward == step.r }
    if possible.isEmpty { return ("reward", "\(step.r)", list(before.map(\.reward))) }
    before = possible
    possible = possible.filter { $0.terminated == step.term }
    if possible.isEmpty { return ("terminated", "\(step.term)", list(before.map(\.terminated))) }
    guard let probability = step.prob else { return nil }
    guard possible.contains(where: { $0.probability == probability }) else {
      return ("probability", "\(probability)", list(possible.map(\.probability)))
    }
    return nil
  }

  /// Compares a recorded mask, a digit for each action, with that of a state; nil where none was
  /// recorded.
  private static func maskMismatch(
    _ mask: String?, in state: Int, of world: some EnumerableEnvironment
  ) -> Part? {
    guard let mask else { return nil }
    var ours = String(repeating: "1", count: world.actionSpace.count)
    if var taxi = world as? Taxi {
      taxi.state = Taxi.state(state)
      ours = taxi.actionMask.map { $0 ? "1" : "0" }.joined()
    }
    return mask == ours ? nil : ("mask", shown(mask), ours)
  }

  /// A few values without repetitions, for people.
  private static func list<Value: Hashable>(_ values: [Value]) -> String {
    var different: [Value] = []
    for value in values where !different.contains(value) { different.append(value) }
    let first = different.prefix(4).map { "\($0)" }.joined(separator: " or ")
    return different.count > 4 ? "\(first) or \(different.count - 4) others" : first
  }
}
