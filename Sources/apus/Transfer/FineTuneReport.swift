import Documents
import Experiments
import Transfer

/// What fine-tuning was worth: seed by seed, and over the seeds with intervals and a verdict.
struct FineTuneReport {
  let trial: TransferTrial
  /// nil where there is nothing to compare with.
  let comparison: TransferComparison?
  let forgetting: ForgettingReport
  private let configuration: RunConfiguration

  /// The report of a trial whose runs are all finished.
  ///
  /// - Parameters:
  ///   - trial: The runs.
  ///   - sourceTask: The task that the source learned.
  ///   - threshold: The figure to reach; nil for the usual one.
  /// - Throws: `InputError` where a run's files cannot be read, or the runs do not fit one another.
  init(_ trial: TransferTrial, sourceTask: String, threshold: Double?) throws {
    self.trial = trial
    configuration = trial.fineTuned[0].configuration
    comparison = try trial.comparison(threshold: threshold)
    forgetting = try ForgettingReport(trial.fineTuned, task: sourceTask)
  }

  /// Prints it.
  func print(style: TrainingDisplay.Style) throws {
    switch style {
    case .quiet, .figures: return
    case .json: Console.result(try json.text)
    case .bar, .lines:
      Console.result("\n" + (try text))
      let path = trial.fineTuned[0].folder.path.shellQuoted
      Console.result(
        "next  " + (isDataset ? "apus evaluate \(path)" : "apus watch \(path) --terminal"))
    }
  }

  /// The tables.
  var text: String {
    get throws {
      var lines: [String] = []
      if let comparison {
        lines.append("\(trial.source) on \(configuration.task), against scratch, seed by seed:")
        lines.append(seedTable(comparison).text)
        lines.append("\nover \(comparison.seeds == 1 ? "one seed" : "\(comparison.seeds) seeds"):")
        lines.append(metricTable(comparison).text)
        lines.append("verdict  \(comparison.verdict.label)")
        if case .tooFewSeeds = comparison.verdict {
          lines.append(
            "  at least \(TransferVerdict.fewestSeeds) are needed: --seeds 1-\(TransferVerdict.fewestSeeds)"
          )
        }
      } else {
        lines.append("\(trial.source) on \(configuration.task), against nothing:")
        lines.append(try curveTable().text)
      }
      lines.append(forgetting.text { Numbers.fixed($0, decimals) })
      for run in trial.fineTuned + trial.scratch { lines.append("run  \(run.folder.path)") }
      return lines.joined(separator: "\n")
    }
  }

  private func seedTable(_ comparison: TransferComparison) -> Table {
    let goal = comparison.threshold.map { Numbers.fixed($0, decimals) } ?? "-"
    return Table(
      header: [
        "seed", "jumpstart", "asymptote", "total reward", "transfer ratio",
        "\(isDataset ? "updates" : "steps") to \(goal)", "from scratch",
      ],
      rows: zip(comparison.pairs, comparison.metrics).map { pair, metrics in
        func steps(_ count: Int?) -> String {
          comparison.threshold == nil ? "-" : count.map(Numbers.grouped) ?? "not reached"
        }
        return [
          "\(pair.seed)", signed(metrics.jumpstart), signed(metrics.asymptote),
          signed(metrics.totalReward), metrics.transferRatio.map { signed($0, 2) } ?? "-",
          steps(metrics.stepsToThreshold), steps(metrics.scratchStepsToThreshold),
        ]
      })
  }

  private func metricTable(_ comparison: TransferComparison) -> Table {
    Table(
      header: ["metric", "fine-tuned minus scratch [95 %]", "verdict"],
      rows: TransferComparison.Metric.allCases.map { metric in
        guard let estimate = comparison.estimate(metric) else {
          let reason = metric == .stepsSaved ? "scratch learned nothing" : "no area from scratch"
          return [metric.label, "-", reason]
        }
        let decimals = decimals(metric)
        let interval =
          comparison.seeds > 1
          ? " [\(signed(estimate.low, decimals)), \(signed(estimate.high, decimals))]" : ""
        return [
          metric.label, signed(estimate.value, decimals) + interval,
          TransferVerdict(estimate, seeds: comparison.seeds).label,
        ]
      })
  }

  private func curveTable() throws -> Table {
    Table(
      header: ["seed", "at the start", "asymptote", "mean over the training"],
      rows: try trial.fineTuned.map { run in
        let curve = try run.learningCurve()
        let mean = curve.area / Double(max(1, curve.lastStep - curve.firstStep))
        return ["\(run.configuration.seed)"]
          + [curve.start, curve.asymptote, mean].map { Numbers.fixed($0, decimals) }
      })
  }

  /// The same as one object.
  var json: JSONObject {
    get throws {
      var result = JSONObject()
      result.add("event", "result")
      result.add("source", trial.source)
      result.add(configuration.kind, configuration.task)
      if let comparison {
        result.add("threshold", comparison.threshold)
        result.add("seeds", zip(trial.pairs, comparison.metrics).map(Self.object))
        result.add("metrics", Self.object(comparison))
        result.add("verdict", comparison.verdict.label)
      } else {
        result.add("runs", trial.fineTuned.map(\.folder.path))
      }
      result.add("forgetting", forgetting.json)
      return result
    }
  }

  private static func object(
    _ pair: (fineTuned: RunRecord, scratch: RunRecord), _ metrics: TransferMetrics
  ) -> JSONObject {
    var object = JSONObject()
    object.add("seed", Int(clamping: pair.fineTuned.configuration.seed))
    object.add("run", pair.fineTuned.folder.path)
    object.add("scratchRun", pair.scratch.folder.path)
    for metric in TransferComparison.Metric.allCases {
      object.add(metric.rawValue, metrics.value(metric))
    }
    object.add("stepsToThreshold", metrics.stepsToThreshold.map(Double.init))
    object.add("scratchStepsToThreshold", metrics.scratchStepsToThreshold.map(Double.init))
    return object
  }

  /// Each metric with interval and verdict.
  static func object(_ comparison: TransferComparison) -> JSONObject {
    var object = JSONObject()
    for metric in TransferComparison.Metric.allCases {
      guard let estimate = comparison.estimate(metric) else { continue }
      var entry = JSONObject()
      entry.add("value", estimate.value)
      if comparison.seeds > 1 {
        entry.add("low", estimate.low)
        entry.add("high", estimate.high)
      }
      entry.add("verdict", TransferVerdict(estimate, seeds: comparison.seeds).label)
      object.add(metric.rawValue, entry)
    }
    return object
  }

  private var isDataset: Bool { configuration.kind == "dataset" }

  /// Returns need two decimals, accuracies four.
  private var decimals: Int { isDataset ? 4 : 2 }

  private func decimals(_ metric: TransferComparison.Metric) -> Int {
    switch metric {
    case .transferRatio: 2
    case .stepsSaved: 0
    case .jumpstart, .asymptote, .totalReward: decimals
    }
  }

  private func signed(_ value: Double, _ decimals: Int? = nil) -> String {
    Numbers.signed(value, decimals ?? self.decimals)
  }
}

extension Numbers {
  /// A difference with its sign.
  static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    return value > 0 ? "+" + text : text
  }
}
