import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// Deep recurrent Q-network: DQN with a memory, for tasks that do not show all that matters.
///
/// The network takes each observation into a recurrent state and values the actions by it, so that
/// it can act on what it saw earlier in the episode. It learns from replayed sequences of steps;
/// each is run through from the state that the agent had there, after some steps of burn-in, which
/// let that old state become one of the present network.
///
/// Paper: Hausknecht & Stone, *Deep recurrent Q-learning for partially observable MDPs*, 2015,
/// https://arxiv.org/abs/1507.06527. Stored states and burn-in: Kapturowski et al., *Recurrent
/// experience replay in distributed reinforcement learning* (R2D2), ICLR 2019.
///
/// Differences from the papers:
/// 1. Sequences overlap, begin at every `sequenceStride` steps of an episode and end with it: steps
///    behind an ending are padding, which counts nowhere.
/// 2. Burn-in lies before a sequence and is shorter at an episode's beginning, so that every step is
///    learned from, the first ones too.
/// 3. Double Q-learning and n-step targets as in R2D2, but no prioritized replay, no distributed
///    actors, no rescaling of values; the input is the observation alone.
/// 4. A time limit is no end of the task: the target there is the value of the true last
///    observation, with the memory of its episode.
/// 5. The cell is an LSTM, a GRU or a plain recurrence; encoder and optimizer are as in ``DQN``, whose differences from
///    its own paper hold here too.
///
/// Command: `apus train memory-corridor --agent drqn`; expected: success in all of 100 episodes.
/// Documentation/DRQN.md has the fields, the metrics and the results.
///
/// A copy of this value shares the networks' parameters with it: keep one.
public struct DRQN: Agent {
  /// What decides how it learns.
  public let configuration: DRQNConfiguration
  /// The network that is trained and acts.
  public let online: RecurrentQNetwork
  /// The network that gives the targets.
  let target: RecurrentQNetwork
  var optimizer: any Optimizer
  var replay: SequenceReplay
  /// What is remembered of each copy's running episode.
  var memory: PolicyMemory
  /// Two streams, so that neither shifts the other.
  var exploration, sampling: RandomStream

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord
  var actions: [Int32]

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``DRQNConfiguration/validate()``.
  ///   - observationSpace: of the task; decides the network's input and how replay stores it.
  ///   - actionSpace: of the task.
  ///   - random: the run's root; its children "network", "exploration" and "replay" are used.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: DRQNConfiguration, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    var initialization = random.stream("network")
    let specification = try configuration.networkSpecification(
      observationSpace: observationSpace, actionSpace: actionSpace)
    online = try RecurrentQNetwork(
      specification: specification, observationSpace: observationSpace, actionSpace: actionSpace,
      using: &initialization)
    target = try online.copy()
    optimizer = configuration.learning.makeOptimizer()
    replay = SequenceReplay(
      capacity: configuration.learning.bufferCapacity, copies: configuration.environments,
      observationSpace: observationSpace,
      plan: configuration.sequences(stateCount: specification.stateCount))
    memory = online.makeMemory(copies: configuration.environments)
    exploration = random.stream("exploration")
    sampling = random.stream("replay")
    record = TrainingRecord(copies: configuration.environments)
    actions = Array(repeating: -1, count: configuration.environments)
  }

  // MARK: The loop

  /// Learns until a step is reached; see ``Agent/train(in:evaluatingIn:until:shouldContinue:report:)``.
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
    let learning = configuration.learning
    while step < end, shouldContinue() {
      try chooseActions(in: environment)
      actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      let before = step
      remember(environment)
      record.countStep(of: environment, report: report)

      let phases = record.times(learning.trainInterval, since: max(before, learning.learningStarts))
      if phases > 0, replay.count > 0 { try learn(updates: phases * learning.updatesPerInterval) }
      for _ in 0..<record.times(learning.targetInterval, since: before) {
        target.layers.update(toward: online.layers, rate: learning.targetRate)
      }
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
        epsilon: learning.epsilon(at: step), report: report)
    }
  }

  // MARK: Acting

  /// Copies explore by ε; for the others the network chooses, greedily or by a softmax.
  ///
  /// The network sees every observation, also where its choice is not asked for: it remembers them.
  private mutating func chooseActions(in environment: any VectorEnvironment) throws {
    let (seen, masks) = (environment.observations, environment.actionMasks)
    let learning = configuration.learning
    _ = learning.exploration.explore(
      epsilon: learning.epsilon(at: step), into: &actions, below: online.actionCount,
      masks: masks, using: &exploration)
    let finite = actions.withUnsafeMutableBufferPointer { [online] actions in
      learning.exploration == .boltzmann
        ? online.drawActions(
          seen, memory: &memory, temperature: learning.temperature, masks: masks,
          using: &exploration, into: actions)
        : online.chooseGreedily(seen, memory: &memory, masks: masks, into: actions)
    }
    guard finite else { throw DivergedTraining(step: step, quantity: "an action's value") }
  }

  /// Puts the step just made into the replay buffer; what began anew remembers nothing.
  private mutating func remember(_ environment: any VectorEnvironment) {
    for copy in actions.indices where environment.terminated[copy] || environment.truncated[copy] {
      memory.forget(copy)
    }
    replay.append(actions: actions, environment: environment, memory: memory)
  }

  // MARK: Learning

  /// One training phase.
  private mutating func learn(updates count: Int) throws {
    optimizer.learningRate = configuration.learning.learningRate(at: step)
    for _ in 0..<count { try update() }
  }

  /// One gradient step on a batch of sequences.
  private mutating func update() throws {
    let batch = replay.sample(configuration.learning.batchSize, using: &sampling)
    let values = values(of: batch, by: online)
    let targets = withoutGradients {
      qLearningTarget(
        rewards: batch.rewards, bootstrap: batch.bootstrap,
        nextValues: nextValues(batch, online: values))
    }
    let predictions = values.gatherRows(batch.steps).takeColumns(batch.actions)
    let learning = configuration.learning
    let loss =
      learning.loss == .huber
      ? huberLoss(predictions, targets, delta: learning.huberDelta)
      : meanSquaredError(predictions, targets)
    try record.descend(
      loss, predictions: predictions, parameters: online.parameters, clip: learning.gradientClip,
      optimizer: &optimizer)
  }

  /// The values of all actions at every step of the windows, by a network that has first gone
  /// through their burn-in.
  private func values(of batch: SequenceBatch, by network: RecurrentQNetwork) -> Tensor {
    var states = batch.states
    if configuration.burnIn > 0 {
      states = network.states(
        after: batch.burnIn, from: states, lengths: batch.burnInLengths)
    }
    return network.values(of: batch.observations, from: states)
  }

  /// What follows each step is worth, by the target network, which has its own memory of it.
  private func nextValues(_ batch: SequenceBatch, online values: Tensor) -> Tensor {
    let masks = batch.nextMasks
    let next = maskedValues(
      self.values(of: batch, by: target).gatherRows(batch.nextSteps), masks: masks)
    guard configuration.learning.doubleQ else { return greedyValues(next) }
    return doubleQValues(
      online: maskedValues(values.gatherRows(batch.nextSteps), masks: masks), target: next)
  }
}
