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
  /// `agent.…` (counters, streams, statistics), `guidance.…` and `demonstrations.…` where there is
  /// guidance.
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
    file.append("online", parameters, state: online.network.state, optimizer: optimizer)
    for parameter in target.network.state {
      file.append("target.\(parameter.name)", parameter.value)
    }
    record.write(to: &file)
    file.append(
      "agent.streams", streams: [exploration, sampling, noise.layers, noise.fractions])
    metrics.write(to: &file)
    visits?.write(to: &file)
    guide?.write(to: &file)
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
    try file.read(
      "online", parameters, state: online.network.state, optimizer: &optimizer)
    try file.read("target", target.network.state)
    updatesInTarget = -1
    try record.read(
      from: file, copies: configuration.environments,
      shapes: online.tensors.map { ($0.name, $0.value.shape) })
    let streams = try file.streams("agent.streams", count: 4)
    (exploration, sampling) = (streams[0], streams[1])
    (noise.layers, noise.fractions) = (streams[2], streams[3])
    try metrics.read(from: file)
    try visits?.read(from: file)
    try guide?.read(from: file)
    carried = nil
    try replay.read(from: file)
    try environment.restore(try file.bytes("environment.snapshot"))
  }
}
