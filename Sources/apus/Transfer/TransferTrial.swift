import Documents
import Experiments
import Transfer

/// The runs that tell what carrying one network over to one task is worth: fine-tuned, and from scratch.
struct TransferTrial {
  /// What the fine-tuned runs are held against.
  enum Reference {
    /// Runs from scratch, of the same configuration but for the transfer.
    case scratch
    /// Runs that are there already.
    case runs([RunRecord])
    /// Nothing.
    case nothing
  }

  /// The source as the user named it.
  let source: String
  /// The fine-tuned runs, by seed.
  let fineTuned: [RunRecord]
  /// Those that they are held against; none for a trial against nothing.
  let scratch: [RunRecord]
  /// Those of them that belong to the trial, and are trained with it.
  let newScratch: [RunRecord]

  /// Finds the runs, or makes folders for them.
  ///
  /// - Parameters:
  ///   - source: The source as the user named it.
  ///   - configuration: What a run from scratch is made of, but for the seed.
  ///   - plan: What is carried over.
  ///   - replay: The run whose replay the fine-tuned ones begin with; nil for an empty one.
  ///   - seeds: The seeds.
  ///   - reference: What the fine-tuned runs are held against.
  ///   - parent: The folder of the runs.
  ///   - prepare: Told each new folder.
  /// - Throws: `InputError` where a folder cannot be read or made.
  init(
    source: String, configuration: RunConfiguration, plan: TransferPlan,
    replay: SourceFile? = nil, seeds: [UInt64], against reference: Reference, in parent: String,
    prepare: (RunFolder, RunConfiguration) throws -> Void
  ) throws {
    let plain = seeds.sorted().map { configuration.with(seed: $0) }
    let tuned = try plain.map { plain in
      var tuned = try plain.with(plan)
      tuned.carriedReplay = replay
      return tuned
    }
    self.source = source
    fineTuned = try EqualRuns.findOrMake(
      tuned, in: parent, name: "\(configuration.name)-finetuned", prepare: prepare)
    switch reference {
    case .scratch:
      scratch = try EqualRuns.findOrMake(
        plain.map(\.withoutSurroundings), in: parent, name: "\(configuration.name)-scratch",
        prepare: prepare)
      newScratch = scratch
    case .runs(let runs): (scratch, newScratch) = (Self.bySeed(runs), [])
    case .nothing: (scratch, newScratch) = ([], [])
    }
  }

  /// Runs that are there already.
  init(source: String, fineTuned: [RunRecord], scratch: [RunRecord]) {
    self.source = source
    (self.fineTuned, self.scratch, newScratch) = (
      Self.bySeed(fineTuned), Self.bySeed(scratch), []
    )
  }

  /// Runs in the order of their seeds, in which figures stand too.
  private static func bySeed(_ runs: [RunRecord]) -> [RunRecord] {
    runs.sorted { $0.configuration.seed < $1.configuration.seed }
  }

  /// Finds how each run does before its first step, while its source is as it was.
  ///
  /// - Throws: `InputError` where a network cannot be made.
  func noteStarts() throws {
    for run in fineTuned + newScratch { try run.noteStart() }
  }

  /// What was found, once all runs are finished.
  ///
  /// - Parameter threshold: The figure to reach; nil for the usual one.
  /// - Returns: The comparison; nil for a trial against nothing.
  /// - Throws: `InputError` where a run's files cannot be read, or the runs do not fit one another.
  func comparison(threshold: Double?) throws -> TransferComparison? {
    guard !scratch.isEmpty else { return nil }
    let pairs = try pairs.map { tuned, scratch in
      TransferComparison.Pair(
        seed: tuned.configuration.seed, transfer: try tuned.learningCurve(),
        scratch: try scratch.learningCurve())
    }
    return try TransferComparison(pairs, threshold: threshold)
  }

  /// The runs of equal seeds.
  var pairs: [(fineTuned: RunRecord, scratch: RunRecord)] {
    fineTuned.compactMap { tuned in
      scratch.first { $0.configuration.seed == tuned.configuration.seed }.map { (tuned, $0) }
    }
  }
}

extension TransferTrial.Reference {
  /// Reads what `--against` says.
  ///
  /// - Throws: `InputError` where it names no finished runs of the same task with these seeds.
  init(_ text: String, for configuration: RunConfiguration, seeds: [UInt64]) throws {
    switch text {
    case "scratch": self = .scratch
    case "none": self = .nothing
    default:
      let groups = try RunSelection.groups([text])
      guard groups.count == 1, let group = groups.first else {
        throw InputError(
          "--against \(text.shellQuoted) means \(groups.count) groups of runs: "
            + groups.map(\.name).joined(separator: ", "),
          remedy: "name one of them, by a pattern in quotes")
      }
      let other = group.configuration
      guard other.task == configuration.task, other.taskVersion == configuration.taskVersion else {
        throw InputError(
          "--against: \(group.name) is of the task '\(other.task)', not of '\(configuration.task)'")
      }
      try configuration.requireSameCurve(as: other, of: group.name)
      let runs = group.runs.filter { $0.isFinished && seeds.contains($0.configuration.seed) }
      let missing = seeds.filter { seed in !runs.contains { $0.configuration.seed == seed } }
      guard missing.isEmpty else {
        throw InputError(
          "--against: \(group.name) has no finished run of seed "
            + missing.map { "\($0)" }.joined(separator: ", "),
          remedy: "train it, or fine-tune with the seeds that it has: --seeds "
            + group.runs.filter(\.isFinished).map { "\($0.configuration.seed)" }
            .joined(separator: ","))
      }
      self = .runs(runs)
    }
  }
}

extension RunConfiguration {
  /// Refuses to be held against runs whose learning curves have points at other steps.
  ///
  /// - Throws: `InputError` that names both lengths or intervals.
  fileprivate func requireSameCurve(as other: RunConfiguration, of name: String) throws {
    for (key, own, others) in [
      ("steps", agent?.configuration.steps, other.agent?.configuration.steps),
      (
        "evaluationInterval", agent?.configuration.evaluationInterval,
        other.agent?.configuration.evaluationInterval
      ),
      ("epochs", training?.epochs, other.training?.epochs),
    ] where own != others {
      throw InputError(
        "--against: \(name) has \(key) \(others.map { "\($0)" } ?? "none"), these runs "
          + "\(own.map { "\($0)" } ?? "none"): their curves cannot be compared",
        remedy: "set it to the same: --set \(key)=\(others.map { "\($0)" } ?? "…")")
    }
  }

  /// Refuses a training whose learning curve would have no points.
  ///
  /// - Throws: `InputError` where it is never evaluated or does not hold together.
  func requireEvaluations() throws {
    try validate()
    guard let plan = agent?.configuration else { return }
    guard (1...plan.steps).contains(plan.evaluationInterval) else {
      throw InputError(
        "the comparison needs evaluations, but evaluationInterval is \(plan.evaluationInterval) "
          + "in a training of \(plan.steps) steps",
        remedy:
          "set it above 0 and at most to the steps: --set evaluationInterval=\(max(1, plan.steps / 20))"
      )
    }
  }
}
