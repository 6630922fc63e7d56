import Documents
import Environments
import NeuralNetworks
import TensorCore

extension PQN {
  /// Everything needed to go on exactly: network, moments, environment, streams, counters.
  ///
  /// Taken between two rollouts, so there is none to keep. The same state gives the same bytes.
  /// Names: `online.…` and `best.…` (the network's parameters), `optimizer.…`,
  /// `environment.snapshot`, `agent.…` (counters, streams, statistics).
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
    record.write(to: &file)
    file.append("agent.streams", streams: [exploration, shuffling])
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
    try file.read("online", parameters, state: online.network.state, optimizer: &optimizer)
    try record.read(
      from: file, copies: configuration.environments,
      shapes: online.tensors.map { ($0.name, $0.value.shape) })
    let streams = try file.streams("agent.streams", count: 2)
    (exploration, shuffling) = (streams[0], streams[1])
    try environment.restore(try file.bytes("environment.snapshot"))
  }
}
