import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// What every learner from recorded transitions has: the data, the network, and the bookkeeping.
struct OfflineTraining {
  let plan: TrainingPlan
  let settings: OfflineSettings
  /// The network that is trained and acts.
  let online: QNetwork
  /// The recorded transitions.
  var data: ReplayBuffer
  /// What the data come from, for people.
  let behaviour: String
  var optimizer: any Optimizer
  var sampling: RandomStream
  var record: TrainingRecord
  /// Sums of the algorithm's own metrics since the last report.
  var sums: [Double]

  /// Puts everything together; nothing has been learned.
  ///
  /// - Parameters:
  ///   - configuration: of the agent.
  ///   - task: what it is made for.
  ///   - recorded: the data.
  ///   - discount: γ of the batches.
  ///   - nStep: rewards that are summed before the bootstrap.
  ///   - metrics: how many of its own the algorithm has.
  /// - Throws: `InputError` where the recording does not fit the task, or the network does not.
  init(
    _ configuration: some OfflineConfiguration, for task: AgentTask,
    recorded: RecordedTransitions, discount: Float = 0, nStep: Int = 1, metrics: Int
  ) throws {
    (plan, settings) = (configuration.plan, configuration.offline)
    data = try recorded.makeReplay(
      for: task.definition, observationSpace: task.observationSpace, discount: discount,
      nStep: nStep)
    behaviour = recorded.behaviour
    var shape = QNetworkShape(
      hiddenSizes: settings.hiddenSizes, activation: settings.activation)
    shape.kind = settings.network
    var initialization = task.random.stream("network")
    online = try QNetwork(
      specification: try shape.specification(
        observationSpace: task.observationSpace, actionSpace: task.actionSpace),
      observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      using: &initialization)
    optimizer = settings.optimizer.makeOptimizer(learningRate: settings.learningRate)
    sampling = task.random.stream("replay")
    record = TrainingRecord(copies: plan.environments)
    sums = Array(repeating: 0, count: metrics)
  }

  /// What the data take and where they come from.
  var notes: [String] {
    ["learns from \(data.count) transitions of the behaviour '\(behaviour)'; \(data.sizeNote)"]
  }

  mutating func sample() -> TransitionBatch { data.sample(settings.batchSize, using: &sampling) }

  /// One gradient step; `metrics` are the algorithm's own for its batch.
  mutating func descend(_ loss: Tensor, predictions: Tensor, metrics: [Float]) throws {
    try record.descend(
      loss, predictions: predictions, parameters: online.parameters, clip: settings.gradientClip,
      optimizer: &optimizer)
    record.step += 1
    for index in sums.indices { sums[index] += Double(metrics[index]) }
  }

  /// Evaluates and reports where that is due after an update.
  mutating func evaluateAndReport(
    _ evaluation: (environment: any VectorEnvironment, start: [UInt8])?,
    _ report: (TrainingEvent) -> Void
  ) throws {
    let before = record.step - 1
    let count = Double(max(1, record.unreported.count))
    let isDue = record.times(plan.reportInterval, since: before) > 0 || record.step >= plan.steps
    try record.evaluateAndReport(
      since: before, plan: plan, policy: { [online] in online }, evaluation: evaluation,
      epsilon: 0, further: { [sums] in sums.map { $0 / count } }, report: report)
    if isDue { sums = sums.map { _ in 0 } }
  }
}

// MARK: - Checkpoints

extension OfflineTraining {
  /// Network, moments, stream, counters, and which file the data are; not the data themselves.
  func write(to file: inout SafeTensors) throws {
    for parameter in online.parameters where !parameter.value.isFinite {
      throw DivergedTraining(step: record.step, quantity: "parameter \(parameter.name)")
    }
    file.append("online", online.parameters, state: online.network.state, optimizer: optimizer)
    record.write(to: &file)
    file.append("agent.streams", streams: [sampling])
    file.append("agent.sums", doubles: sums)
    file.append("agent.data", bytes: Array(settings.data.utf8))
  }

  /// Takes over what ``write(to:)`` wrote.
  mutating func read(from file: SafeTensors) throws {
    guard try file.bytes("agent.data") == Array(settings.data.utf8) else {
      throw InputError(
        "'agent.data' names another file of transitions than '\(settings.data)'", file: file.file)
    }
    try file.read(
      "online", online.parameters, state: online.network.state, optimizer: &optimizer)
    try record.read(
      from: file, copies: plan.environments,
      shapes: online.tensors.map { ($0.name, $0.value.shape) })
    sampling = try file.streams("agent.streams", count: 1)[0]
    sums = try file.doubles("agent.sums", count: sums.count)
  }
}
