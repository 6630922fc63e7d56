import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Behaviour cloning: a network that is taught to do what was recorded.
///
/// The recorded actions are classes and the observations examples; the loss is the cross entropy.
/// Rewards are never read, so it does what was done most often, good or bad. Its logits stand where
/// other agents have values, and the largest one acts.
///
/// Source: Pomerleau 1988 (ALVINN); the baseline of Kumar et al. 2020 and of most offline work.
///
/// Differences: 1. Batches are drawn with replacement, not in epochs. 2. It acts by the likeliest
/// action, where others may draw one. 3. What counts in the end is the best policy by periodic
/// evaluation in the environment.
///
/// Command: `apus train four-rooms --agent behaviour-cloning --data FILE`.
/// Documentation/BehaviourCloning.md has the fields, the metrics and the results.
public struct BehaviourCloning: Agent {
  /// What decides how it learns.
  public let configuration: BehaviourCloningConfiguration
  var training: OfflineTraining

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``BehaviourCloningConfiguration/validate()``.
  ///   - recorded: what it learns from.
  ///   - task: its stream's children "network" and "replay" are used.
  /// - Throws: `InputError` where the recording is faulty or of another task.
  public init(
    configuration: BehaviourCloningConfiguration, recorded: RecordedTransitions,
    for task: AgentTask
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    training = try OfflineTraining(
      configuration, for: task, recorded: recorded, metrics: Self.furtherMetrics.count)
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
      try training.evaluateAndReport(evaluation, report)
    }
  }

  // MARK: Learning

  /// One gradient step on a batch.
  private mutating func update() throws {
    let batch = training.sample()
    let logits = training.online(batch.observations)
    let loss = crossEntropy(logits: logits, labels: batch.actions)
    let guesses = withoutGradients { logits.argmax(axis: 1) }
    let right = zip(guesses, batch.actions).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
    try training.descend(
      loss, predictions: logits, metrics: [Float(right) / Float(batch.actions.count)])
  }
}

/// Everything that decides how ``BehaviourCloning`` learns, apart from the task and the seed.
///
/// Durations are updates.
public struct BehaviourCloningConfiguration: OfflineConfiguration {
  /// How long, how often evaluated.
  public var plan = defaultPlan
  /// Data, network and optimizer.
  public var offline = OfflineSettings()

  /// The default configuration.
  public init() {}

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<BehaviourCloningConfiguration>(dataFields + networkFields)

  /// Single fields are all that there is to check.
  public func validate() throws {}

  /// Makes a ``BehaviourCloning``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try BehaviourCloning(configuration: self, recorded: try recording(for: task), for: task)
  }
}

// MARK: - Bookkeeping

extension BehaviourCloning {
  /// Counters, and the best policy by evaluation; a step is an update.
  public var record: TrainingRecord { training.record }
  /// How many updates, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The network's parameters.
  public var parameters: [Parameter] { training.online.parameters }
  /// The network, whose values are logits.
  public var policy: any ActingPolicy { training.online }
  /// What the data take and where they come from.
  public var notes: [String] { training.notes }
  /// The part of the batches' actions that were guessed.
  public static var furtherMetrics: [String] { ["accuracy"] }

  /// Sets initial parameters, what is trainable and how fast.
  ///
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(parameters)
  }

  /// Everything needed to go on exactly but the data, which are known by their SHA-256.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    var file = SafeTensors()
    try training.write(to: &file)
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration, data and spaces.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent must then
  ///   not be used further.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    try training.read(from: file)
  }
}
