import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// A few episodes of DQN in one task, from given parameters.
public struct TaskAdaptation {
  /// What learns.
  public private(set) var agent: DQN
  private let environment: any VectorEnvironment

  /// Prepares it.
  ///
  /// - Parameters:
  ///   - configuration: of one copy.
  ///   - task: one layout.
  ///   - start: parameters to begin with, in the network's order; nil for fresh ones.
  ///   - values: what stands in the place of their values; nil for their own.
  ///   - random: its children are those of a run.
  /// - Throws: `InputError` where the configuration does not fit the task.
  public init(
    _ configuration: DQNConfiguration, in task: EnvironmentDefinition, from start: [Parameter]?,
    values: [Tensor]? = nil, random: RandomStream
  ) throws {
    precondition(configuration.environments == 1, "expected one copy of the task")
    environment = try task.makeVector(count: 1, random: random)
    agent = try DQN(
      configuration: configuration, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: random)
    guard let start else { return }
    agent.initializeParameters { own in
      precondition(
        own.map(\.value.shape) == start.map(\.value.shape),
        "expected the parameters of the same network")
      for (parameter, other) in zip(own, start) {
        parameter.value = other.value
        parameter.isTrainable = other.isTrainable
        parameter.learningRateFactor = other.learningRateFactor
      }
      for (parameter, value) in zip(own, values ?? []) { parameter.value = value }
    }
  }

  /// Plays and learns until so many episodes have ended.
  ///
  /// - Parameters:
  ///   - episodes: since the beginning.
  ///   - report: told what happens.
  /// - Throws: ``DivergedTraining`` where a value is not finite.
  public mutating func learn(
    untilEpisode episodes: Int, report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    var ended = agent.episodes
    try agent.train(
      in: environment, shouldContinue: { ended < episodes },
      report: { event in
        if case .episode = event { ended += 1 }
        report(event)
      })
  }

  /// Draws transitions of what was played, each equally likely.
  ///
  /// - Parameters:
  ///   - size: how many.
  ///   - random: what they are drawn from.
  /// - Returns: the batch.
  mutating func batch(_ size: Int, using random: inout RandomStream) -> TransitionBatch {
    agent.replay.sample(size, using: &random)
  }

  /// One greedy episode from the beginning; the training goes on as if it had not been.
  ///
  /// - Throws: ``DivergedTraining`` where a value is not finite.
  public func play() throws -> Evaluation {
    try Evaluation.run(
      agent.policy, in: environment.definition, episodes: 1, random: RandomStream(seed: 0))
  }

  /// What came of a search for the episodes that a task takes.
  public enum Outcome: Sendable, Hashable {
    /// Greedy play reached the goal after so many episodes; 0 where the beginning is good enough.
    case learned(Int)
    /// It never did.
    case givenUp
    /// It was not to go on.
    case interrupted
  }

  /// The number of episodes after which greedy play first succeeds and reaches a return.
  ///
  /// - Parameters:
  ///   - goal: the return, such as nine tenths of the optimum.
  ///   - most: given up after so many.
  ///   - shouldContinue: asked before each episode; false stops there.
  /// - Returns: what came of it.
  /// - Throws: ``DivergedTraining`` where a value is not finite.
  public mutating func episodes(
    until goal: Double, most: Int, shouldContinue: () -> Bool = { true }
  ) throws -> Outcome {
    for episode in 0...most {
      guard shouldContinue() else { return .interrupted }
      try learn(untilEpisode: episode)
      let played = try play()
      if played.successRate == 1, played.meanReturn >= goal { return .learned(episode) }
      if agent.step >= agent.plan.steps { return .givenUp }
    }
    return .givenUp
  }
}
