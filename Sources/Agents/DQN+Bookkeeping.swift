import Determinism
import Environments
import NeuralNetworks
import TensorCore

extension DQN {
  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The online network's parameters.
  public var parameters: [Parameter] { online.parameters }
  /// The online network.
  public var policy: any ActingPolicy { online }
  /// What replay takes.
  public var notes: [String] {
    [replay.sizeNote]
  }

  /// Bytes that replay keeps for each transition.
  public var bytesPerTransition: Double { replay.bytesPerTransition }

  /// Sets initial parameters, what is trainable and how fast; the target then copies the result.
  ///
  /// - Parameter body: is given the online network's parameters, with their names.
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(online.parameters)
    target.update(toward: online)
    updatesInTarget = -1
  }

  /// Takes the first observations, once.
  mutating func begin(in environment: any VectorEnvironment) {
    precondition(
      environment.count == configuration.environments,
      "expected \(configuration.environments) copies, got \(environment.count)")
    precondition(
      environment.observationSpace == replay.observationSpace
        && environment.actionSpace.count == online.actionCount,
      "expected the spaces that the agent was made for, got \(environment.observationSpace) "
        + "and \(environment.actionSpace)")
    guard !record.hasBegun else { return }
    replay.begin(in: environment)
    record.hasBegun = true
  }

  /// Puts the step just made into the replay buffer.
  mutating func remember(_ environment: any VectorEnvironment) {
    actions.withUnsafeBufferPointer { replay.append(actions: $0, after: environment) }
  }
}
