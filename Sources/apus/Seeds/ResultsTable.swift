import Experiments

/// The results of groups of runs as a table in Markdown.
struct ResultsTable {
  /// The table, without a line end after the last row.
  let text: String

  /// The table of groups, a row for each that has a finished run.
  ///
  /// - Throws: `InputError` where a file of a run cannot be read or its policy cannot be tested.
  init(_ groups: [RunGroup]) throws {
    let header = [
      "task", "runs", "length", "seeds", "IQM [95 %]", "mean [95 %]", "seed by seed",
      "time of a run", "command",
    ]
    var rows = [header, header.map { _ in "---" }]
    for group in groups {
      let report = try ScoreReport(group.runs)
      guard !report.rows.isEmpty else { continue }
      rows.append(Self.row(group, report))
    }
    text = rows.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  private static func row(_ group: RunGroup, _ report: ScoreReport) -> [String] {
    let configuration = group.configuration
    let scale = ScoreScale(configuration)
    let estimates = report.estimates
    func text(_ aggregate: Aggregate) -> String {
      estimates.first { $0.aggregate == aggregate }.map { scale.text($0.estimate) } ?? "-"
    }
    let seconds = report.rows.compactMap(\.run.folder.trainingSeconds)
    let time = seconds.reduce(0, +) / Double(max(1, seconds.count))
    let unfinished = group.runs.count - report.rows.count
    let unit =
      configuration.fewShot != nil
      ? "updates" : configuration.training == nil ? "steps" : "epochs"
    return [
      configuration.task, String(group.name.dropFirst(configuration.task.count + 1)),
      "\(Numbers.grouped(configuration.rounds)) \(unit)",
      "\(report.rows.count)" + (unfinished > 0 ? " (\(unfinished) unfinished)" : ""),
      text(.interquartileMean), text(.mean),
      report.rows.map { scale.text($0.scores.score) }.joined(separator: ", "),
      seconds.isEmpty ? "-" : Numbers.duration(time), "`\(command(of: configuration))`",
    ]
  }

  /// The command line that began a run, with the program's name in place of its path.
  private static func command(of configuration: RunConfiguration) -> String {
    let words = configuration.command.split(separator: " ", maxSplits: 1)
    return (["apus"] + words.dropFirst().map(String.init)).joined(separator: " ")
  }
}
