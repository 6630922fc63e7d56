import Agents
import Determinism
import Documents
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
  /// The environment or data set.
  public let task: TaskDefinition
  /// What was carried over from another policy; nil for a training from scratch or a resumed one.
  public var transfer: WeightTransfer? { begunTransfer?.report }
  /// Every evaluation of this process's training: mean returns, accuracies, or shares explained (R²).
  public private(set) var evaluations: [LearningCurve.Point] = []

  private var begunTransfer: BegunTransfer?
  private let lock: RunLock
  private let learner: any TaskLearner
  private let metrics: AppendableFile
  private let events: AppendableFile
  private let timing: RunTiming
  private var failure: (any Error)?

  /// Begins a run.
  ///
  /// - Parameters:
  ///   - configuration: What it is made of.
  ///   - folder: A new, empty folder; see `RunFolder.create`.
  /// - Throws: `InputError` where the configuration does not hold together, data are missing, the source
  ///   of a transfer does not fit, or the folder cannot be written.
  public convenience init(
    starting configuration: RunConfiguration, in folder: RunFolder
  ) throws {
    try configuration.validate()
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
  ///   - dataFolder: Where the data are now; nil for where they were.
  /// - Throws: `InputError` where the run is finished, is of another version, is being trained by
  ///   another process, or where one of its files is damaged.
  public convenience init(
    resuming folder: RunFolder, threads: Int? = nil, dataFolder: String? = nil
  ) throws {
    var configuration = try folder.readConfiguration()
    try configuration.requirePresentVersion(file: folder.configuration)
    let lock = try RunLock(folder)
    if let threads { configuration.threads = threads }
    if let dataFolder { configuration.dataFolder = dataFolder }
    let resume: ResumeFile? =
      FileSystem.exists(folder.resume) ? try ResumeFile(reading: folder, configuration) : nil
    try self.init(configuration, folder, lock, resume)
  }

  private init(
    _ configuration: RunConfiguration, _ folder: RunFolder, _ lock: RunLock, _ resume: ResumeFile?
  ) throws {
    self.configuration = configuration
    self.folder = folder
    self.lock = lock
    task = try configuration.taskDefinition()
    Parallel.threads = configuration.threads
    learner = try configuration.makeLearner(for: task, begins: resume == nil)
    begunTransfer = try configuration.beginTransfer(
      into: learner, of: task, for: resume == nil ? .training : .resuming)
    if let resume {
      try resume.restore(learner, &begunTransfer, folder)
      guard learner.step < learner.totalSteps else {
        throw InputError(
          "the run is finished: \(learner.step) of \(learner.totalSteps) "
            + "\(task.stepNoun)s are done",
          file: folder.path, remedy: "see what it learned: apus evaluate \(folder.path)")
      }
      metrics = try AppendableFile(resuming: folder.metrics, at: resume.metrics)
      events = try AppendableFile(resuming: folder.events, at: resume.events)
    } else {
      if !folder.isRun { try writeAtomically(configuration.yaml, to: folder.configuration) }
      metrics = try AppendableFile(creating: folder.metrics)
      events = try AppendableFile(creating: folder.events)
      try metrics.append(learner.metricsHeader)
      try events.append(TensorBoardEvents.header)
    }
    timing = try RunTiming(file: folder.timing, step: learner.step, updates: learner.updates)
    // The policies of a kill's moment may be newer than the resume file; now all are of one moment.
    if resume != nil { try learner.writePolicies(to: folder, configuration) }
  }

  /// The parameters that do not learn.
  public var frozen: [String] {
    learner.parameters.filter { !$0.isTrainable }.map(\.name)
  }
  /// What is told at the beginning, one line each.
  public var notes: [String] { learner.notes }
  /// Environment steps done, or updates on a data set.
  public var step: Int { learner.step }
  /// Environment steps of the whole training, or updates on a data set.
  public var totalSteps: Int { learner.totalSteps }
  /// Gradient steps done.
  public var updates: Int { learner.updates }
  /// Seconds since this process took up the run.
  public var seconds: Double { timing.seconds }

  /// Trains until all steps are done or it is asked to stop, and leaves a checkpoint in both cases.
  ///
  /// - Parameters:
  ///   - shouldContinue: Asked before each step.
  ///   - report: Told every event of the training.
  /// - Returns: How it ended.
  /// - Throws: `InputError` where a file cannot be written or the training diverged; the last
  ///   checkpoint is then as it was.
  public func run(
    shouldContinue: () -> Bool, report: (RunEvent) -> Void
  ) throws -> Outcome {
    let steps = learner.totalSteps
    let interval = configuration.checkpointInterval
    let learning = begunTransfer?.learning
    let keeper =
      folder.keepsPolicies ? PolicyKeeper(folder: folder, configuration: configuration) : nil
    while learner.step < steps && shouldContinue() {
      let next = min(steps, (learner.step / interval + 1) * interval)
      do {
        var stop = next
        // What is frozen may thaw on the way: the learner pauses there, which changes nothing else.
        repeat {
          learning?.apply(at: learner.step)
          stop = min(next, learning?.nextChange(after: learner.step) ?? next)
          try learner.train(
            until: stop, keeper: keeper,
            shouldContinue: { self.failure == nil && shouldContinue() },
            report: { event in
              self.record(event)
              report(event)
            })
        } while learner.step >= stop && learner.step < next
        if let failure { throw failure }
        try checkpoint()
      } catch let error as DivergedTraining {
        throw InputError(
          "the training diverged at step \(error.step): \(error.quantity) is not finite",
          remedy: "train anew with a smaller learningRate, or with a gradientClip above 0")
      }
    }
    return learner.step >= steps ? .finished : .stopped
  }

  /// The figure of the learning curve as the network is now.
  ///
  /// Nothing of the run changes by it.
  public func evaluate() throws -> LearningCurve.Point {
    LearningCurve.Point(step: step, value: try learner.score())
  }

  private func record(_ event: RunEvent) {
    guard let row = MetricsRow(event, further: learner.furtherMetrics) else { return }
    if let value = row.curveValue { evaluations.append(.init(step: row.step, value: value)) }
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
    try learner.writePolicies(to: folder, configuration)
    try ResumeFile.write(
      to: folder, configuration, learner, begunTransfer, metrics: metrics.mark,
      events: events.mark)
    try timing.record(step: learner.step, episodes: learner.rounds, updates: learner.updates)
  }
}

extension RunConfiguration {
  /// The learner that the configuration describes, with nothing learned yet.
  ///
  /// - Parameters:
  ///   - task: What is learned.
  ///   - begins: Whether the run begins; what it begins with is read then only.
  /// - Returns: The learner.
  /// - Throws: `InputError` where a file is missing or has changed, or does not fit.
  func makeLearner(for task: TaskDefinition, begins: Bool) throws -> any TaskLearner {
    let random = RandomStream(seed: seed)
    switch (task, learner) {
    case (.environment(let definition), .agent(let agent)):
      return try EnvironmentLearner(
        agent, in: definition, dataFile: dataFolder, teachers: try loadTeachers(),
        carriedReplay: begins ? try loadCarriedReplay() : nil, random: random)
    case (.dataset(let definition), .supervised(let training)):
      return try DatasetLearner(
        training, on: definition, from: dataFolder, labels: labels, random: random)
    case (.dataset(let definition), .pretraining(let training)):
      return try EncoderLearner(training, on: definition, from: dataFolder, random: random)
    case (.dataset(let definition), .fewShot(let training)):
      return try FewShotLearner(training, on: definition, from: dataFolder, random: random)
    case (.environment, .supervised), (.dataset, .agent),
      (.environment, .pretraining),
      (.environment, .fewShot):
      preconditionFailure("expected a learner for '\(task.id)', which is a \(task.kind)")
    }
  }
}
