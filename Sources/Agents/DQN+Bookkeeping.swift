import Environments
import NeuralNetworks
import TensorCore

/// The parameters of the policy that evaluated best.
public struct BestPolicy {
  /// The environment step of the evaluation.
  public var step: Int
  /// The mean return of the evaluation.
  public var meanReturn: Double
  /// The values of the online network's parameters, in its order.
  public var parameters: [Tensor]
}

/// Losses and values of the updates since the last report.
struct UpdateSummary: Hashable {
  var count = 0
  var losses = 0.0
  var values = 0.0

  mutating func add(loss: Float, values predictions: Tensor) {
    count += 1
    losses += Double(loss)
    values += Double(withoutGradients { predictions.mean().item })
  }
}

extension DQN {
  /// Mean return of the last (at most 100) training episodes; nil before the first ends.
  public var meanReturn: Double? { statistics.meanReturn }

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

  /// A network of its own with the best parameters by evaluation, else the present ones.
  public func bestNetwork() throws -> QNetwork {
    let network = try online.copy()
    if let best {
      for (parameter, value) in zip(network.parameters, best.parameters) { parameter.value = value }
    }
    return network
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
    guard !hasBegun else { return }
    replay.begin(observations: environment.observations)
    hasBegun = true
  }

  /// Puts the step just made into the replay buffer and the statistics.
  mutating func remember(_ environment: any VectorEnvironment, report: (TrainingEvent) -> Void) {
    let (rewards, terminated) = (environment.rewards, environment.terminated)
    let (truncated, taskRewards) = (environment.truncated, environment.taskRewards)
    actions.withUnsafeBufferPointer {
      replay.append(
        actions: $0, rewards: rewards, terminated: terminated, truncated: truncated,
        finalObservations: environment.finalObservations, observations: environment.observations)
    }
    for copy in 0..<environment.count {
      statistics.record(reward: taskRewards[copy], copy: copy)
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

  /// Evaluates the online network, and keeps its parameters where none did better: of equally
  /// good policies the latest stays, having learned longest.
  mutating func evaluate(in environment: any VectorEnvironment) throws -> TrainingEvent {
    let evaluation: Evaluation
    do {
      evaluation = try Evaluation.run(online, in: environment)
    } catch let error as DivergedTraining {
      throw DivergedTraining(step: step, quantity: error.quantity)
    }
    let isBest = best.map { evaluation.meanReturn >= $0.meanReturn } ?? true
    if isBest {
      best = BestPolicy(
        step: step, meanReturn: evaluation.meanReturn,
        parameters: online.parameters.map(\.value))
    }
    return .evaluation(step: step, evaluation, isBest: isBest)
  }

  /// The state of the training; the means over updates begin anew.
  mutating func takeProgress() -> TrainingProgress {
    let count = Double(unreported.count)
    defer { unreported = UpdateSummary() }
    return TrainingProgress(
      step: step, totalSteps: configuration.steps, episodes: episodes, updates: updates,
      epsilon: configuration.epsilon(at: step), meanReturn: statistics.meanReturn,
      meanLength: statistics.meanLength,
      loss: unreported.count > 0 ? unreported.losses / count : nil,
      meanValue: unreported.count > 0 ? unreported.values / count : nil)
  }
}
