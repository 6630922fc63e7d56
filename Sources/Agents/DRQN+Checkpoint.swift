import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

extension DRQN {
  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The online network's parameters.
  public var parameters: [Parameter] { online.parameters }
  /// The online network.
  public var policy: any ActingPolicy { online }
  /// What replay takes.
  public var notes: [String] { [replay.sizeNote] }

  /// Sets initial parameters, what is trainable and how fast; the target then copies the result.
  ///
  /// - Parameter body: is given the online network's parameters, with their names.
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(online.parameters)
    target.layers.update(toward: online.layers, rate: 1)
  }

  /// Takes the first observations, once.
  mutating func begin(in environment: any VectorEnvironment) {
    precondition(
      environment.count == configuration.environments
        && environment.observationSpace == replay.observationSpace
        && environment.actionSpace.count == online.actionCount,
      "expected \(configuration.environments) copies and the spaces that the agent was made for, "
        + "got \(environment.count), \(environment.observationSpace) and \(environment.actionSpace)"
    )
    guard !record.hasBegun else { return }
    replay.begin(in: environment)
    record.hasBegun = true
  }

  /// Everything needed to go on exactly: networks, moments, replay with its open sequences, what is
  /// remembered, environment, streams, counters.
  ///
  /// The same state gives the same bytes, whatever way led to it. Names: those of DQN's checkpoint,
  /// and `agent.memory.0`, `agent.memory.1` for what is remembered of each copy's episode.
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
    file.append("online", parameters, state: online.layers.state, optimizer: optimizer)
    for (name, value) in target.tensors { file.append("target.\(name)", value) }
    record.write(to: &file)
    file.append("agent.streams", streams: [exploration, sampling])
    for (number, state) in memory.states.enumerated() {
      file.append("agent.memory.\(number)", state)
    }
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
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    try file.read("online", parameters, state: online.layers.state, optimizer: &optimizer)
    try file.read("target", target.layers.state)
    try record.read(
      from: file, copies: configuration.environments,
      shapes: online.tensors.map { ($0.name, $0.value.shape) })
    let streams = try file.streams("agent.streams", count: 2)
    (exploration, sampling) = (streams[0], streams[1])
    for number in memory.states.indices {
      memory.states[number] = try file.tensor(
        "agent.memory.\(number)", shape: memory.states[number].shape)
    }
    try replay.read(from: file, actionCount: online.actionCount)
    try environment.restore(try file.bytes("environment.snapshot"))
  }
}
