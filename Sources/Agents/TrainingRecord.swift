import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// The policy that evaluated best.
public struct BestPolicy {
  /// The environment step of the evaluation.
  public var step: Int
  /// The mean return of the evaluation.
  public var meanReturn: Double
  /// What it was made of, as ``ActingPolicy/tensors`` gave it.
  public var tensors: [(name: String, value: Tensor)]
}

/// Losses and values of the updates since the last report.
struct UpdateSummary: Hashable {
  var count = 0
  var losses = 0.0
  var values = 0.0

  mutating func add(loss: Float, meanValue: Float) {
    count += 1
    losses += Double(loss)
    values += Double(meanValue)
  }

  mutating func add(loss: Float, values predictions: Tensor) {
    add(loss: loss, meanValue: withoutGradients { predictions.mean().item })
  }
}

/// What every training keeps beside what it learns: counters, returns, and the best policy.
public struct TrainingRecord {
  /// Environment steps made, over all copies.
  public internal(set) var step = 0
  /// Episodes ended.
  public internal(set) var episodes = 0
  /// Updates made.
  public internal(set) var updates = 0
  /// The best policy by periodic evaluation; nil before the first.
  public internal(set) var best: BestPolicy?
  /// Whether the first observation has been taken.
  var hasBegun = false
  var statistics: EpisodeStatistics
  var unreported = UpdateSummary()

  init(copies: Int) { statistics = EpisodeStatistics(copies: copies) }

  /// Counts the step that all copies of `environment` have just made, and the episodes it ended.
  mutating func countStep(of environment: any VectorEnvironment, report: (TrainingEvent) -> Void) {
    step += environment.count
    let (terminated, truncated) = (environment.terminated, environment.truncated)
    let rewards = environment.taskRewards
    for copy in 0..<environment.count {
      statistics.record(reward: rewards[copy], copy: copy)
      guard terminated[copy] || truncated[copy] else { continue }
      let ended = statistics.finish(copy: copy)
      episodes += 1
      report(
        .episode(
          EpisodeSummary(
            step: step, copy: copy, episodeReturn: Float(ended.episodeReturn),
            length: ended.length, terminated: terminated[copy])))
    }
  }

  /// How often a multiple of `interval` has been reached since the step `before`.
  func times(_ interval: Int, since before: Int) -> Int { step / interval - before / interval }

  /// Evaluates and reports where that is due since the step `before`: at multiples of the plan's
  /// intervals, and at the end of the training.
  ///
  /// - Parameters:
  ///   - before: the step at the last call.
  ///   - plan: the intervals.
  ///   - policy: what is evaluated; kept as the best where none did better: of equally good
  ///     policies the latest stays, having learned longest.
  ///   - evaluation: the copies to evaluate in, and what they are restored to before and after.
  ///   - epsilon: for the report.
  ///   - further: the algorithm's own metrics, for the report.
  ///   - report: told the results.
  /// - Throws: ``DivergedTraining`` where a value is not finite; `InputError` where an external
  ///   environment fails.
  mutating func evaluateAndReport(
    since before: Int, plan: TrainingPlan, policy: () -> any ActingPolicy,
    evaluation: (environment: any VectorEnvironment, start: [UInt8])?, epsilon: Float,
    further: () -> [Double?] = { [] }, report: (TrainingEvent) -> Void
  ) throws {
    if let evaluation, plan.evaluationInterval > 0,
      times(plan.evaluationInterval, since: before) > 0 || step >= plan.steps
    {
      try evaluation.environment.restore(evaluation.start)
      report(try evaluate(policy(), in: evaluation.environment))
      try evaluation.environment.restore(evaluation.start)
    }
    if times(plan.reportInterval, since: before) > 0 || step >= plan.steps {
      var progress = takeProgress(plan: plan, epsilon: epsilon)
      progress.further = further()
      report(.progress(progress))
    }
  }

  private mutating func evaluate(
    _ policy: any ActingPolicy, in environment: any VectorEnvironment
  ) throws -> TrainingEvent {
    let evaluation: Evaluation
    do {
      evaluation = try Evaluation.run(policy, in: environment)
    } catch let error as DivergedTraining {
      throw DivergedTraining(step: step, quantity: error.quantity)
    }
    let isBest = best.map { evaluation.meanReturn >= $0.meanReturn } ?? true
    if isBest {
      best = BestPolicy(step: step, meanReturn: evaluation.meanReturn, tensors: policy.tensors)
    }
    return .evaluation(step: step, evaluation, isBest: isBest)
  }

  /// The state of the training; the means over updates begin anew.
  private mutating func takeProgress(plan: TrainingPlan, epsilon: Float) -> TrainingProgress {
    let count = Double(unreported.count)
    defer { unreported = UpdateSummary() }
    return TrainingProgress(
      step: step, totalSteps: plan.steps, episodes: episodes, updates: updates, epsilon: epsilon,
      meanReturn: statistics.meanReturn, meanLength: statistics.meanLength,
      loss: unreported.count > 0 ? unreported.losses / count : nil,
      meanValue: unreported.count > 0 ? unreported.values / count : nil)
  }
}

// MARK: - Checkpoints

extension TrainingRecord {
  /// Writes the record: names `agent.…` and `best.…`.
  func write(to file: inout SafeTensors) {
    if let best {
      for (name, value) in best.tensors { file.append("best.\(name)", value) }
      file.append("best.step", integers: [Int64(best.step)])
      file.append("best.meanReturn", doubles: [best.meanReturn])
    }
    file.append(
      "agent.counters",
      integers: [step, episodes, updates, hasBegun ? 1 : 0, unreported.count].map(Int64.init))
    file.append("agent.unreported", doubles: [unreported.losses, unreported.values])
    file.append("agent.runningReturns", doubles: statistics.returns)
    file.append("agent.runningLengths", integers: statistics.lengths.map(Int64.init))
    let window = statistics.window
    file.append("agent.recentReturns", doubles: window.returns)
    file.append("agent.recentLengths", integers: window.lengths.map(Int64.init))
  }

  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Parameters:
  ///   - file: the checkpoint.
  ///   - copies: of the environment that is trained in.
  ///   - shapes: of the best policy's tensors by name; nil where they may have any.
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  mutating func read(
    from file: SafeTensors, copies: Int, shapes: [(name: String, shape: Shape)]?
  ) throws {
    let counters = try file.counts("agent.counters", count: 5)
    (step, episodes, updates) = (counters[0], counters[1], counters[2])
    hasBegun = counters[3] == 1
    let sums = try file.doubles("agent.unreported", count: 2)
    unreported = UpdateSummary(count: counters[4], losses: sums[0], values: sums[1])
    let recentReturns = try file.doubles("agent.recentReturns")
    statistics = EpisodeStatistics(
      returns: try file.doubles("agent.runningReturns", count: copies),
      lengths: try file.counts("agent.runningLengths", count: copies),
      recentReturns: Array(recentReturns.suffix(EpisodeStatistics.window)),
      recentLengths: Array(
        try file.counts("agent.recentLengths", count: recentReturns.count)
          .suffix(EpisodeStatistics.window)))
    best = nil
    guard file["best.step"] != nil else { return }
    let prefix = "best."
    let names = file.names.filter {
      $0.hasPrefix(prefix) && $0 != "best.step" && $0 != "best.meanReturn"
    }.map { String($0.dropFirst(prefix.count)) }
    best = BestPolicy(
      step: try file.counts("best.step", count: 1)[0],
      meanReturn: try file.doubles("best.meanReturn", count: 1)[0],
      tensors: try shapes.map { shapes in
        try shapes.map { ($0.name, try file.tensor("best.\($0.name)", shape: $0.shape)) }
      } ?? names.map { ($0, try file.tensor("best.\($0)")) })
  }
}

extension SafeTensors {
  /// Whole numbers that count something: 0...2⁵³, so that no sum of them overflows.
  func counts(_ name: String, count: Int) throws -> [Int] {
    let values = try integers(name, count: count)
    guard values.allSatisfy({ (0...(1 << 53)).contains($0) }) else {
      throw InputError("'\(name)' holds a count out of range: \(values)", file: file)
    }
    return values
  }

  /// Writes the positions of streams, so that they go on where they were.
  mutating func append(_ name: String, streams: [RandomStream]) {
    append(
      name,
      integers: streams.flatMap { [Int64(bitPattern: $0.key), Int64(bitPattern: $0.position)] })
  }

  /// Reads what `append(_:streams:)` wrote.
  func streams(_ name: String, count: Int) throws -> [RandomStream] {
    let words = try integers(name, count: 2 * count).map { UInt64(bitPattern: Int64($0)) }
    return (0..<count).map { RandomStream(key: words[2 * $0], position: words[2 * $0 + 1]) }
  }

  /// Writes a network that is trained: its state, what is trainable and how fast, and the moments.
  mutating func append(
    _ prefix: String, _ parameters: [Parameter], state: [Parameter], optimizer: any Optimizer
  ) {
    for parameter in state { append("\(prefix).\(parameter.name)", parameter.value) }
    for (name, tensor) in optimizer.state { append("optimizer.\(name)", tensor) }
    append("optimizer.updates", integers: [Int64(optimizer.updates)])
    append("agent.isTrainable", integers: parameters.map { $0.isTrainable ? 1 : 0 })
    append("agent.learningRateFactors", doubles: parameters.map { Double($0.learningRateFactor) })
  }

  /// Reads what `append(_:_:state:optimizer:)` wrote into the network and the optimizer.
  func read(
    _ prefix: String, _ parameters: [Parameter], state: [Parameter],
    optimizer: inout any Optimizer
  ) throws {
    let trainable = try integers("agent.isTrainable", count: parameters.count)
    let factors = try doubles("agent.learningRateFactors", count: parameters.count)
    for (index, parameter) in parameters.enumerated() {
      parameter.gradient = nil
      parameter.isTrainable = trainable[index] == 1
      parameter.learningRateFactor = Float(factors[index])
    }
    try read(prefix, state)
    let moments = "optimizer."
    var memory: [String: Tensor] = [:]
    for name in names where name.hasPrefix(moments) && name != "optimizer.updates" {
      memory[String(name.dropFirst(moments.count))] = try tensor(named: name)
    }
    try optimizer.restore(
      state: memory, updates: try integers("optimizer.updates", count: 1)[0], for: parameters)
  }

  /// Reads the values of parameters.
  func read(_ prefix: String, _ state: [Parameter]) throws {
    for parameter in state {
      parameter.value = try tensor("\(prefix).\(parameter.name)", shape: parameter.value.shape)
    }
  }
}
