import ArgumentParser
import Documents
import Experiments
import Transfer

/// `apus runs show`.
struct ShowRun: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one run: what it is made of, its learning curve, what it reached.",
    discussion: """
      Example:
        apus runs show runs/cartpole-dqn-s1-1
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var path: String

  @Flag(help: "Print one JSON object.")
  var json = false

  mutating func run() throws {
    let folder = try RunFolder.open(path)
    let state = RunState(folder)
    let record = try RunRecord(folder)
    let curve = try folder.readCurve(record.configuration.curveMetric).filter(\.value.isFinite)
    let test =
      record.isFinished && record.configuration.pretraining == nil
      ? try TestScores.kept(record) : nil
    if json {
      printJSON(state, record, curve, test)
    } else {
      try printText(state, record, curve, test)
    }
  }

  private func printText(
    _ state: RunState, _ record: RunRecord, _ curve: [LearningCurve.Point], _ test: TestScores?
  ) throws {
    let configuration = record.configuration
    let changes = try configuration.changesFromRecommended()
    let unit =
      configuration.fewShot != nil
      ? "updates" : configuration.training == nil ? "steps" : "epochs"
    var rows = [
      ["run", record.folder.path],
      ["made of", "\(configuration.name), seed \(configuration.seed)"],
      ["command", configuration.command],
      [
        "state",
        "\(state.state), \(Numbers.grouped(try record.roundsDone())) of "
          + "\(Numbers.grouped(configuration.rounds)) \(unit)"
          + (record.folder.trainingSeconds.map { " in \(Numbers.duration($0))" } ?? ""),
      ],
    ]
    if changes.isEmpty { rows.append(["changed", "nothing: it is as recommended"]) }
    for (index, change) in changes.enumerated() {
      rows.append([
        index == 0 ? "changed" : "",
        "\(change.key): \(change.value) (recommended: \(change.recommended ?? "none"))",
      ])
    }
    switch test?.result {
    case .episodes(let scores):
      rows.append(["test", TrainingSummary.reached(scores, optimum: nil)])
    case .predictions(let scores): rows.append(["test", scores.headline])
    case nil:
      if case .encoder(let encoder) = state.best {
        rows.append(["test", encoder.scores ?? "none before the training has ended"])
        break
      }
      rows.append(["test", "none before the training has ended"])
    }
    if let test {
      rows.append(["policy", "\(record.folder.policy), of step \(Numbers.grouped(test.step))"])
      rows.append(["sha256", test.policyHash])
    }
    Console.result(Table(header: [], rows: rows).text)
    guard curve.count > 1 else { return }
    Console.result("\n\(ScoreScale(configuration).label) of the evaluations:")
    Console.result(
      TextChart(points: curve.map { ($0.step, $0.value) }, columns: 60, rows: 10)
        .text(ScoreScale(configuration).text))
  }

  private func printJSON(
    _ state: RunState, _ record: RunRecord, _ curve: [LearningCurve.Point], _ test: TestScores?
  ) {
    var object = state.json
    if let changes = try? record.configuration.changesFromRecommended() {
      object.add("changed", changes.map { "\($0.key)=\($0.value)" })
    }
    object.add("command", record.configuration.command)
    object.add("seconds", record.folder.trainingSeconds)
    if let test {
      object.add("score", test.score)
      object.add("sha256", test.policyHash)
    }
    object.add("curveSteps", curve.map(\.step))
    object.add("curveValues", curve.map(\.value))
    Console.result(object.text)
  }
}
