import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Successor features: learns how much of everything that is rewarded will come, so that a changed
/// reward needs no new training.
///
/// The reward is a sum of features times weights (``RewardTerms``), so the value of an action is the
/// sum of its *successor features*, ψ(s, a) = φ + γ ψ(s′, a′), times the same weights. ψ is learned
/// as DQN learns values, from replayed transitions against a target network, for several policies at
/// once: each is the greedy one for weights of its own, and every transition teaches all of them.
/// Under any weights the agent then takes the action that is best by the best of them (generalized
/// policy improvement).
///
/// Papers: Barreto et al., *Successor features for transfer in reinforcement learning*, 2017,
/// https://arxiv.org/abs/1606.05312; Barreto et al., *Transfer in deep reinforcement learning using
/// successor features and generalised policy improvement*, 2018, https://arxiv.org/abs/1901.10964.
///
/// Differences from the papers:
/// 1. The features are given, not learned: they are what the definition of a grid rewards.
/// 2. One network has the successor features of all policies; all are learned at once.
/// 3. Each policy's next action is greedy under its own successor features, chosen by the online
///    network (Double Q-learning); the papers improve over all policies there too.
/// 4. The best is chosen among the actions that the policies would take themselves (`improvement:
///    actions` is the papers' choice among all of them).
/// 5. Features are measured in units of their reward, so that the loss weighs them as the task does.
/// 6. In training each episode is played for the weights of one policy, drawn anew.
///
/// Command: `apus train coin-maze --agent successor-features`; then
/// `apus evaluate RUN --rewards 'coin=-1'`. Documentation/SuccessorFeatures.md has the rest.
///
/// A copy of this value shares the networks' parameters with it: keep one.
public struct SuccessorFeatures: Agent {
  /// What decides how it learns.
  public let configuration: SuccessorFeaturesConfiguration
  /// What is rewarded.
  public let rewards: RewardTerms
  /// The network that is trained and acts.
  public let online: SuccessorNetwork
  /// The network that gives the targets.
  let target: SuccessorNetwork
  var optimizer: any Optimizer
  var replay: ReplayBuffer
  /// The features of the transitions in the replay buffer.
  var features: FeatureColumn
  /// Finds the features of a step.
  let probe: FeatureVector
  /// Three streams, so that none shifts the others.
  var exploration, sampling, goals: RandomStream
  /// The policy for whose weights each copy plays its present episode.
  var pursued: [Int]
  var actions: [Int32]

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``SuccessorFeaturesConfiguration/validate()``.
  ///   - task: a grid; of its streams "rewards", "network", "exploration", "replay" and "goals" are
  ///     used.
  /// - Throws: `InputError` where the configuration contradicts itself, or the task's rewards are not
  ///   stated one by one.
  public init(configuration: SuccessorFeaturesConfiguration, task: AgentTask) throws {
    try configuration.validate()
    self.configuration = configuration
    let learning = configuration.learning
    rewards = try RewardTerms(task.definition)
    var drawn = task.random.stream("rewards")
    let trained = TrainedRewards(rewards.terms, most: configuration.policies, using: &drawn)
    let specification = try configuration.networkSpecification(
      observationSpace: task.observationSpace,
      outputs: task.actionSpace.count * trained.weights.count * rewards.count)
    func makeNetwork() throws -> SuccessorNetwork {
      var initialization = task.random.stream("network")
      return try SuccessorNetwork(
        specification: specification, units: trained.units, policies: trained.tensor,
        weights: trained.weights[0], improvement: configuration.improvement,
        observationSpace: task.observationSpace, actionSpace: task.actionSpace,
        using: &initialization)
    }
    (online, target) = (try makeNetwork(), try makeNetwork())
    optimizer = learning.makeOptimizer()
    replay = ReplayBuffer(
      capacity: learning.bufferCapacity, copies: learning.environments,
      observationSpace: task.observationSpace, actionCount: task.actionSpace.count,
      discount: learning.discount, frames: task.definition.stackedFrames)
    features = FeatureColumn(width: rewards.count)
    probe = try FeatureVector(rewards, copies: learning.environments)
    exploration = task.random.stream("exploration")
    sampling = task.random.stream("replay")
    goals = task.random.stream("goals")
    pursued = Array(repeating: 0, count: learning.environments)
    actions = Array(repeating: -1, count: learning.environments)
    record = TrainingRecord(copies: learning.environments)
  }

  // MARK: The loop

  /// Learns until a step is reached; see ``Agent``.
  public mutating func train(
    in environment: any VectorEnvironment,
    evaluatingIn evaluation: (any VectorEnvironment)? = nil,
    until end: Int? = nil,
    shouldContinue: () -> Bool = { true },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    try begin(in: environment)
    let evaluation = try evaluation.map { (environment: $0, start: try $0.snapshot()) }
    let learning = configuration.learning
    let end = min(end ?? plan.steps, plan.steps)
    while step < end, shouldContinue() {
      try chooseActions(in: environment)
      actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      let before = step
      remember(environment)
      record.countStep(of: environment, report: report)

      let phases = record.times(learning.trainInterval, since: max(before, learning.learningStarts))
      if phases > 0 {
        optimizer.learningRate = learning.learningRate(at: step)
        for _ in 0..<(phases * learning.updatesPerInterval) { try update() }
      }
      for _ in 0..<record.times(learning.targetInterval, since: before) {
        target.network.update(toward: online.network, rate: learning.targetRate)
      }
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
        epsilon: learning.epsilon(at: step), report: report)
    }
  }

  // MARK: Acting

  /// Copies explore by ε; the others take what is best for the weights that they pursue.
  private mutating func chooseActions(in environment: any VectorEnvironment) throws {
    let asksNetwork = Exploration.epsilon.explore(
      epsilon: configuration.learning.epsilon(at: step), into: &actions,
      below: online.actionCount, masks: environment.actionMasks, using: &exploration)
    guard asksNetwork else { return }
    let seen = environment.observations
    let values = online.values(
      of: Tensor(shape: [actions.count, online.observationCount]) {
        _ = $0.update(fromContentsOf: seen)
      }, weights: online.policies.gatherRows(pursued.map(Int32.init)))
    guard values.isFinite else { throw DivergedTraining(step: step, quantity: "an action's value") }
    let greedy = maskedValues(values, masks: environment.actionMasks.map { Array($0) })
      .argmax(axis: 1)
    for copy in actions.indices where actions[copy] < 0 { actions[copy] = greedy[copy] }
  }

  // MARK: Learning

  /// One gradient step on a batch: all policies learn from every transition.
  private mutating func update() throws {
    let learning = configuration.learning
    let batch = replay.sample(learning.batchSize, using: &sampling)
    let targets = withoutGradients {
      successorTarget(
        features: features.rows(batch.rows), bootstrap: batch.bootstrap,
        chooser: online(batch.nextObservations), next: target(batch.nextObservations),
        policies: online.policies)
    }
    let predictions = takeActions(online(batch.observations), batch.actions)
    let loss =
      switch learning.loss {
      case .huber: huberLoss(predictions, targets, delta: learning.huberDelta)
      case .mse: meanSquaredError(predictions, targets)
      }
    let lossValue = try record.descend(
      loss, parameters: parameters, clip: learning.gradientClip, optimizer: &optimizer)
    let values = withoutGradients {
      improvedValues(
        predictions.detached.reshaped([batch.actions.count, 1, online.policies.count]),
        weights: online.policies.gatherRows(Array(repeating: 0, count: batch.actions.count)))
    }
    record.unreported.add(loss: lossValue, values: values)
  }
}
