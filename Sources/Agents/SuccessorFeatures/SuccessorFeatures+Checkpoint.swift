import Documents
import Environments
import NeuralNetworks
import TensorCore

extension SuccessorFeatures {
  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The online network's parameters.
  public var parameters: [Parameter] { online.network.parameters }
  /// The online network, for the definition's own rewards.
  public var policy: any ActingPolicy { online }
  /// What replay takes, and what is learned.
  public var notes: [String] {
    [
      replay.sizeNote,
      "learns \(online.policyCount) policies on the features "
        + rewards.terms.map(\.name).joined(separator: ", "),
    ]
  }

  /// Sets initial parameters, what is trainable and how fast; the target then copies the result.
  ///
  /// - Parameter body: is given the online network's parameters, with their names.
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(parameters)
    target.network.update(toward: online.network, rate: 1)
  }

  /// Takes the first observations, once; what finds the features goes where the environment is.
  mutating func begin(in environment: any VectorEnvironment) throws {
    precondition(
      environment.count == configuration.environments
        && environment.observationSpace == replay.observationSpace
        && environment.actionSpace.count == online.actionCount,
      "expected \(configuration.environments) copies and the spaces that the agent was made for, "
        + "got \(environment.count), \(environment.observationSpace) and \(environment.actionSpace)"
    )
    try probe.follow(environment)
    guard !record.hasBegun else { return }
    replay.begin(in: environment)
    for copy in pursued.indices { pursued[copy] = goals.integer(below: online.policyCount) }
    record.hasBegun = true
  }

  /// Puts the step just made into the replay buffer, its features beside it; a copy whose episode
  /// has ended pursues other weights in the next.
  mutating func remember(_ environment: any VectorEnvironment) {
    probe.step(actions, after: environment)
    let (values, units) = (probe.values, online.units)
    features.write(
      values.indices.map { values[$0] * units[$0 % units.count] },
      at: replay.head * replay.copies)
    actions.withUnsafeBufferPointer { replay.append(actions: $0, after: environment) }
    for copy in pursued.indices
    where environment.terminated[copy] || environment.truncated[copy] {
      pursued[copy] = goals.integer(below: online.policyCount)
    }
  }

  /// Everything needed to go on exactly: networks, moments, replay with its features, environment,
  /// streams, counters.
  ///
  /// Names: those of DQN's checkpoint, `replay.features`, and `agent.pursued` for what each copy
  /// plays for. What finds the features has no state of its own.
  ///
  /// - Parameter environment: the one that is trained in.
  /// - Returns: what `restore` takes.
  /// - Throws: ``DivergedTraining`` where a parameter is not finite, so that no file is
  ///   overwritten with it; `InputError` where the environment cannot give its state.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    for parameter in parameters where !parameter.value.isFinite {
      throw DivergedTraining(step: step, quantity: "parameter \(parameter.name)")
    }
    var file = SafeTensors()
    file.append("online", parameters, state: online.network.state, optimizer: optimizer)
    for parameter in target.network.state {
      file.append("target.\(parameter.name)", parameter.value)
    }
    record.write(to: &file)
    file.append("agent.streams", streams: [exploration, sampling, goals])
    file.append("agent.pursued", integers: pursued.map(Int64.init))
    replay.write(to: &file)
    features.write(to: &file, of: replay)
    file.append("environment.snapshot", bytes: try environment.snapshot())
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration and task.
  ///
  /// - Parameters:
  ///   - file: what ``checkpoint(of:)`` gave.
  ///   - environment: the one to train in; it is put where it was.
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent and the
  ///   environment must then not be used further.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    try file.read("online", parameters, state: online.network.state, optimizer: &optimizer)
    try file.read("target", target.network.state)
    try record.read(
      from: file, copies: configuration.environments,
      shapes: online.tensors.map { ($0.name, $0.value.shape) })
    let streams = try file.streams("agent.streams", count: 3)
    (exploration, sampling, goals) = (streams[0], streams[1], streams[2])
    pursued = try file.integers("agent.pursued", count: pursued.count)
    guard pursued.allSatisfy({ (0..<online.policyCount).contains($0) }) else {
      throw InputError(
        "'agent.pursued' holds a number that is not in 0..<\(online.policyCount): \(pursued)")
    }
    try replay.read(from: file)
    try features.read(from: file, of: replay)
    try environment.restore(try file.bytes("environment.snapshot"))
    try probe.follow(environment)
  }
}
