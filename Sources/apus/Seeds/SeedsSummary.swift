import Experiments

/// The last lines of several trainings: seed by seed, then what sums them up.
struct SeedsSummary {
  /// A run that did not get to its end, and why.
  struct Failure {
    let run: RunRecord
    let message: String
  }

  let runs: [RunRecord]
  let failures: [Failure]
  /// What names the runs together: a pattern or a folder.
  let name: String
  /// Seconds that all of it took.
  let seconds: Double

  /// Prints the table, mean, median and inter-quartile mean of each kind of run, and the time.
  ///
  /// - Parameter style: How.
  /// - Throws: `InputError` where a file of a run cannot be read.
  func print(style: TrainingDisplay.Style) throws {
    if style == .quiet || style == .figures { return }
    let groups = try RunGroup.groups(of: runs.map(\.folder).filter(\.isRun))
    for group in groups {
      let report = try ScoreReport(group.runs)
      guard !report.rows.isEmpty else { continue }
      if style == .json {
        printJSON(group, report)
      } else {
        printText(group, report)
      }
    }
    guard style != .json else { return }
    Console.result("time  \(Numbers.duration(seconds))")
    Console.result("next  apus runs compare \(name.shellQuoted)")
  }

  private func printJSON(_ group: RunGroup, _ report: ScoreReport) {
    var object = JSONObject()
    object.add("event", "summary")
    object.add(group.configuration.kind, group.task)
    object.add("group", group.name)
    object.add("name", name)
    object.add("seconds", seconds)
    report.add(to: &object)
    object.add("failed", failures.map(\.run.folder.path))
    Console.result(object.text)
  }

  private func printText(_ group: RunGroup, _ report: ScoreReport) {
    let scale = ScoreScale(group.configuration)
    let test =
      scale == .meanReturn ? "over \(TestScores.episodes) test episodes" : "on the test part"
    Console.result("\n\(group.name), \(scale.label) of the best policy \(test):")
    Console.result(report.text(scale))
    Console.result("\n" + report.summary(scale))
    if report.rows.count > 1 {
      Console.result("in brackets: 95 % intervals of a bootstrap over the seeds")
    }
  }

  /// Says which runs failed and how to go on; equal reasons are told once.
  func printFailures(resume: String) {
    var messages: [String] = []
    for failure in failures where !messages.contains(failure.message) {
      messages.append(failure.message)
    }
    for message in messages {
      let seeds = failures.filter { $0.message == message }
        .map { "\($0.run.configuration.seed)" }.joined(separator: ", ")
      Console.message("apus: seed\(seeds.contains(",") ? "s" : "") \(seeds): \(message)")
    }
    if failures.contains(where: { $0.run.folder.isRun }) {
      Console.message("  go on with: \(resume)")
    }
  }

  /// Says that the trainings were stopped, and how to go on.
  func printStop(resume: String, unfinished: Int, style: TrainingDisplay.Style) {
    switch style {
    case .json:
      var object = JSONObject()
      object.add("event", "stopped")
      object.add("name", name)
      object.add("unfinished", unfinished)
      object.add("resume", resume)
      Console.result(object.text)
    case .quiet, .figures: break
    case .bar, .lines:
      Console.message(
        "stopped with \(unfinished) of \(runs.count) runs unfinished; everything is saved")
      Console.message("  go on with: \(resume)")
    }
  }
}
