import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// Conservative Q-learning: DQN on recorded transitions that distrusts what was not recorded.
///
/// Nothing corrects the value of an action that the data never show; the maximum of the target
/// picks exactly those that came out too high. So every update also lowers the values of all
/// actions, weighed as a softmax would choose them, and raises that of the recorded one.
///
/// Paper: Kumar, Zhou, Tucker & Levine, *Conservative Q-learning for offline reinforcement
/// learning*, 2020, https://arxiv.org/abs/2006.04779, equation 4 with R = entropy, CQL(H).
///
/// Differences from the paper:
/// 1. The error against the target is taken by the Huber loss, a parabola up to `huberDelta`.
/// 2. The target is Double DQN's; the paper's discrete agent is QR-DQN.
/// 3. α (`conservatism`) is given, not found by a Lagrange multiplier.
/// 4. An observed time limit bootstraps; n rewards may be summed before it does (`nStep`).
/// 5. Where not all actions are possible, the softmax and the target's maximum leave out the others.
/// 6. What counts in the end is the best policy by periodic evaluation in the environment, which a
///    task that can only be recorded would not allow: there, take the last.
///
/// Command: `apus train four-rooms --agent cql --data FILE`. Documentation/CQL.md has the fields,
/// the metrics and the results.
public struct OfflineQLearning: Agent {
  /// What decides how it learns.
  public let configuration: OfflineQLearningConfiguration
  var training: OfflineTraining
  /// The network that gives the targets.
  let target: QNetwork

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``OfflineQLearningConfiguration/validate()``.
  ///   - recorded: what it learns from.
  ///   - task: its stream's children "network" and "replay" are used.
  /// - Throws: `InputError` where the configuration contradicts itself, or the recording is faulty or
  ///   of another task.
  public init(
    configuration: OfflineQLearningConfiguration, recorded: RecordedTransitions,
    for task: AgentTask
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    training = try OfflineTraining(
      configuration, for: task, recorded: recorded, discount: configuration.discount,
      nStep: configuration.nStep, metrics: Self.furtherMetrics.count)
    target = try training.online.copy()
  }

  // MARK: The loop

  /// Learns until a number of updates is reached; see ``Agent``.
  ///
  /// No environment is stepped but to evaluate.
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
      try update()
      if step % configuration.targetInterval == 0 {
        target.update(toward: training.online, rate: configuration.targetRate)
      }
      try training.evaluateAndReport(evaluation, report)
    }
  }

  // MARK: Learning

  /// One gradient step on a batch.
  private mutating func update() throws {
    let batch = training.sample()
    let targets = withoutGradients {
      qLearningTarget(
        rewards: batch.rewards, bootstrap: batch.bootstrap, nextValues: nextValues(batch))
    }
    let values = training.online(batch.observations)
    let predictions = values.takeColumns(batch.actions)
    let error = huberLoss(predictions, targets, delta: configuration.huberDelta)
    let distrust = conservatism(values, recorded: batch.actions, masks: batch.masks)
    try training.descend(
      error + configuration.conservatism * distrust, predictions: predictions,
      metrics: [error.item, distrust.item, withoutGradients { values.max(axis: 1).mean().item }])
  }

  private func nextValues(_ batch: TransitionBatch) -> Tensor {
    let masks = batch.nextMasks
    let later = target(batch.nextObservations)
    guard configuration.doubleQ else { return greedyValues(maskedValues(later, masks: masks)) }
    return doubleQValues(
      online: maskedValues(training.online(batch.nextObservations), masks: masks), target: later)
  }
}

/// How much higher the softmax's values are than the recorded: `mean(log Σ exp Q(s, a′) − Q(s, a))`.
///
/// It is the cross entropy of the recorded actions with the values as logits.
///
/// - Parameters:
///   - values: `[B, A]`.
///   - actions: B recorded actions.
///   - masks: `[B · A]`, which actions are possible; nil where all are. A recorded one always was.
/// - Returns: a scalar, ≥ 0.
/// - Source: Kumar et al. 2020, equation 4.
public func conservatism(
  _ values: Tensor, recorded actions: [Int32], masks: [Bool]? = nil
) -> Tensor {
  guard var masks else { return crossEntropy(logits: values, labels: actions) }
  let count = values.shape[1]
  for (row, action) in actions.enumerated() { masks[row * count + Int(action)] = true }
  let without = maskedValues(Tensor.zeros(values.shape), masks: masks)
  return crossEntropy(logits: values + without, labels: actions)
}

// MARK: - Bookkeeping

extension OfflineQLearning {
  /// Counters, and the best policy by evaluation; a step is an update.
  public var record: TrainingRecord { training.record }
  /// How many updates, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The online network's parameters.
  public var parameters: [Parameter] { training.online.parameters }
  /// The online network.
  public var policy: any ActingPolicy { training.online }
  /// What the data take and where they come from.
  public var notes: [String] { training.notes }
  /// The error against the targets, the distrust before it is weighed, and the mean of the best values.
  public static var furtherMetrics: [String] { ["targetError", "distrust", "greedyValue"] }

  /// Sets initial parameters, what is trainable and how fast; the target then copies the result.
  ///
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(parameters)
    target.update(toward: training.online)
  }

  /// Everything needed to go on exactly but the data, which are known by their SHA-256.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    var file = SafeTensors()
    try training.write(to: &file)
    for parameter in target.network.state {
      file.append("target.\(parameter.name)", parameter.value)
    }
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration, data and spaces.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent must then
  ///   not be used further.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    try training.read(from: file)
    try file.read("target", target.network.state)
  }
}
