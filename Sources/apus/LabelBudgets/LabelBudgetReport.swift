import Determinism
import Documents
import Experiments
import Visualizer

/// What a source was worth at each number of labels.
struct LabelBudgetReport {
  /// The figures of one budget.
  struct Row {
    let name: String
    let count: Int
    let seeds: [UInt64]
    let transfer: [Double]
    let scratch: [Double]

    /// The mean over the seeds, with its interval.
    static func mean(_ scores: [Double]) -> Estimate? {
      guard !scores.isEmpty else { return nil }
      return Bootstrap.expanded(for: scores.count).estimate(pairs: scores.count) { drawn in
        drawn.reduce(0) { $0 + scores[$1] } / Double(drawn.count)
      }
    }

    /// How much better than from scratch, seed by seed; none where nothing is compared.
    var differences: [Double] { zip(transfer, scratch).map { $0 - $1 } }
  }

  let source: String
  let configuration: RunConfiguration
  let isProbe: Bool
  let rows: [Row]

  /// Reads the scores of finished runs; those that were not tested yet are tested now.
  init(
    _ runs: LabelBudgetRuns, source: String, configuration: RunConfiguration, isProbe: Bool
  ) throws {
    self.source = source
    self.configuration = configuration
    self.isProbe = isProbe
    rows = try runs.rows.map { row in
      Row(
        name: row.name, count: row.count, seeds: row.transfer.map(\.configuration.seed),
        transfer: try row.transfer.map { try TestScores.kept($0).score },
        scratch: try row.scratch.map { try TestScores.kept($0).score })
    }
  }

  private var scale: ScoreScale { ScoreScale(configuration) }
  private var isCompared: Bool { rows.contains { !$0.scratch.isEmpty } }
  private var arm: String { isProbe ? "linear probe" : "fine-tuned" }

  /// Prints the table or the object.
  func print(style: TrainingDisplay.Style) {
    switch style {
    case .quiet, .figures: return
    case .json: Console.result(json.text)
    case .bar, .lines:
      Console.result(
        "\n\(source) on \(configuration.task), \(scale.label) on the test part, "
          + (rows.first.map { $0.seeds.count == 1 ? "one seed" : "mean of \($0.seeds.count) seeds" }
            ?? "") + " with 95 % intervals:")
      Console.result(Table(header: header, rows: rows.map(cells), alignsRight: true).text)
    }
  }

  private var header: [String] {
    ["labels", arm] + (isCompared ? ["from scratch", "difference", "transfer"] : [])
  }

  private func cells(_ row: Row) -> [String] {
    var cells = [Numbers.grouped(row.count), text(row.transfer)]
    guard isCompared else { return cells }
    cells.append(text(row.scratch))
    let differences = row.differences
    cells.append(text(differences, isDifference: true))
    cells.append(verdict(row))
    return cells
  }

  /// "81.70 % [81.02, 82.40]"; of a difference in points.
  private func text(_ scores: [Double], isDifference: Bool = false) -> String {
    guard let estimate = Row.mean(scores) else { return "-" }
    let isShare = scale == .accuracy
    func figure(_ value: Double) -> String {
      let sign = isDifference && value > 0 ? "+" : ""
      return sign + Numbers.fixed(isShare ? 100 * value : value, isShare ? 2 : 4)
    }
    let unit = isShare && !isDifference ? " %" : ""
    let interval =
      scores.count > 1 ? " [\(figure(estimate.low)), \(figure(estimate.high))]" : ""
    return figure(estimate.value) + unit + interval
  }

  private func verdict(_ row: Row) -> String {
    guard let estimate = Row.mean(row.differences) else { return "-" }
    return TransferVerdict(estimate, seeds: row.differences.count).label
  }

  // MARK: Files

  /// Writes one file for each name, whose ending says what.
  ///
  /// - Throws: `InputError` where one cannot be written.
  func write(to files: [String]) throws {
    for file in files {
      let name = file.lowercased()
      if name.hasSuffix(".svg") {
        try writeAtomically(chart.svg(), to: file)
      } else if name.hasSuffix(".png") {
        try writeAtomically(chart.png(), to: file)
      } else if name.hasSuffix(".csv") {
        try writeAtomically(csv, to: file)
      } else {
        try writeAtomically(json.text + "\n", to: file)
      }
      Console.message("wrote \(file)")
    }
  }

  /// A row for each budget and seed, and for each budget over the seeds with its interval.
  var csv: String {
    var lines = ["labels,seed,arm,score,low,high,verdict"]
    for row in rows {
      for (arm, scores) in [("finetuned", row.transfer), ("scratch", row.scratch)] {
        for (seed, score) in zip(row.seeds, scores) {
          lines.append("\(row.count),\(seed),\(arm),\(score),,,")
        }
      }
      for (arm, scores) in [
        ("finetuned", row.transfer), ("scratch", row.scratch), ("difference", row.differences),
      ] {
        guard let estimate = Row.mean(scores) else { continue }
        let interval = scores.count > 1 ? "\(estimate.low),\(estimate.high)" : ","
        lines.append(
          "\(row.count),all,\(arm),\(estimate.value),\(interval),"
            + (arm == "difference" ? verdict(row) : ""))
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same as one object.
  var json: JSONObject {
    var object = JSONObject()
    object.add("event", "result")
    object.add("source", source)
    object.add(configuration.kind, configuration.task)
    object.add("linearProbe", isProbe)
    object.add(
      "budgets",
      rows.map { row in
        var entry = JSONObject()
        entry.add("labels", row.count)
        entry.add("name", row.name)
        entry.add("seeds", row.seeds.map { Int(clamping: $0) })
        for (key, scores) in [
          ("finetuned", row.transfer), ("scratch", row.scratch), ("difference", row.differences),
        ] {
          guard let estimate = Row.mean(scores) else { continue }
          var arm = JSONObject(estimate)
          arm.add("scores", scores)
          entry.add(key, arm)
        }
        if !row.scratch.isEmpty { entry.add("verdict", verdict(row)) }
        return entry
      })
    return object
  }

  /// The curves over the number of labels, whose axis goes by powers of ten.
  var chart: LineChart {
    func series(_ name: String, _ scores: (Row) -> [Double]) -> LineChart.Series {
      LineChart.Series(
        name: name,
        points: rows.compactMap { row in
          let x = ExactMath.log(Double(row.count)) / ExactMath.log(10)
          let found = scores(row)
          guard let estimate = Row.mean(found) else { return nil }
          return found.count == 1
            ? .init(x: x, y: estimate.value)
            : .init(x: x, y: estimate.value, low: estimate.low, high: estimate.high)
        })
    }
    var chart = LineChart(
      title: "\(configuration.task) with few labels",
      xLabel: "labels, as a power of ten (2: a hundred)",
      yLabel: "\(scale.label) on the test part",
      series: [series("\(arm) from \(source)") { $0.transfer }]
        + (isCompared ? [series("from scratch") { $0.scratch }] : []))
    let seeds = rows.first?.seeds.count ?? 0
    chart.caption =
      seeds == 1 ? "one seed" : "mean of \(seeds) seeds; shaded: 95 % bootstrap interval"
    return chart
  }
}
