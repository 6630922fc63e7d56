import Determinism
import Documents
import Experiments
import Transfer

/// The trainings of a matrix: every task as a source, and every source carried over to every other task.
///
/// The source of seed s is fine-tuned with seed s, so that an interval over the seeds is also one over sources.
/// A source's training is the training from scratch of its task, where both have one configuration.
struct TransferMatrix {
  /// What decides the results.
  struct Settings {
    var tasks: [String]
    var seeds: [UInt64]
    /// Steps of each training, on a data set epochs; nil for what the tasks recommend.
    var budget: Int?
    /// That of the sources; nil for the same.
    var sourceBudget: Int?
    var algorithm: String?
    var settings: [String]

    /// The settings as YAML, without what no result depends on.
    var yaml: String {
      var text = "format: 1\ntasks: \(tasks.yamlText)\nseeds: \(seeds.map { "\($0)" }.yamlText)\n"
      if let budget { text += "budget: \(budget)\n" }
      if let sourceBudget { text += "sourceBudget: \(sourceBudget)\n" }
      if let algorithm { text += "agent: \(algorithm.yamlText)\n" }
      return text + "set: \(settings.yamlText)\n"
    }
  }

  /// One pair of tasks.
  private enum Pair {
    case same([RunRecord])
    case trial(TransferTrial)
    case incompatible(String)
  }

  let settings: Settings
  /// The folder of all runs.
  let folder: String
  /// Options that change no result, applied to each configuration.
  let finish: (inout RunConfiguration) throws -> Void
  let prepare: (RunFolder, RunConfiguration) throws -> Void

  /// Trains all that is not trained yet.
  ///
  /// - Parameters:
  ///   - begin: Called once all tasks and settings were found sound, before anything is made.
  ///   - train: Trains runs to their ends, or leaves the process.
  /// - Returns: What it came to.
  /// - Throws: `InputError` where a task or a setting is faulty, or a file cannot be written.
  func run(
    begin: () throws -> Void, train: ([RunRecord]) throws -> Void
  ) throws -> MatrixFigures {
    let definitions = try settings.tasks.map(TaskDefinition.load)
    let configurations = try definitions.map { definition in
      try configured(
        RunConfiguration(definition: definition, algorithm: algorithm(for: definition)),
        rounds: settings.sourceBudget ?? settings.budget)
    }
    try begin()
    let sources = try configurations.map(findOrMake)
    try train(sources.flatMap { $0 })
    let pairs = try definitions.indices.map { source in
      try definitions.indices.map { target in
        source == target
          ? Pair.same(sources[source])
          : try pair(sources[source], on: definitions[target])
      }
    }
    var runs: [RunRecord] = []
    for case .trial(let trial) in pairs.flatMap({ $0 }) {
      for run in trial.fineTuned + trial.scratch where !runs.contains(run) { runs.append(run) }
    }
    try train(runs)
    return MatrixFigures(
      tasks: definitions.map(\.id), seeds: settings.seeds.count,
      cells: try pairs.map { try $0.map(cell) })
  }

  private func algorithm(for definition: TaskDefinition) -> String? {
    if case .environment = definition { settings.algorithm } else { nil }
  }

  /// A configuration with the settings and the budget.
  private func configured(
    _ recommended: RunConfiguration, rounds: Int?
  ) throws -> RunConfiguration {
    var configuration = recommended
    for setting in settings.settings { try configuration.set(argument: setting) }
    if let rounds {
      configuration.agent?.configuration.steps = rounds
      configuration.training?.epochs = rounds
    }
    try finish(&configuration)
    try configuration.requireEvaluations()
    return configuration
  }

  private func findOrMake(_ configuration: RunConfiguration) throws -> [RunRecord] {
    try EqualRuns.findOrMake(
      settings.seeds.map { configuration.with(seed: $0) }, in: folder, name: configuration.name,
      prepare: prepare)
  }

  /// The runs of a pair, or why nothing fits.
  private func pair(_ sources: [RunRecord], on definition: TaskDefinition) throws -> Pair {
    let plain: RunConfiguration
    let network = try TrainedNetwork.load(sources[0].folder.policy)
    let plans = try sources.map { run in
      TransferPlan(
        source: run.folder.policy, sourceHash: try SHA256.hex(ofFile: run.folder.policy))
    }
    do {
      plain = try configured(
        RunConfiguration(definition: definition, layersOf: network), rounds: settings.budget)
      _ = try RunStart(try plain.with(seed: settings.seeds[0]).with(plans[0]))
    } catch let error as InputError {
      return .incompatible(error.message)
    }
    let source = sources[0].configuration.task
    let tuned = try EqualRuns.findOrMake(
      try zip(settings.seeds, plans).map { try plain.with(seed: $0).with($1) }, in: folder,
      name: "\(plain.name)-from-\(source)", prepare: prepare)
    return .trial(
      TransferTrial(
        source: source, fineTuned: tuned, scratch: try findOrMake(plain.withoutSurroundings)))
  }

  private func cell(_ pair: Pair) throws -> MatrixFigures.Cell {
    switch pair {
    case .same(let runs):
      let values = try runs.map { try $0.learningCurve().asymptote }
      return .scratch(
        Bootstrap.expanded(for: values.count).estimate(pairs: values.count) { drawn in
          drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
        })
    case .trial(let trial):
      guard let comparison = try trial.comparison(threshold: nil) else {
        preconditionFailure("expected runs from scratch, got none")
      }
      let figures = TransferComparison.Metric.allCases.compactMap { metric in
        comparison.estimate(metric).map { (metric: metric, estimate: $0) }
      }
      let forgetting = try ForgettingReport(trial.fineTuned, task: trial.source)
      return .transfer(figures, forgotten: forgetting.drop)
    case .incompatible(let reason): return .incompatible(reason)
    }
  }
}
