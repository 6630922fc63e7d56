import Documents
import TensorCore
import Transfer

/// A run as it is before its first step: what it took over, and how well that does.
public struct RunStart {
  /// What was carried over from another network; nil for a training from scratch.
  public let transfer: WeightTransfer?
  /// What becomes of every tensor; nil for a training from scratch.
  public let table: TransferTable?
  private let learner: any TaskLearner

  /// Makes the network of a run, and leaves nothing behind.
  ///
  /// - Throws: `InputError` where the configuration does not hold together, data are missing, or the
  ///   source of a transfer does not fit.
  public init(_ configuration: RunConfiguration) throws {
    try configuration.validate()
    Parallel.threads = configuration.threads
    let task = try configuration.taskDefinition()
    let learner = try configuration.makeLearner(for: task, begins: true)
    let begun = try configuration.beginTransfer(into: learner, of: task, for: .preview)
    transfer = begun?.report
    table = begun.flatMap { begun in begun.report.map { TransferTable($0, begun.learning) } }
    self.learner = learner
  }

  /// The parameters that do not learn.
  public var frozen: [String] {
    learner.parameters.filter { !$0.isTrainable }.map(\.name)
  }

  /// The figure of the learning curve before the first step.
  ///
  /// - Throws: `InputError` where a copy of the environment cannot be made.
  public func score() throws -> Double { try learner.score() }

  /// That figure of a run, from its `start.yaml`; where there is none it is found and written.
  ///
  /// It depends on the configuration alone, so that any moment is right for it.
  ///
  /// - Throws: `InputError` where the file is damaged, or the run's network cannot be made.
  static func kept(_ run: RunRecord) throws -> Double {
    let file = run.folder.start
    if FileSystem.exists(file) {
      let keys = ["format", "score"]
      let mapping = try DocumentNode.parse(try readText(file), file: file)
        .mapping(keys: keys, required: keys)
      _ = try mapping.require("format").int(in: 1...1)
      return try mapping.require("score").double()
    }
    let score = try RunStart(run.configuration).score()
    let text = "# How the network did before its first step.\nformat: 1\nscore: \(score)\n"
    try writeAtomically(text, to: file)
    return score
  }
}

extension RunRecord {
  /// Finds how the network does before its first step and keeps it in the run's folder, so that the
  /// source of its weights is not needed for it later.
  ///
  /// - Throws: `InputError` where a file is damaged, or the run's network cannot be made.
  public func noteStart() throws { _ = try RunStart.kept(self) }

  /// The learning curve by which the run is judged, from before the first step.
  ///
  /// - Throws: `InputError` where a file cannot be read, or the run was never evaluated.
  public func learningCurve() throws -> LearningCurve {
    let points = try folder.readCurve(configuration.curveMetric)
    guard let first = points.first, first.step > 0 else {
      throw InputError(
        "was never evaluated", file: folder.path,
        remedy: configuration.agent == nil
          ? "train it on a data set with a test part" : "set evaluationInterval above 0")
    }
    return LearningCurve([.init(step: 0, value: try RunStart.kept(self))] + points)
  }
}
