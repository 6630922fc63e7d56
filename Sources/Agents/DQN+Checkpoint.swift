import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

extension DQN {
  /// Everything needed to go on exactly: networks, moments, replay, environment, streams, counters.
  ///
  /// The same state gives the same bytes, whatever way led to it. Names: `online.…`, `target.…`,
  /// `best.…` (the networks' parameters), `optimizer.…`, `replay.…`, `environment.snapshot`,
  /// `agent.…` (counters, streams, statistics).
  ///
  /// - Parameter environment: the one that is trained in.
  /// - Returns: what `restore` takes.
  /// - Throws: ``DivergedTraining`` where a parameter is not finite, so that no file is
  ///   overwritten with it; `InputError` where the environment cannot give its state.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    for parameter in online.parameters where !parameter.value.isFinite {
      throw DivergedTraining(step: step, quantity: "parameter \(parameter.name)")
    }
    var file = SafeTensors()
    for parameter in online.parameters { file.append("online.\(parameter.name)", parameter.value) }
    for parameter in target.parameters { file.append("target.\(parameter.name)", parameter.value) }
    if let best {
      for (parameter, value) in zip(online.parameters, best.parameters) {
        file.append("best.\(parameter.name)", value)
      }
      file.append("best.step", integers: [Int64(best.step)])
      file.append("best.meanReturn", doubles: [best.meanReturn])
    }
    for (name, tensor) in optimizer.state { file.append("optimizer.\(name)", tensor) }
    file.append("optimizer.updates", integers: [Int64(optimizer.updates)])

    file.append(
      "agent.counters",
      integers: [step, episodes, updates, hasBegun ? 1 : 0, unreported.count].map(Int64.init))
    file.append("agent.unreported", doubles: [unreported.losses, unreported.values])
    file.append(
      "agent.streams",
      integers: [exploration, sampling].flatMap {
        [Int64(bitPattern: $0.key), Int64(bitPattern: $0.position)]
      })
    file.append("agent.isTrainable", integers: online.parameters.map { $0.isTrainable ? 1 : 0 })
    file.append(
      "agent.learningRateFactors", doubles: online.parameters.map { Double($0.learningRateFactor) })
    file.append("agent.runningReturns", doubles: statistics.returns)
    file.append("agent.runningLengths", integers: statistics.lengths.map(Int64.init))
    let window = statistics.window
    file.append("agent.recentReturns", doubles: window.returns)
    file.append("agent.recentLengths", integers: window.lengths.map(Int64.init))

    replay.write(to: &file)
    file.append("environment.snapshot", bytes: try environment.snapshot())
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration and spaces.
  ///
  /// - Parameters:
  ///   - file: what ``checkpoint(of:)`` gave.
  ///   - environment: the one to train in; it is put where it was.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent and the
  ///   environment must then not be used further.
  public mutating func restore(
    _ file: SafeTensors, environment: any VectorEnvironment
  ) throws {
    try restoreNetworks(file)
    try restoreOptimizer(file)

    let counters = try file.counts("agent.counters", count: 5)
    (step, episodes, updates) = (counters[0], counters[1], counters[2])
    hasBegun = counters[3] == 1
    let sums = try file.doubles("agent.unreported", count: 2)
    unreported = UpdateSummary(count: counters[4], losses: sums[0], values: sums[1])
    let streams = try file.integers("agent.streams", count: 4).map { UInt64(bitPattern: Int64($0)) }
    exploration = RandomStream(key: streams[0], position: streams[1])
    sampling = RandomStream(key: streams[2], position: streams[3])

    let copies = configuration.environments
    let recentReturns = try file.doubles("agent.recentReturns")
    statistics = EpisodeStatistics(
      returns: try file.doubles("agent.runningReturns", count: copies),
      lengths: try file.counts("agent.runningLengths", count: copies),
      recentReturns: Array(recentReturns.suffix(EpisodeStatistics.window)),
      recentLengths: Array(
        try file.counts("agent.recentLengths", count: recentReturns.count)
          .suffix(EpisodeStatistics.window)))
    try replay.read(from: file, actionCount: online.actionCount)
    try environment.restore(try file.bytes("environment.snapshot"))
  }

  private mutating func restoreNetworks(_ file: SafeTensors) throws {
    let trainable = try file.integers("agent.isTrainable", count: online.parameters.count)
    let factors = try file.doubles("agent.learningRateFactors", count: online.parameters.count)
    for (index, parameter) in online.parameters.enumerated() {
      parameter.value = try file.tensor("online.\(parameter.name)", shape: parameter.value.shape)
      parameter.gradient = nil
      parameter.isTrainable = trainable[index] == 1
      parameter.learningRateFactor = Float(factors[index])
    }
    for parameter in target.parameters {
      parameter.value = try file.tensor("target.\(parameter.name)", shape: parameter.value.shape)
    }
    updatesInTarget = -1
    best = nil
    if file["best.step"] != nil {
      best = BestPolicy(
        step: try file.counts("best.step", count: 1)[0],
        meanReturn: try file.doubles("best.meanReturn", count: 1)[0],
        parameters: try online.parameters.map {
          try file.tensor("best.\($0.name)", shape: $0.value.shape)
        })
    }
  }

  private mutating func restoreOptimizer(_ file: SafeTensors) throws {
    let prefix = "optimizer."
    var state: [String: Tensor] = [:]
    for name in file.names where name.hasPrefix(prefix) && name != "optimizer.updates" {
      state[String(name.dropFirst(prefix.count))] = try file.tensor(named: name)
    }
    try optimizer.restore(
      state: state, updates: try file.integers("optimizer.updates", count: 1)[0],
      for: online.parameters)
  }
}

extension SafeTensors {
  /// Whole numbers that count something: 0...2⁵³, so that no sum of them overflows.
  fileprivate func counts(_ name: String, count: Int) throws -> [Int] {
    let values = try integers(name, count: count)
    guard values.allSatisfy({ (0...(1 << 53)).contains($0) }) else {
      throw InputError("'\(name)' holds a count out of range: \(values)", file: file)
    }
    return values
  }
}
