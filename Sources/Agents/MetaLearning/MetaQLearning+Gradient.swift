import Determinism
import NeuralNetworks
import TensorCore

extension MetaQLearning {
  /// Some tasks by MAML: each is played from θ, and from what a step down the loss of that makes of
  /// θ; then θ goes down the mean of the losses of what was played there.
  mutating func learnTasksByGradient(report: (TrainingEvent) -> Void) throws {
    guard let outer else { preconditionFailure("expected a method with an outer loss") }
    let before = step
    var played: [PlayedTask] = []
    for _ in 0..<configuration.tasksPerUpdate {
      played.append(try playTask(report: report))
      tasksLearned += 1
    }
    try descend(&played)
    for _ in 0..<record.times(configuration.learning.targetInterval, since: before) {
      outer.adaptation.target.update(
        toward: initialization, rate: configuration.learning.targetRate)
    }
  }

  /// The next task, played twice.
  private mutating func playTask(report: (TrainingEvent) -> Void) throws -> PlayedTask {
    guard let outer else { preconditionFailure("expected a method with an outer loss") }
    var random = random.stream("\(tasksLearned)")
    let layout = random.integer(below: configuration.layouts)
    let task = try tasks.task(layout, of: .training)
    var played = PlayedTask(
      support: try TaskAdaptation(
        configuration.playing, in: task, from: parameters, random: random.stream("support")),
      random: random.stream("batches"))
    try play(&played.support, report)
    let values = outer.adaptation.adapted(to: played.supportBatches(configuration))
    var query = try TaskAdaptation(
      configuration.playing, in: task, from: parameters, values: values.map(\.detached),
      random: random.stream("query"))
    try play(&query, report)
    adapted.add(loss: 0, meanValue: Float(try query.play().meanReturn))
    played.query = query
    return played
  }

  /// The updates of θ.
  private mutating func descend(_ played: inout [PlayedTask]) throws {
    guard var outer else { return }
    outer.optimizer.learningRate = configuration.learning.learningRate(at: step)
    for _ in 0..<configuration.outerUpdates {
      var sum: Tensor?
      for index in played.indices {
        let support = played[index].supportBatches(configuration)
        guard let query = played[index].queryBatch(configuration) else { continue }
        let loss = outer.adaptation.outerLoss(support: support, query: query)
        sum = sum.map { $0 + loss } ?? loss
      }
      guard let sum else { return }
      _ = try record.descend(
        sum * (1 / Float(played.count)), parameters: parameters,
        clip: configuration.learning.gradientClip, optimizer: &outer.optimizer)
    }
    self.outer = outer
  }

  /// Plays a task's episodes; nothing is learned.
  private mutating func play(
    _ player: inout TaskAdaptation, _ report: (TrainingEvent) -> Void
  ) throws {
    let before = step
    do {
      try player.learn(untilEpisode: configuration.episodesPerTask) { event in
        guard case .episode(let episode) = event else { return }
        record.countEpisode(episode, after: before, report: report)
      }
    } catch let error as DivergedTraining {
      throw DivergedTraining(step: before + error.step, quantity: error.quantity)
    }
    record.step = before + player.agent.step
  }
}

/// What MAML has beside θ.
struct OuterLearning {
  /// θ, its target network, and the inner steps.
  let adaptation: ValueAdaptation
  /// What moves θ.
  var optimizer: any Optimizer
}

/// What was lived in one task, before and after the inner steps.
private struct PlayedTask {
  var support: TaskAdaptation
  var query: TaskAdaptation?
  /// What batches are drawn from.
  var random: RandomStream

  /// A batch for each inner step.
  mutating func supportBatches(
    _ configuration: MetaQLearningConfiguration
  ) -> [TransitionBatch] {
    (0..<configuration.innerSteps).map { _ in
      support.batch(configuration.learning.batchSize, using: &random)
    }
  }

  /// A batch for the outer loss.
  mutating func queryBatch(_ configuration: MetaQLearningConfiguration) -> TransitionBatch? {
    query?.batch(configuration.learning.batchSize, using: &random)
  }
}
