import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Meta-learning over grid tasks: learns the parameters from which DQN learns a new layout in a few
/// episodes.
///
/// By Reptile a task is drawn, DQN learns it for some episodes from the present initialization θ, and
/// θ goes a part of the way to what came out, φ: θ ← θ + ε (φ − θ). Repeated over many layouts, θ
/// comes to lie near the solutions of all of them. By MAML the task is played from θ, an inner step
/// down the loss of what was lived gives θ′, the task is played from θ′, and θ goes down the gradient
/// of that loss, through the inner step: ``ValueAdaptation``.
///
/// Papers: Nichol, Achiam & Schulman, *On first-order meta-learning algorithms*, 2018,
/// https://arxiv.org/abs/1803.02999, algorithm 1; Finn, Abbeel & Levine, *Model-agnostic
/// meta-learning for fast adaptation of deep networks*, 2017, https://arxiv.org/abs/1703.03400.
///
/// Differences from the papers:
/// 1. The inner learner is DQN with replay, target network and exploration, all begun anew in each
///    task; the paper's tasks are supervised.
/// 2. What is counted are environment steps and episodes, not inner gradient steps.
/// 3. ε falls linearly to a part of itself, not to 0.
/// 4. Reptile takes one task at a time; no batch of tasks is averaged.
/// 5. MAML's losses are those of temporal differences, not of a policy gradient, and several outer
///    updates are made of the transitions of some tasks, each with batches of its own.
///
/// With `outerRate` 1 and one episode for each task it is plain training on all layouts in turn.
///
/// Command: `apus train random-maze --agent reptile`, then `apus adapt RUN`.
/// Documentation/MetaLearning.md has the rest.
///
/// A copy of this value shares the network's parameters with it: keep one.
public struct MetaQLearning: Agent {
  /// What decides how it learns.
  public let configuration: MetaQLearningConfiguration
  /// The layouts.
  public let tasks: GridTaskDistribution
  /// θ, the initialization, as the network that it makes.
  public let initialization: QNetwork
  let random: RandomStream
  /// What MAML has beside θ; nil for Reptile.
  var outer: OuterLearning?
  /// Tasks that were learned.
  public internal(set) var tasksLearned = 0
  /// Sums since the last report: return of greedy play after a task was learned.
  var adapted = UpdateSummary()

  /// Counters, returns of the last episodes of all tasks, and the best policy by evaluation.
  public internal(set) var record = TrainingRecord(copies: 1)

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``MetaQLearningConfiguration/validate()``.
  ///   - task: a grid with a generator; of its streams "network" and "tasks" are used.
  /// - Throws: `InputError` where the configuration contradicts itself, or the map is always the same.
  public init(configuration: MetaQLearningConfiguration, task: AgentTask) throws {
    try configuration.validate()
    self.configuration = configuration
    tasks = try GridTaskDistribution(task.definition)
    random = task.random.stream("tasks")
    var drawn = task.random.stream("network")
    initialization = try QNetwork(
      specification: try configuration.learning.networkSpecification(
        observationSpace: task.observationSpace, actionSpace: task.actionSpace),
      distribution: configuration.learning.valueDistribution,
      observationSpace: task.observationSpace, actionSpace: task.actionSpace, using: &drawn)
    guard configuration.method != .reptile else { return }
    outer = OuterLearning(
      adaptation: ValueAdaptation(
        initialization, target: try initialization.copy(), configuration: configuration.learning,
        rate: configuration.innerRate, isSecondOrder: configuration.method == .maml),
      optimizer: configuration.learning.makeOptimizer())
  }

  /// Learns task after task until a step is reached, which the last may exceed; see ``Agent``.
  ///
  /// The environment is not stepped: every task has a copy of its own.
  public mutating func train(
    in environment: any VectorEnvironment,
    evaluatingIn evaluation: (any VectorEnvironment)? = nil,
    until end: Int? = nil,
    shouldContinue: () -> Bool = { true },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    let evaluation = try evaluation.map { (environment: $0, start: try $0.snapshot()) }
    let end = min(end ?? plan.steps, plan.steps)
    while step < end, shouldContinue() {
      let before = step
      try outer == nil ? learnTask(report: report) : learnTasksByGradient(report: report)
      var adapted = adapted
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [initialization] in initialization },
        evaluation: evaluation, epsilon: 0,
        further: { [tasksLearned] in
          defer { adapted = UpdateSummary() }
          return [
            Double(tasksLearned), adapted.count > 0 ? adapted.values / Double(adapted.count) : nil,
          ]
        }, report: report)
      self.adapted = adapted
    }
  }

  /// One task: some episodes from θ, then θ follows.
  private mutating func learnTask(report: (TrainingEvent) -> Void) throws {
    var random = random.stream("\(tasksLearned)")
    let layout = random.integer(below: configuration.layouts)
    var learner = try TaskAdaptation(
      configuration.inner, in: tasks.task(layout, of: .training), from: parameters, random: random)
    let before = step
    do {
      try learner.learn(untilEpisode: configuration.episodesPerTask) { event in
        guard case .episode(let episode) = event else { return }
        record.countEpisode(episode, after: before, report: report)
      }
    } catch let error as DivergedTraining {
      throw DivergedTraining(step: before + error.step, quantity: error.quantity)
    }
    initialization.update(toward: learner.agent.online, rate: configuration.outerRate(at: before))
    record.step = before + learner.agent.step
    record.updates += learner.agent.updates
    adapted.add(loss: 0, meanValue: Float(try learner.play().meanReturn))
    tasksLearned += 1
  }
}

extension TrainingRecord {
  /// Notes an episode that was played in an environment of its own.
  mutating func countEpisode(
    _ episode: EpisodeSummary, after before: Int, report: (TrainingEvent) -> Void
  ) {
    for _ in 1..<max(1, episode.length) { statistics.record(reward: 0, copy: 0) }
    statistics.record(reward: episode.episodeReturn, copy: 0)
    _ = statistics.finish(copy: 0)
    episodes += 1
    var moved = episode
    moved.step += before
    report(.episode(moved))
  }
}
