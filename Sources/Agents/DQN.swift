import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// Deep Q-network: learns the value of every action from transitions that it replays.
///
/// The network is trained to predict `r + γ max Q(s′)`, its own estimate one step later. Two
/// things keep this from running away: transitions are drawn at random from a large buffer, and
/// the estimate comes from a target network that follows the trained one with delay.
///
/// Paper: Mnih et al., *Human-level control through deep reinforcement learning*, Nature 518, 2015.
/// Double Q-learning: van Hasselt, Guez & Silver 2016, https://arxiv.org/abs/1509.06461.
///
/// Differences from the paper:
/// 1. Double Q-learning is the default (`doubleQ: false` is the paper's maximum).
/// 2. n copies of the environment step together; intervals count environment steps over all.
/// 3. A time limit is no end of the task: a truncated step bootstraps from its last observation.
/// 4. Adam in place of RMSProp, and the gradient's norm is bounded (`gradientClip`), while the
///    paper bounds each error, which is what the Huber loss does here.
/// 5. The target may follow softly (`targetRate` below 1).
/// 6. A training phase may hold several updates (`updatesPerInterval`).
/// 7. Rewards are not clipped, frames not stacked or skipped: that belongs to the environment.
/// 8. What counts in the end is the best policy by periodic evaluation, ε = 0 instead of 0.05.
///
/// Command: `apus train cartpole`; expected: a mean return of 500 over 100 episodes.
/// Documentation/DQN.md has the fields, the metrics and the results.
///
/// A copy of this value shares the networks' parameters with it: keep one.
public struct DQN: Agent {
  /// What decides how it learns.
  public let configuration: DQNConfiguration
  /// The network that is trained and acts.
  public let online: QNetwork
  /// The network that gives the targets.
  let target: QNetwork
  var optimizer: any Optimizer
  var replay: ReplayBuffer
  /// Two streams, so that neither shifts the other.
  var exploration, sampling: RandomStream

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord
  /// Updates that the target already has, where it is a plain copy; −1 unknown.
  var updatesInTarget = -1
  var actions: [Int32]

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``DQNConfiguration/validate()``.
  ///   - observationSpace: of the task; decides the network's input and how replay stores it.
  ///   - actionSpace: of the task.
  ///   - random: the run's root; its children "network", "exploration" and "replay" are used.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: DQNConfiguration, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    var initialization = random.stream("network")
    online = try QNetwork(
      specification: try configuration.networkSpecification(
        observationSpace: observationSpace, actionSpace: actionSpace),
      observationSpace: observationSpace, actionSpace: actionSpace, using: &initialization)
    target = try online.copy()
    optimizer = configuration.optimizer.makeOptimizer(
      learningRate: configuration.learningRate)
    replay = ReplayBuffer(
      capacity: configuration.bufferCapacity, copies: configuration.environments,
      observationSpace: observationSpace, actionCount: actionSpace.count,
      discount: configuration.discount)
    exploration = random.stream("exploration")
    sampling = random.stream("replay")
    record = TrainingRecord(copies: configuration.environments)
    actions = Array(repeating: -1, count: configuration.environments)
  }

  // MARK: The loop

  /// Learns until a step is reached.
  ///
  /// May be called in slices: until 1000, then until 2000, is the same as until 2000 at once, bit
  /// for bit, and a checkpoint may be taken between them.
  ///
  /// - Parameters:
  ///   - environment: the copies to learn in, `configuration.environments` of them.
  ///   - evaluation: the copies to evaluate in, one episode each, as they stand now, at every
  ///     evaluation the same; left as they were. Their stream must not be the training's.
  ///   - end: the step to stop at, in environment steps; nil for `configuration.steps`, which is
  ///     never exceeded by more than one step of all copies.
  ///   - shouldContinue: asked before each vector step; false stops there.
  ///   - report: told what happens.
  /// - Throws: ``DivergedTraining`` where a loss or a value is not finite; `InputError` where an
  ///   external environment fails.
  public mutating func train(
    in environment: any VectorEnvironment,
    evaluatingIn evaluation: (any VectorEnvironment)? = nil,
    until end: Int? = nil,
    shouldContinue: () -> Bool = { true },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    begin(in: environment)
    let evaluation = try evaluation.map { (environment: $0, start: try $0.snapshot()) }
    let end = min(end ?? configuration.steps, configuration.steps)
    while step < end, shouldContinue() {
      try chooseActions(in: environment)
      actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      let before = step
      remember(environment)
      record.countStep(of: environment, report: report)

      let phases = record.times(
        configuration.trainInterval, since: max(before, configuration.learningStarts))
      if phases > 0 { try learn(updates: phases * configuration.updatesPerInterval) }
      for _ in 0..<record.times(configuration.targetInterval, since: before) { updateTarget() }
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
        epsilon: configuration.epsilon(at: step), report: report)
    }
  }

  // MARK: Acting

  /// ε-greedy: for each copy in order, one draw decides, and one more chooses where it explores.
  private mutating func chooseActions(in environment: any VectorEnvironment) throws {
    let (epsilon, masks) = (configuration.epsilon(at: step), environment.actionMasks)
    var asksNetwork = false
    for copy in actions.indices {
      if exploration.uniform() < epsilon {
        actions[copy] = Int32(
          exploration.action(below: online.actionCount, of: copy, masks: masks))
      } else {
        actions[copy] = -1
        asksNetwork = true
      }
    }
    guard asksNetwork else { return }
    var memory = PolicyMemory()
    let finite = actions.withUnsafeMutableBufferPointer { [online] in
      online.chooseGreedily(environment.observations, memory: &memory, masks: masks, into: $0)
    }
    guard finite else { throw DivergedTraining(step: step, quantity: "an action's value") }
  }

  // MARK: Learning

  /// One training phase.
  private mutating func learn(updates count: Int) throws {
    optimizer.learningRate = configuration.learningRate(at: step)
    for _ in 0..<count { try update() }
  }

  /// One gradient step on a batch.
  private mutating func update() throws {
    let batch = replay.sample(configuration.batchSize, using: &sampling)
    let targets = withoutGradients {
      batch.rewards + batch.bootstrap * nextValues(batch.nextObservations)
    }
    let predictions = online(batch.observations).takeColumns(batch.actions)
    let loss = loss(predictions, targets)
    let lossValue = loss.item
    guard lossValue.isFinite else { throw DivergedTraining(step: step, quantity: "the loss") }
    online.network.zeroGradients()
    loss.backward()
    if configuration.gradientClip > 0 {
      let norm = clipGradients(online.parameters, globalNorm: configuration.gradientClip)
      guard norm.isFinite else { throw DivergedTraining(step: step, quantity: "the gradient") }
    }
    optimizer.step(online.parameters)
    record.updates += 1
    record.unreported.add(loss: lossValue, values: predictions)
  }

  private func nextValues(_ observations: Tensor) -> Tensor {
    configuration.doubleQ
      ? doubleQValues(online: online(observations), target: target(observations))
      : greedyValues(target(observations))
  }

  private func loss(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    switch configuration.loss {
    case .huber: huberLoss(predictions, targets, delta: configuration.huberDelta)
    case .mse: meanSquaredError(predictions, targets)
    }
  }

  /// The target follows; a plain copy of what it already has is left out.
  private mutating func updateTarget() {
    if configuration.targetRate == 1, updatesInTarget == updates { return }
    target.update(toward: online, rate: configuration.targetRate)
    updatesInTarget = updates
  }
}
