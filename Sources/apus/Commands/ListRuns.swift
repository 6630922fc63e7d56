import ArgumentParser
import Documents
import Experiments

/// `apus runs list`.
struct ListRuns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs with their state and scores.",
    discussion: """
      The best score is that of the best evaluation during the training; on a data set it is what \
      the saved network reached on the test part. Below, each group of seeds with the inter-quartile mean of \
      its test scores.

      Examples:
        apus runs list
        apus runs list experiments/ --json
        apus runs list --markdown
      """)

  @Argument(help: "The folder to look in.")
  var folder = "runs"

  @Flag(help: "Print one JSON object per run.")
  var json = false

  @Flag(help: "Print the results as a table in Markdown, a row for each group of seeds.")
  var markdown = false

  func validate() throws {
    if json && markdown { throw ValidationError("--json and --markdown exclude each other.") }
  }

  mutating func run() throws {
    guard FileSystem.exists(folder) else {
      return json ? () : Console.message("no runs yet: there is no folder '\(folder)'")
    }
    let runs = try FileSystem.entries(of: folder)
      .map { RunFolder(path: "\(folder)/\($0)") }.filter(\.isRun).map(RunState.init)
    // A run whose configuration cannot be read is in the list, but in no group.
    let groups = try RunGroup.groups(of: runs.filter { $0.configuration != nil }.map(\.folder))
    if json {
      for run in runs { Console.result(run.json.text) }
    } else if runs.isEmpty {
      Console.message("no runs in '\(folder)'; begin one with: apus train four-rooms")
    } else if markdown {
      Console.result(try ResultsTable(groups).text)
    } else {
      Console.result(
        Table(
          header: ["run", "task", "seed", "steps", "state", "best score", "success"],
          rows: runs.map(\.row)
        ).text)
      try show(groups.filter { $0.runs.count > 1 })
    }
  }

  private func show(_ groups: [RunGroup]) throws {
    guard !groups.isEmpty else { return }
    Console.result("")
    Console.result(
      Table(
        header: ["group", "seeds", "finished", "IQM of test scores [95 %]"],
        rows: try groups.map { group in
          let scores = try group.runs.compactMap { try TestScores.read($0.folder)?.score }
          let figure =
            scores.isEmpty
            ? "-"
            : ScoreScale(group.configuration).text(
              Bootstrap.table.estimate(ScoreTable(scores), \.interquartileMean))
          return [
            group.name, group.runs.map { "\($0.configuration.seed)" }.joined(separator: ","),
            "\(group.runs.filter(\.isFinished).count)/\(group.runs.count)", figure,
          ]
        }
      ).text)
  }
}
