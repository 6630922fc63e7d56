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
/// The family is made of parts that combine freely: what is said of an action, what it should have
/// been and how they are compared (``ValueLearning``: Double, C51, QR-DQN, IQN, Munchausen), the
/// layers (``QNetworkShape``: dueling, noisy), what is drawn (``ReplayBuffer``: n steps, priorities),
/// how is explored (``Exploration``, ``VisitCounts``), who guides (``Guidance``).
/// ``DQNConfiguration/rainbow`` names six.
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
/// Documentation/DQN.md has the variants with their papers, the fields, the metrics and the results.
///
/// A copy of this value shares the networks' parameters with it: keep one.
public struct DQN: Agent {
  /// What decides how it learns.
  public let configuration: DQNConfiguration
  /// The network that is trained and acts.
  public let online: QNetwork
  /// The network that gives the targets.
  let target: QNetwork
  /// What the variants differ in.
  package var learning: ValueLearning
  var optimizer: any Optimizer
  package var replay: ReplayBuffer
  /// Two streams, so that neither shifts the other.
  var exploration, sampling: RandomStream
  var noise: NetworkNoise
  /// Of what was reached; nil without a bonus for it.
  var visits: VisitCounts?
  /// Teachers or demonstrations; nil where rewards alone are learned from.
  var guide: Guide?
  /// Another run's transitions, which replay begins with; nil where it begins empty.
  var carried: ReplayBuffer?

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord
  var metrics = DQNMetrics()
  /// Updates that the target already has, where it is a plain copy; −1 unknown.
  var updatesInTarget = -1
  var actions: [Int32]

  /// Creates an agent that has learned nothing.
  ///
  /// Who guides it, and what replay begins with, is put in by ``DQNConfiguration/makeAgent(for:)``.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``DQNConfiguration/validate()``.
  ///   - observationSpace: of the task; decides the network's input and how replay stores it.
  ///   - actionSpace: of the task.
  ///   - frames: k where an observation is k stacked frames, each of which replay then keeps once.
  ///   - random: the run's root; its children "network", "exploration", "replay", "noise" and
  ///     "fractions" are used.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: DQNConfiguration, observationSpace: Box, actionSpace: Discrete,
    frames: Int = 1, random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    var initialization = random.stream("network")
    online = try QNetwork(
      specification: try configuration.networkSpecification(
        observationSpace: observationSpace, actionSpace: actionSpace),
      distribution: configuration.valueDistribution, observationSpace: observationSpace,
      actionSpace: actionSpace, using: &initialization)
    target = try online.copy()
    learning = configuration.valueLearning
    optimizer = configuration.makeOptimizer()
    replay = ReplayBuffer(
      capacity: configuration.bufferCapacity, copies: configuration.environments,
      observationSpace: observationSpace, actionCount: actionSpace.count,
      nStep: configuration.nStep, discount: configuration.discount,
      priorities: configuration.prioritySettings, frames: frames)
    exploration = random.stream("exploration")
    sampling = random.stream("replay")
    noise = NetworkNoise(
      isNoisy: configuration.noisy, layers: random.stream("noise"),
      fractions: random.stream("fractions"))
    visits = configuration.countBonus > 0 ? VisitCounts() : nil
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
      if isOffline {
        try learnOffline()
        continue
      }
      try chooseActions(in: environment)
      actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      let before = step
      remember(environment)
      record.countStep(of: environment, report: report)
      try endTeachersPlay(since: before)

      let phases = record.times(
        configuration.trainInterval, since: max(before, firstLearningStep))
      if phases > 0 { try learn(updates: phases * configuration.updatesPerInterval) }
      for _ in 0..<record.times(configuration.targetInterval, since: before) { updateTarget() }
      try evaluateAndReport(since: before, evaluation: evaluation, report: report)
    }
  }

  // MARK: Acting

  /// Copies explore by ε; for the others the network chooses, greedily or by a softmax.
  ///
  /// Where it is the teachers' turn, they choose.
  private mutating func chooseActions(in environment: any VectorEnvironment) throws {
    if try teachersAct(in: environment) { return }
    let masks = environment.actionMasks
    let asksNetwork = configuration.exploration.explore(
      epsilon: configuration.epsilon(at: step), into: &actions, below: online.actionCount,
      masks: masks, using: &exploration)
    guard asksNetwork else { return }
    var memory = PolicyMemory()
    let (seen, configuration) = (environment.observations, configuration)
    let finite = actions.withUnsafeMutableBufferPointer { [online] actions in
      noise {
        configuration.exploration == .boltzmann
          ? online.drawActions(
            seen, memory: &memory, temperature: configuration.temperature, masks: masks,
            using: &exploration, into: actions)
          : online.chooseGreedily(seen, memory: &memory, masks: masks, into: actions)
      }
    }
    guard finite else { throw DivergedTraining(step: step, quantity: "an action's value") }
  }

  // MARK: Learning

  /// One training phase.
  mutating func learn(updates count: Int) throws {
    optimizer.learningRate = configuration.learningRate(at: step)
    for _ in 0..<count { try update() }
  }

  /// One gradient step on a batch.
  private mutating func update() throws {
    let batch = drawBatch()
    let targets =
      configuration.guidance.learnsFromRewards
      ? withoutGradients {
        learning.target(of: batch, online: online, target: target, noise: &noise)
      } : nil
    let prediction = learning.prediction(of: batch, online: online, noise: &noise)
    let losses = targets.map { learning.losses(prediction, $0) }
    let loss = weightedMean(guided(losses, prediction, batch), weights: batch.weights)
    let lossValue = try record.descend(
      loss, parameters: online.parameters, clip: configuration.gradientClip, optimizer: &optimizer)
    learnFromErrors(batch, prediction, targets, losses: losses, loss: lossValue)
  }

  /// The target follows; a plain copy of what it already has is left out.
  mutating func updateTarget() {
    if configuration.targetRate == 1, updatesInTarget == updates { return }
    target.update(toward: online, rate: configuration.targetRate)
    updatesInTarget = updates
  }
}
