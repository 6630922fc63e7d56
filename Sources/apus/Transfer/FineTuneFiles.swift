import Documents
import Experiments
import Visualizer

/// A report of fine-tuning as files: curves as a picture, figures as text.
struct FineTuneFiles {
  private static let endings = [".svg", ".png", ".csv", ".json"]

  private let report: FineTuneReport

  /// The files of a report.
  init(_ report: FineTuneReport) { self.report = report }

  /// Refuses names of files that end otherwise than in `.svg`, `.png`, `.csv` or `.json`.
  static func check(_ files: [String], endings: [String] = Self.endings) throws {
    for file in files where !endings.contains(where: { file.lowercased().hasSuffix($0) }) {
      throw InputError(
        "--out: expected a name that ends in \(endings.joined(separator: ", ")), "
          + "got '\(shown(file))'")
    }
  }

  /// Writes one file for each name, whose ending says what.
  ///
  /// - Throws: `InputError` where one cannot be written.
  func write(to files: [String]) throws {
    for file in files {
      let name = file.lowercased()
      if name.hasSuffix(".svg") {
        try writeAtomically(try chart().svg(), to: file)
      } else if name.hasSuffix(".png") {
        try writeAtomically(try chart().png(), to: file)
      } else if name.hasSuffix(".csv") {
        try writeAtomically(try csv(), to: file)
      } else {
        try writeAtomically(try report.json.text + "\n", to: file)
      }
      Console.message("wrote \(file)")
    }
  }

  /// The curves from before the first step, summed up over the seeds.
  private func chart() throws -> LineChart {
    let trial = report.trial
    let groups = [("fine-tuned from \(trial.source)", trial.fineTuned), ("scratch", trial.scratch)]
    let configuration = trial.fineTuned[0].configuration
    let series = try groups.filter { !$0.1.isEmpty }.map { name, runs in
      let curve = CurveGroup(
        name: name, curves: try runs.map { try $0.learningCurve().points }, aggregate: .mean)
      return LineChart.Series(
        name: name,
        points: curve.points.map { point in
          point.runs == 1
            ? .init(x: Double(point.step), y: point.value)
            : .init(x: Double(point.step), y: point.value, low: point.low, high: point.high)
        })
    }
    var chart = LineChart(
      title: configuration.task,
      xLabel: configuration.agent == nil ? "updates" : "environment steps",
      yLabel: ScoreScale(configuration).label, series: series)
    let count = trial.fineTuned.count
    chart.caption =
      count == 1 ? "one seed" : "mean of \(count) seeds; shaded: 95 % bootstrap interval"
    if let comparison = report.comparison {
      chart.caption += "; transfer: \(comparison.verdict.label)"
    }
    return chart
  }

  /// A row for each seed and metric, and for each metric over the seeds with its interval.
  private func csv() throws -> String {
    var lines = ["seed,metric,value,low,high,verdict"]
    if let comparison = report.comparison {
      for (pair, metrics) in zip(comparison.pairs, comparison.metrics) {
        for metric in TransferComparison.Metric.allCases {
          guard let value = metrics.value(metric) else { continue }
          lines.append("\(pair.seed),\(metric.rawValue),\(value),,,")
        }
      }
      for metric in TransferComparison.Metric.allCases {
        guard let estimate = comparison.estimate(metric) else { continue }
        let interval = comparison.seeds > 1 ? "\(estimate.low),\(estimate.high)" : ","
        let verdict = TransferVerdict(estimate, seeds: comparison.seeds).label
        lines.append("all,\(metric.rawValue),\(estimate.value),\(interval),\(verdict)")
      }
    }
    let forgetting = report.forgetting
    lines += forgetting.rows.map { "\($0.seed),forgetting,\($0.found.drop),,," }
    if let drop = forgetting.drop {
      let interval = forgetting.rows.count > 1 ? "\(drop.low),\(drop.high)" : ","
      lines.append("all,forgetting,\(drop.value),\(interval),\(forgetting.verdict)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
