import Determinism
import Documents

/// Verifies that an environment keeps the promises of ``Environment`` and ``VectorEnvironment``.
///
/// Everything is done through a vector of random play: what training sees is what is checked, but for
/// normalizations, whose statistics depend on all copies.
public struct EnvironmentChecker {
  /// The environment to verify.
  public let definition: EnvironmentDefinition
  /// The number of vector steps that each comparison plays.
  public let steps: Int
  /// The root of all randomness.
  public let random: RandomStream

  /// Prepares a verification.
  ///
  /// - Parameters:
  ///   - definition: the environment.
  ///   - steps: vector steps of three copies that each comparison plays, at least 2.
  ///   - seed: of the random play.
  public init(_ definition: EnvironmentDefinition, steps: Int = 400, seed: UInt64 = 1) {
    precondition(steps >= 2, "expected at least 2 steps, got \(steps)")
    self.definition = definition
    self.steps = steps
    random = RandomStream(seed: seed)
  }

  /// Plays and compares; returns one sentence for each broken promise, none where all hold.
  ///
  /// - Throws: `InputError` where a state cannot be written.
  public func failures() throws -> [String] {
    if case .external(let mixture as MixtureWorld) = definition.world {
      return try mixture.tasks.flatMap { task in
        try EnvironmentChecker(task).failures().map { "\(task.id): \($0)" }
      }
    }
    if let nature = definition.externalNature {
      throw InputError("'\(definition.id)' \(nature), which cannot vouch for it")
    }
    var failures: [String] = []
    failures += try spaces()
    failures += try repetition()
    failures += try snapshots()
    failures += try copies()
    failures += try endings()
    return failures
  }

  // MARK: Single promises

  /// Observations in their space, finite rewards, never two endings at once, quiet rendering.
  private func spaces() throws -> [String] {
    var failures: Set<String> = []
    var hasStrayReward = false
    let vector = try definition.makeUnnormalizedVector(count: 3, random: random.stream("spaces"))
    let space = vector.observationSpace
    let rewards = definition.makeEnvironment().rewardRange
    if vector.actionSpace.names != definition.actions {
      failures.insert(
        "the actions are \(vector.actionSpace.names), the definition lists \(definition.actions)")
    }
    try play(vector) { step in
      for index in 0..<vector.count {
        let row = (index * space.count)..<((index + 1) * space.count)
        if !space.contains(vector.observations[row]) {
          failures.insert("an observation lies outside its space")
        }
        let ended = vector.terminated[index] || vector.truncated[index]
        if vector.terminated[index] && vector.truncated[index] {
          failures.insert("a step is both terminated and truncated")
        }
        if ended != (vector.episodeSteps(index) == 0) {
          failures.insert("an episode's clock does not restart with its end")
        }
        if ended && !space.contains(vector.finalObservations[row]) {
          failures.insert("a final observation lies outside its space")
        }
        if !rewards.contains(vector.rewards[index]), !hasStrayReward {
          hasStrayReward = true
          failures.insert("the reward \(vector.rewards[index]) lies outside \(rewards)")
        }
        if let masks = vector.actionMasks {
          let actions = vector.actionSpace.count
          if !masks[(index * actions)..<((index + 1) * actions)].contains(true) {
            failures.insert("a mask allows no action")
          }
        }
      }
      guard step % 16 == 0 else { return }
      let before = try vector.snapshot()
      let frame = vector.render(0)
      if frame != vector.render(0) { failures.insert("two renderings of one state differ") }
      if try vector.snapshot() != before { failures.insert("rendering changes the state") }
    }
    return failures.sorted()
  }

  /// The same seed gives the same run, another seed another one where anything is random.
  private func repetition() throws -> [String] {
    var failures: [String] = []
    let (first, draws) = try record(random.stream("repetition"))
    if try record(random.stream("repetition")).steps != first {
      failures.append("the same seed gives two different runs")
    }
    let others = try (0..<8).map { try record(random.stream("other \($0)")).steps }
    if draws && others.allSatisfy({ $0 == first }) {
      failures.append("different seeds all give the same run")
    }
    return failures
  }

  /// A restored snapshot goes on as the original did, from any step.
  private func snapshots() throws -> [String] {
    let stream = random.stream("snapshots")
    for pause in [0, 1, steps / 3, steps / 2] {
      let original = try definition.makeUnnormalizedVector(count: 3, random: stream)
      var actions = stream.stream("actions")
      for _ in 0..<pause { original.step(sample(original, &actions)) }
      let bytes = try original.snapshot()
      let restored = try definition.makeUnnormalizedVector(
        count: 3, random: stream.stream("elsewhere"))
      try restored.restore(bytes)
      if try restored.snapshot() != bytes {
        return ["a restored snapshot is written differently (step \(pause))"]
      }
      if !restored.observations.elementsEqual(original.observations) {
        return ["a restored state is observed differently (step \(pause))"]
      }
      for step in pause..<steps {
        let chosen = sample(original, &actions)
        original.step(chosen)
        restored.step(chosen)
        if !sameResults(original, restored) {
          return ["restored at step \(pause), the run differs at step \(step)"]
        }
      }
    }
    return []
  }

  /// A vector of three copies is three vectors of one.
  private func copies() throws -> [String] {
    let stream = random.stream("copies")
    let together = try definition.makeUnnormalizedVector(count: 3, random: stream)
    var actions = stream.stream("actions")
    let recorded = (0..<steps).map { _ in sample(together, &actions) }
    var rows: [[Recorded]] = [[], [], []]
    for chosen in recorded {
      together.step(chosen)
      for index in 0..<3 { rows[index].append(Recorded(together, index)) }
    }
    for index in 0..<3 {
      // Copy 0 of a vector whose stream is shifted has another name, so the row is compared with
      // the same copy of vectors of other sizes.
      let alone = try definition.makeUnnormalizedVector(count: index + 1, random: stream)
      for step in 0..<steps {
        alone.step(Array(recorded[step][...index]))
        if Recorded(alone, index) != rows[index][step] {
          return ["copy \(index) depends on the number of copies (step \(step))"]
        }
      }
    }
    return []
  }

  /// Episodes end by the time limit at the latest.
  private func endings() throws -> [String] {
    guard let limit = definition.timeLimit else { return [] }
    let vector = try definition.makeUnnormalizedVector(count: 1, random: random.stream("endings"))
    var actions = random.stream("endings").stream("actions")
    var length = 0
    for _ in 0..<(limit + 1) {
      vector.step(sample(vector, &actions))
      length += 1
      if length == limit && !vector.terminated[0] && !vector.truncated[0] {
        return ["an episode is longer than the limit of \(limit) steps"]
      }
      if vector.truncated[0] && length != limit {
        return ["an episode is truncated after \(length) steps, expected \(limit)"]
      }
      if vector.terminated[0] || vector.truncated[0] { return [] }
    }
    return []
  }

  // MARK: Playing

  /// What one copy showed after a step.
  private struct Recorded: Equatable {
    var observation: [Float]
    /// What the step led to, before the next episode began where one ended.
    var successor: [Float]
    var reward: Float
    var terminated: Bool
    var truncated: Bool

    init(_ vector: any VectorEnvironment, _ index: Int) {
      observation = Array(vector.observation(index))
      successor = Array(vector.successor(index))
      reward = vector.rewards[index]
      terminated = vector.terminated[index]
      truncated = vector.truncated[index]
    }
  }

  private func sample(
    _ vector: any VectorEnvironment, _ random: inout RandomStream
  ) -> [Int32] {
    (0..<vector.count).map { _ in Int32(vector.actionSpace.sample(using: &random)) }
  }

  private func play(
    _ vector: any VectorEnvironment, _ look: (Int) throws -> Void
  ) throws {
    var actions = random.stream("actions")
    for step in 0..<steps {
      vector.step(sample(vector, &actions))
      try look(step)
    }
  }

  /// All that a run shows, with actions that do not depend on the environment's stream, and whether
  /// the environment drew anything.
  private func record(_ stream: RandomStream) throws -> (steps: [Recorded], draws: Bool) {
    let vector = try definition.makeUnnormalizedVector(count: 1, random: stream)
    var recorded: [Recorded] = [Recorded(vector, 0)]
    var draws = vector.drawnWords(0) > 0
    try play(vector) { _ in
      recorded.append(Recorded(vector, 0))
      draws = draws || vector.drawnWords(0) > 0
    }
    return (recorded, draws)
  }

  private func sameResults(_ a: any VectorEnvironment, _ b: any VectorEnvironment) -> Bool {
    (0..<a.count).allSatisfy { Recorded(a, $0) == Recorded(b, $0) }
  }
}
