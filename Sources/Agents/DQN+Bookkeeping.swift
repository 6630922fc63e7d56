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
  /// What replay takes, and settings that work against one another.
  public var notes: [String] {
    var notes = [replay.sizeNote] + (guide?.notes ?? [])
    if let carried {
      notes.append(
        "replay begins with \(carried.count) transitions of another run; their rewards are those of "
          + "its task")
    }
    if configuration.noisy, configuration.epsilonStart > 0 {
      notes.append("noisy networks explore by themselves; epsilon explores beside them, 0 is usual")
    }
    if configuration.munchausen, configuration.doubleQ {
      notes.append("doubleQ has no part in munchausen, which takes no maximum")
    }
    if configuration.exploration == .ladder, configuration.environments == 1 {
      notes.append("one copy climbs no ladder: set environments above 1")
    }
    return notes
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
    precondition(
      guide != nil || configuration.guidance.method == .none,
      "expected an agent of makeAgent(for:), as guidance needs; got one without a guide")
    if let source = carried {
      replay.begin(with: source, in: environment)
    } else {
      replay.begin(in: environment)
    }
    carried = nil
    record.hasBegun = true
  }

  /// Puts the step just made into the replay buffer.
  mutating func remember(_ environment: any VectorEnvironment) {
    guard visits != nil else {
      return actions.withUnsafeBufferPointer { replay.append(actions: $0, after: environment) }
    }
    let rewards = rewardsWithBonus(environment)
    rewards.withUnsafeBufferPointer { rewards in
      actions.withUnsafeBufferPointer {
        replay.append(
          actions: $0, rewards: rewards, terminated: environment.terminated,
          truncated: environment.truncated, finalObservations: environment.finalObservations,
          observations: environment.observations, masks: environment.actionMasks)
      }
    }
  }

  /// The rewards with what is added for observations rarely seen.
  private mutating func rewardsWithBonus(_ environment: any VectorEnvironment) -> [Float] {
    var rewards = Array(environment.rewards)
    let scale = configuration.countBonus
    let width = environment.observationSpace.count
    for copy in rewards.indices {
      let ended = environment.terminated[copy] || environment.truncated[copy]
      let reached = (ended ? environment.finalObservations : environment.observations)[
        (copy * width)..<((copy + 1) * width)]
      let bonus =
        visits?.bonus(for: UnsafeBufferPointer(rebasing: reached), scale: scale) ?? 0
      rewards[copy] += bonus
      metrics.add(bonus: bonus)
    }
    return rewards
  }

  /// What an update says of its batch: new priorities, and the means of the next report.
  mutating func learnFromErrors(
    _ batch: TransitionBatch, _ prediction: ValueLearning.Prediction, _ targets: Tensor?,
    losses: Tensor?, loss: Float
  ) {
    withoutGradients {
      guard let targets, let losses else {
        return record.unreported.add(loss: loss, values: online.expectedValues(of: prediction.all))
      }
      let values = learning.values(prediction, targets, support: online.support)
      let errors = (values.predicted - values.target).abs()
      var priority: Float?
      if configuration.prioritized {
        let priorities = learning.priorityErrors(errors: errors, losses: losses)
        updatePriorities(of: batch, errors: priorities)
        priority = priorities.mean().item
      }
      record.unreported.add(loss: loss, values: values.predicted)
      metrics.add(error: errors.mean().item, priority: priority)
    }
  }

  /// Evaluates and reports where that is due.
  mutating func evaluateAndReport(
    since before: Int, evaluation: (environment: any VectorEnvironment, start: [UInt8])?,
    report: (TrainingEvent) -> Void
  ) throws {
    var (metrics, means) = (metrics, guide?.means)
    let exponent = configuration.prioritized ? configuration.importanceExponent(at: step) : nil
    try record.evaluateAndReport(
      since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
      epsilon: configuration.epsilon(at: step),
      further: {
        metrics.take(importanceExponent: exponent) + (means?.take() ?? [])
      }, report: report)
    self.metrics = metrics
    if let means { guide?.means = means }
  }
}
