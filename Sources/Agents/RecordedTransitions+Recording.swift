import Determinism
import Documents
import Environments

extension RecordedTransitions {
  /// Plays and records what happens.
  ///
  /// - Parameters:
  ///   - policy: what acts; nil acts at random.
  ///   - behaviour: what it is called in the file.
  ///   - definition: the task.
  ///   - epsilons: with which probability copy k does a random action, number k of them; without a
  ///     policy they are 1. As many copies step together.
  ///   - steps: environment steps; rounded up to a multiple of the copies.
  ///   - seed: the copies draw from the children of its stream "recording".
  ///   - shouldContinue: asked before each step of all copies; false stops there.
  /// - Returns: what was recorded; the same arguments give the same bytes.
  /// - Throws: `InputError` where an argument is out of range or the environment cannot be recorded;
  ///   ``DivergedTraining`` where a value is not finite.
  public static func record(
    _ policy: (any ActingPolicy)?, behaviour: String, in definition: EnvironmentDefinition,
    epsilons: [Double], steps: Int, seed: UInt64, shouldContinue: () -> Bool = { true }
  ) throws -> RecordedTransitions {
    let epsilons = policy == nil ? epsilons.map { _ in 1 } : epsilons
    guard steps >= 1, (1...4_096).contains(epsilons.count),
      epsilons.allSatisfy({ (0...1).contains($0) })
    else {
      throw InputError(
        "expected at least 1 step and 1 to 4096 epsilons in 0...1, got \(steps) and \(epsilons)")
    }
    let random = RandomStream(seed: seed).stream("recording")
    let environment = try definition.makeVector(count: epsilons.count, random: random)
    guard environment.normalization == nil else {
      throw InputError(
        "'\(definition.id)' normalizes by statistics that change while it is played: what is "
          + "recorded of it would mean something else from step to step",
        remedy: "record the environment without its normalization")
    }
    var recorder = Recorder(environment, policy, epsilons, steps: steps, random: random)
    for _ in 0..<((steps + epsilons.count - 1) / epsilons.count) where shouldContinue() {
      try recorder.step()
    }
    return try RecordedTransitions(
      of: definition, recorder.replay, behaviour: behaviour, epsilons: epsilons, seed: seed,
      returns: recorder.returns, lengths: recorder.lengths)
  }
}

/// A recording in progress.
private struct Recorder {
  let environment: any VectorEnvironment
  let policy: (any ActingPolicy)?
  let epsilons: [Double]
  var random: RandomStream
  var memory: PolicyMemory
  var replay: ReplayBuffer
  var statistics: EpisodeStatistics
  var actions: [Int32]
  var returns: [Double] = []
  var lengths: [Int] = []

  init(
    _ environment: any VectorEnvironment, _ policy: (any ActingPolicy)?, _ epsilons: [Double],
    steps: Int, random: RandomStream
  ) {
    self.environment = environment
    self.policy = policy
    self.epsilons = epsilons
    self.random = random.stream("actions")
    memory = policy?.makeMemory(copies: environment.count) ?? PolicyMemory()
    replay = ReplayBuffer(
      capacity: steps, copies: environment.count, observationSpace: environment.observationSpace,
      actionCount: environment.actionSpace.count)
    replay.begin(in: environment)
    statistics = EpisodeStatistics(copies: environment.count)
    actions = Array(repeating: -1, count: environment.count)
  }

  mutating func step() throws {
    let masks = environment.actionMasks
    for copy in actions.indices {
      let explores = Double(random.uniform()) < epsilons[copy]
      actions[copy] =
        explores
        ? Int32(random.action(below: environment.actionSpace.count, of: copy, masks: masks)) : -1
    }
    if let policy {
      var chosen = actions
      let finite = chosen.withUnsafeMutableBufferPointer {
        policy.chooseGreedily(environment.observations, memory: &memory, masks: masks, into: $0)
      }
      actions = chosen
      guard finite else {
        throw DivergedTraining(step: replay.count, quantity: "an action's value")
      }
    }
    actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
    if let failure = environment.failure { throw failure }
    actions.withUnsafeBufferPointer { replay.append(actions: $0, after: environment) }
    for copy in actions.indices {
      statistics.record(reward: environment.taskRewards[copy], copy: copy)
      guard environment.terminated[copy] || environment.truncated[copy] else { continue }
      let ended = statistics.finish(copy: copy)
      returns.append(ended.episodeReturn)
      lengths.append(ended.length)
      memory.forget(copy)
    }
  }
}
