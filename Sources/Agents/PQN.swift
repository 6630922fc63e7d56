import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// Parallel Q-network: learns the value of every action from what many copies have just lived.
///
/// N copies take T steps; the rollout's λ-returns are the targets of some epochs of minibatches;
/// then the rollout is forgotten. There is neither replay nor a target network: layer
/// normalization keeps the values from running away, and many copies make the data various.
///
/// Paper: Gallici et al., *Simplifying Deep Temporal Difference Learning*, 2024,
/// https://arxiv.org/abs/2407.04811.
///
/// Differences from the paper and its program:
/// 1. A time limit is no end of the task: a truncated step bootstraps from its true last
///    observation. The paper's program treats it as an end, worth its reward alone.
/// 2. The learning rate falls linearly from rollout to rollout rather than from update to update.
/// 3. ε falls within a rollout too: it is a function of the environment step.
/// 4. Observations of bytes are divided by their largest possible value; the paper's program
///    divides MinAtar's zeros and ones by 255.
/// 5. Actions that are not possible are neither taken nor counted in the values of what follows.
/// 6. What counts in the end is the best policy by periodic evaluation.
///
/// Command: `apus train breakout --agent pqn`. Documentation/PQN.md has the fields, the metrics
/// and the results.
///
/// A copy of this value shares the network's parameters with it: keep one.
public struct PQN: Agent {
  /// What decides how it learns.
  public let configuration: PQNConfiguration
  /// The network that is trained, acts and gives the targets.
  public let online: QNetwork
  var optimizer: any Optimizer
  var rollout: Rollout
  /// Two streams, so that neither shifts the other.
  var exploration, shuffling: RandomStream

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord
  /// What makes targets of a rollout; a test puts a faulty rule in its place.
  package var targetRule: TargetRule = lambdaReturns
  var actions: [Int32]
  /// The rows of the rollout in the order of the present epoch.
  var order: [Int32]
  /// The copies whose episode the clock ended in the last step.
  var truncatedCopies: [Int] = []

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``PQNConfiguration/validate()``.
  ///   - observationSpace: of the task; decides the network's input and how a rollout keeps it.
  ///   - actionSpace: of the task.
  ///   - random: the run's root; its children "network", "exploration" and "minibatches" are used.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: PQNConfiguration, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    var initialization = random.stream("network")
    online = try QNetwork(
      specification: try configuration.networkSpecification(
        observationSpace: observationSpace, actionSpace: actionSpace),
      observationSpace: observationSpace, actionSpace: actionSpace, using: &initialization)
    optimizer = configuration.optimizer.makeOptimizer(learningRate: configuration.learningRate)
    rollout = Rollout(
      steps: configuration.rolloutSteps, copies: configuration.environments,
      observationSpace: observationSpace)
    exploration = random.stream("exploration")
    shuffling = random.stream("minibatches")
    record = TrainingRecord(copies: configuration.environments)
    actions = Array(repeating: 0, count: configuration.environments)
    order = Array(repeating: 0, count: rollout.rows)
  }

  // MARK: The loop

  /// Learns until a step is reached, in whole rollouts.
  ///
  /// May be called in slices, and a checkpoint may be taken between them: the same bit for bit.
  ///
  /// - Parameters:
  ///   - environment: the copies to learn in, `configuration.environments` of them.
  ///   - evaluation: the copies to evaluate in, one episode each, as they stand now, at every
  ///     evaluation the same; left as they were. Their stream must not be the training's.
  ///   - end: the step to stop at, in environment steps; nil for `configuration.steps`, which is
  ///     never exceeded by a whole rollout.
  ///   - shouldContinue: asked before each rollout; false stops there.
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
      let before = step
      for time in 0..<configuration.rolloutSteps {
        try act(in: environment, at: time)
        if let failure = environment.failure { throw failure }
        try keepOutcome(of: environment, at: time)
        record.countStep(of: environment, report: report)
      }
      rollout.keepNextValues(
        try presentValues(in: environment), masks: environment.actionMasks,
        of: configuration.rolloutSteps - 1)
      optimizer.learningRate = configuration.learningRate(at: before)
      try learn()
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
        epsilon: configuration.epsilon(at: step), report: report)
    }
  }

  // MARK: Acting

  /// ε-greedy: for each copy in order, one draw decides, and one more chooses where it explores.
  ///
  /// The values by which it acts are those of what the step before led to.
  private mutating func act(in environment: any VectorEnvironment, at time: Int) throws {
    let masks = environment.actionMasks
    rollout.keepObservations(of: environment, at: time)
    let values = try presentValues(in: environment)
    if time > 0 { rollout.keepNextValues(values, masks: masks, of: time - 1) }
    _ = Exploration.epsilon.explore(
      epsilon: configuration.epsilon(at: step), into: &actions, below: online.actionCount,
      masks: masks, using: &exploration)
    for copy in actions.indices where actions[copy] < 0 {
      actions[copy] = Int32(values.greediest(of: copy, masks: masks).action)
    }
    actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
  }

  /// The values of all actions for what all copies see now, `[N, A]`.
  private func presentValues(in environment: any VectorEnvironment) throws -> Tensor {
    try values(count: environment.count) {
      _ = $0.update(fromContentsOf: environment.observations)
    }
  }

  // MARK: Learning

  /// The epochs over a rollout, in minibatches of rows in random order.
  private mutating func learn() throws {
    let targets = targetRule(
      rollout.rewards, rollout.nextValues, rollout.terminated, rollout.truncated, rollout.copies,
      configuration.discount, configuration.lambda)
    for _ in 0..<configuration.epochs {
      for row in order.indices { order[row] = Int32(row) }
      shuffling.shuffle(&order)
      for start in stride(from: 0, to: order.count, by: configuration.batchSize) {
        try update(order[start..<(start + configuration.batchSize)], targets: targets)
      }
    }
  }

  /// One gradient step: half the mean squared error of the values of the actions taken.
  private mutating func update(_ rows: ArraySlice<Int32>, targets: Tensor) throws {
    let predictions = online(rollout.observations(of: rows))
      .takeColumns(rows.map { rollout.actions[Int($0)] })
    try record.descend(
      0.5 * meanSquaredError(predictions, targets.elements(rows)), predictions: predictions,
      parameters: online.parameters, clip: configuration.gradientClip, optimizer: &optimizer)
  }
}
