import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Transfer

/// Trains one run in its folder: begins it, goes on with it, and keeps its files consistent.
///
/// After a kill at any moment a resumed run ends in the same bytes as one that was never stopped:
/// 1. A checkpoint first syncs `metrics.csv` and the event file, then replaces the policies, and last
///    of all `resume.safetensors`, in which the lengths of the two growing files are noted. Replacing that
///    one file in one step is what makes the checkpoint happen.
/// 2. Resuming reads it, cuts the growing files back to the noted lengths, and writes the policies
///    of that moment again. Where there is none yet, the run begins anew from its configuration.
public final class Trainer {
  /// How a call of `run` ended.
  public enum Outcome: Sendable, Hashable {
    /// All steps are done.
    case finished
    /// It was asked to stop and can be resumed.
    case stopped
  }

  /// The run's folder.
  public let folder: RunFolder
  /// What the run is made of.
  public let configuration: RunConfiguration
  /// The environment.
  public let definition: EnvironmentDefinition
  /// What was carried over from another policy; nil for a training from scratch or a resumed one.
  public private(set) var transfer: WeightTransfer?
  /// Every evaluation of this process's training.
  public private(set) var evaluations: [(step: Int, scores: EvaluationScores)] = []

  private let lock: RunLock
  private let environment: any VectorEnvironment
  private let evaluationEnvironment: any VectorEnvironment
  private var dqn: DQN
  private var bestScores: EvaluationScores?
  private let metrics: AppendableFile
  private let events: AppendableFile
  private let timing: RunTiming
  private var failure: (any Error)?

  /// Begins a run.
  ///
  /// - Parameters:
  ///   - configuration: What it is made of.
  ///   - folder: A new, empty folder; see `RunFolder.create`.
  /// - Throws: `InputError` where the configuration does not hold together, the source of a transfer
  ///   does not fit, or the folder cannot be written.
  public convenience init(
    starting configuration: RunConfiguration, in folder: RunFolder
  ) throws {
    try configuration.agent.validate()
    let lock = try RunLock(folder)
    do {
      try self.init(configuration, folder, lock, nil)
    } catch {
      // What could not begin leaves nothing behind that looks like a run.
      folder.removeIfUnused()
      throw error
    }
  }

  /// Goes on with a run that was stopped or killed.
  ///
  /// - Parameters:
  ///   - folder: Its folder.
  ///   - threads: Threads to use from now on; nil for as many as before.
  /// - Throws: `InputError` where the run is finished, is of another version, is being trained by
  ///   another process, or where one of its files is damaged.
  public convenience init(resuming folder: RunFolder, threads: Int? = nil) throws {
    var configuration = try folder.readConfiguration()
    try configuration.requirePresentVersion(file: folder.configuration)
    let lock = try RunLock(folder)
    if let threads { configuration.threads = threads }
    let resume: ResumeFile? =
      FileSystem.exists(folder.resume) ? try ResumeFile(reading: folder, configuration) : nil
    if let resume, resume.step >= configuration.agent.steps {
      throw InputError(
        "the run is finished: \(resume.step) of \(configuration.agent.steps) steps are done",
        file: folder.path, remedy: "see what it learned: apus evaluate \(folder.path)")
    }
    try self.init(configuration, folder, lock, resume)
  }

  private init(
    _ configuration: RunConfiguration, _ folder: RunFolder, _ lock: RunLock, _ resume: ResumeFile?
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.lock = lock
    definition = try configuration.environmentDefinition()
    Parallel.threads = configuration.threads
    let root = RandomStream(seed: configuration.seed)
    environment = try definition.makeVector(
      count: configuration.agent.environments, random: root)
    evaluationEnvironment = try definition.makeVector(
      count: configuration.agent.evaluationEpisodes, random: root.stream("evaluation"))
    dqn = try DQN(
      configuration: configuration.agent, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: root)
    if let plan = configuration.transfer {
      transfer = try Self.apply(plan, to: &dqn, loadingWeights: resume == nil)
    }
    if let resume {
      try resume.restore(&dqn, environment, folder)
      bestScores = resume.bestScores
      metrics = try AppendableFile(resuming: folder.metrics, at: resume.metrics)
      events = try AppendableFile(resuming: folder.events, at: resume.events)
    } else {
      if !folder.isRun { try writeAtomically(configuration.yaml, to: folder.configuration) }
      metrics = try AppendableFile(creating: folder.metrics)
      events = try AppendableFile(creating: folder.events)
      try metrics.append(MetricsRow.header)
      try events.append(TensorBoardEvents.header)
    }
    timing = try RunTiming(file: folder.timing, step: dqn.step, updates: dqn.updates)
    // The policies of a kill's moment may be newer than the resume file; now all are of one moment.
    if resume != nil { try writePolicies() }
  }

  /// The parameters that do not learn.
  public var frozen: [String] {
    dqn.online.parameters.filter { !$0.isTrainable }.map(\.name)
  }
  /// Environment steps done.
  public var step: Int { dqn.step }
  /// Gradient steps done.
  public var updates: Int { dqn.updates }
  /// Seconds since this process took up the run.
  public var seconds: Double { timing.seconds }

  /// Trains until all steps are done or it is asked to stop, and leaves a checkpoint in both cases.
  ///
  /// - Parameters:
  ///   - shouldContinue: Asked before each step of the environments.
  ///   - report: Told every event of the training.
  /// - Returns: How it ended.
  /// - Throws: `InputError` where a file cannot be written or the training diverged; the last
  ///   checkpoint is then as it was.
  public func run(
    shouldContinue: () -> Bool, report: (TrainingEvent) -> Void
  ) throws -> Outcome {
    let steps = configuration.agent.steps
    let interval = configuration.checkpointInterval
    while dqn.step < steps && shouldContinue() {
      let next = min(steps, (dqn.step / interval + 1) * interval)
      do {
        try dqn.train(
          in: environment, evaluatingIn: evaluationEnvironment, until: next,
          shouldContinue: { self.failure == nil && shouldContinue() },
          report: { event in
            self.record(event)
            report(event)
          })
        if let failure { throw failure }
        try checkpoint()
      } catch let error as DivergedTraining {
        throw InputError(
          "the training diverged at step \(error.step): \(error.quantity) is not finite",
          remedy: "train anew with a smaller learningRate, or with a gradientClip above 0")
      }
    }
    return dqn.step >= steps ? .finished : .stopped
  }

  /// Evaluates the network as it is now, in the episodes of the training's own evaluations.
  ///
  /// Nothing of the run changes by it.
  public func evaluate() throws -> EvaluationScores {
    let start = try evaluationEnvironment.snapshot()
    let evaluation = try Evaluation.run(dqn.online, in: evaluationEnvironment)
    try evaluationEnvironment.restore(start)
    return EvaluationScores(evaluation)
  }

  private func record(_ event: TrainingEvent) {
    let row: MetricsRow
    switch event {
    case .episode: return
    case .progress(let progress): row = .progress(progress)
    case .evaluation(let step, let evaluation, let isBest):
      let scores = EvaluationScores(evaluation)
      if isBest { bestScores = scores }
      evaluations.append((step, scores))
      row = .evaluation(step: step, scores)
    }
    do {
      try metrics.append(row.csv)
      try events.append(TensorBoardEvents.scalars(row.scalars, step: row.step))
      // Whoever follows the files while the run goes on sees each row at once.
      try metrics.flush()
      try events.flush()
    } catch {
      failure = error
    }
  }

  private func checkpoint() throws {
    try metrics.synchronize()
    try events.synchronize()
    try writePolicies()
    try ResumeFile.write(
      to: folder, configuration, agent: try dqn.checkpoint(of: environment), step: dqn.step,
      bestScores: bestScores, metrics: metrics.mark, events: events.mark)
    try timing.record(step: dqn.step, episodes: dqn.episodes, updates: dqn.updates)
  }

  private func writePolicies() throws {
    func write(_ network: QNetwork, step: Int, _ scores: EvaluationScores?, _ path: String) throws {
      try Policy(
        network: network, definition: definition, configuration: configuration.resultYAML,
        seed: configuration.seed, step: step, scores: scores
      ).write(to: path)
    }
    try write(dqn.online, step: dqn.step, nil, folder.lastPolicy)
    try write(
      try dqn.bestNetwork(), step: dqn.best?.step ?? dqn.step, bestScores, folder.policy)
  }

  private static func apply(
    _ plan: TransferPlan, to dqn: inout DQN, loadingWeights: Bool
  ) throws -> WeightTransfer? {
    var report: WeightTransfer?
    let source = loadingWeights ? try plan.readSource() : nil
    try dqn.initializeParameters { parameters in
      if let source {
        do {
          report = try WeightTransfer.load(from: source.network.parameters, into: parameters)
        } catch let error as InputError {
          throw InputError(error.message, file: plan.source, remedy: error.remedy)
        }
      }
      try freeze(plan.frozen, of: parameters)
      try setLearningRateFactors(plan.factors.map { ($0.pattern, $0.factor) }, of: parameters)
    }
    return report
  }
}
