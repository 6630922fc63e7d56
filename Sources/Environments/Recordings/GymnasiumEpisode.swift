import Documents

/// An episode of one of Gymnasium's classics.
struct GymnasiumEpisode: RecordedEpisode {
  /// What the steps of an episode hold, by kind of task.
  enum Steps {
    /// States of real numbers.
    case motion(GymnasiumMotion)
    /// Numbered states.
    case table(GymnasiumWalk)
    /// Cards.
    case hands(GymnasiumHands)
  }

  var header: GymnasiumHeader
  /// The task.
  var task: GymnasiumTask
  /// What happened.
  var steps: Steps
  /// The clock of the recording, in steps; nil for none.
  var timeLimit: Int?

  init(from decoder: any Decoder) throws {
    header = try GymnasiumHeader(from: decoder)
    task = try header.task()
    switch task {
    case .cartPole, .mountainCar, .acrobot:
      steps = .motion(try GymnasiumMotion(from: decoder))
    case .frozenLake, .cliffWalking, .taxi:
      steps = .table(try GymnasiumWalk(from: decoder))
    case .blackjack:
      steps = .hands(try GymnasiumHands(from: decoder))
    }
  }

  /// The endings of the episode's steps.
  var endings: [GymnasiumEnding] {
    switch steps {
    case .motion(let motion): motion.steps.map(\.ending)
    case .table(let walk): walk.steps.map(\.ending)
    case .hands(let hands): hands.steps.map(\.ending)
    }
  }

  func compare(with definition: EnvironmentDefinition) throws -> RecordingComparison {
    let clock = GymnasiumClock(timeLimit: timeLimit)
    switch steps {
    case .motion(let motion):
      return try compare(motion, clock, with: definition)
    case .table(let walk):
      let world = try header.table(task, of: definition)
      return try walk.compare(with: world, clock)
    case .hands(let hands):
      return try hands.compare(with: blackjack(definition), clock)
    }
  }

  private func compare(
    _ motion: GymnasiumMotion, _ clock: GymnasiumClock, with definition: EnvironmentDefinition
  ) throws -> RecordingComparison {
    switch task {
    case .mountainCar:
      let car = try header.game(MountainCar.self, of: definition) {
        let velocity = RecordedValue.number($0.parameters.goalVelocity)
        return [GymnasiumArgument(key: "goal_velocity", standard: .number(0), here: velocity)]
      }
      return try motion.compare(with: car, clock)
    case .acrobot:
      let acrobot = try header.game(Acrobot.self, of: definition) { _ in [] }
      return try motion.compare(with: acrobot, clock)
    default:
      let cartPole = try header.game(CartPole.self, of: definition) { _ in
        [GymnasiumArgument(key: "sutton_barto_reward", standard: .flag(false), here: .flag(false))]
      }
      return try motion.compare(with: cartPole, clock)
    }
  }
}

extension GymnasiumEpisode {
  /// Gymnasium's `sab` is on where nothing is said, and then `natural` means nothing.
  private func blackjack(_ definition: EnvironmentDefinition) throws -> Blackjack {
    try header.game(Blackjack.self, of: definition) { game in
      let rules = game.parameters.rules
      return [
        GymnasiumArgument(key: "sab", standard: .flag(true), here: .flag(rules == .sab)),
        GymnasiumArgument(
          key: "natural", standard: .flag(false),
          here: rules == .sab ? nil : .flag(rules == .natural)),
      ]
    }
  }

  /// Finds the clock under which the episodes were recorded.
  ///
  /// Gymnasium's clock is no rule of the task but an argument of whoever records. Where the episodes
  /// show another one than the definition's (all cut at the same length, or none cut and one
  /// longer), they are compared under that, and the report says so.
  static func prepare(
    _ episodes: inout [GymnasiumEpisode], for definition: EnvironmentDefinition
  ) -> [String] {
    let own = definition.timeLimit
    let endings = episodes.map(\.endings)
    let longest = endings.map(\.count).max() ?? 0
    let cut = Set(
      endings.compactMap { steps in
        steps.last.flatMap { $0.truncated && !$0.terminated ? steps.count : nil }
      })
    var limit = own
    if let length = cut.first, cut.count == 1, longest == length {
      limit = length
    } else if cut.isEmpty, let own, longest > own {
      limit = nil
    }
    for index in episodes.indices { episodes[index].timeLimit = limit }
    guard limit != own else { return [] }
    let recorded = limit.map { "a time limit of \($0) steps" } ?? "no time limit"
    return [
      "recorded under \(recorded); environment '\(definition.id)' has "
        + (own.map { "one of \($0)" } ?? "none")
    ]
  }
}

/// The two flags of a recorded step.
struct GymnasiumEnding {
  var terminated: Bool
  var truncated: Bool
}

/// The clock of a recording, and the comparison of endings.
struct GymnasiumClock {
  /// In steps; nil for none.
  var timeLimit: Int?

  /// Compares the endings of one step.
  ///
  /// Where the task ends on the step at which the clock runs out, Gymnasium sets both flags and an
  /// environment of ours only `terminated`.
  ///
  /// - Parameters:
  ///   - ending: the recorded flags.
  ///   - terminated: whether the task has ended here.
  ///   - step: the step, from zero.
  /// - Returns: what differs: its name, what was recorded, what happens here.
  func compare(
    _ ending: GymnasiumEnding, terminated: Bool, step: Int
  ) -> (what: String, expected: String, got: String)? {
    if ending.terminated != terminated {
      return ("terminated", "\(ending.terminated)", "\(terminated)")
    }
    let isLast = step + 1 == timeLimit
    if ending.truncated != isLast && !(terminated && isLast) {
      return ("truncated", "\(ending.truncated)", "\(isLast && !terminated)")
    }
    return nil
  }

  /// Makes sure that a recording has an action for each step and does not go on after an ending.
  func check(actions: [Int], of space: Discrete, _ endings: [GymnasiumEnding]) throws {
    guard actions.count == endings.count else {
      throw InputError("has \(actions.count) actions for \(endings.count) steps")
    }
    for (step, action) in actions.enumerated() where !space.contains(action) {
      throw InputError("expected an action in 0..<\(space.count) at step \(step), got \(action)")
    }
  }
}
