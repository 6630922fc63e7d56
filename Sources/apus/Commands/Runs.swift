import ArgumentParser
import Documents
import Experiments

/// `apus runs`: what is in the folder of runs.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the runs with their state and scores.",
    discussion: """
      The score is the mean return of the best evaluation during the training.

      Examples:
        apus runs
        apus runs experiments/ --json
      """)

  @Argument(help: "The folder to look in.")
  var folder = "runs"

  @Flag(help: "Print one JSON object per run.")
  var json = false

  mutating func run() throws {
    guard FileSystem.exists(folder) else {
      return json ? () : Console.message("no runs yet: there is no folder '\(folder)'")
    }
    let runs = try FileSystem.entries(of: folder)
      .map { RunFolder(path: "\(folder)/\($0)") }.filter(\.isRun).map(RunState.init)
    if json {
      for run in runs { Console.result(run.json.text) }
    } else if runs.isEmpty {
      Console.message("no runs in '\(folder)'; begin one with: apus train four-rooms")
    } else {
      Console.result(
        Table(
          header: ["run", "environment", "seed", "steps", "state", "best return", "success"],
          rows: runs.map(\.row)
        ).text)
    }
  }
}

/// What is known of a run from its small files.
private struct RunState {
  let folder: RunFolder
  let configuration: RunConfiguration?
  let step: Int
  let scores: EvaluationScores?
  let state: String

  init(_ folder: RunFolder) {
    self.folder = folder
    configuration = try? folder.readConfiguration()
    step = (try? Policy.load(folder.lastPolicy).step) ?? 0
    scores = try? Policy.load(folder.policy).scores
    if RunLock.isHeld(folder) {
      state = "training"
    } else if let configuration {
      state = step >= configuration.agent.steps ? "finished" : "stopped"
    } else {
      state = "damaged"
    }
  }

  var row: [String] {
    [
      folder.path, configuration?.environment ?? "-", configuration.map { "\($0.seed)" } ?? "-",
      "\(Numbers.grouped(step))/\(configuration.map { Numbers.grouped($0.agent.steps) } ?? "-")",
      state, Numbers.score(scores?.meanReturn),
      scores.map { "\(Numbers.fixed(100 * $0.successRate, 0)) %" } ?? "-",
    ]
  }

  var json: JSONObject {
    var object = JSONObject()
    object.add("run", folder.path)
    object.add("state", state)
    object.add("step", step)
    if let configuration {
      object.add("environment", configuration.environment)
      object.add("seed", Int(clamping: configuration.seed))
      object.add("totalSteps", configuration.agent.steps)
    }
    if let scores {
      var best = JSONObject()
      best.add(scores)
      object.add("best", best)
    }
    return object
  }
}
