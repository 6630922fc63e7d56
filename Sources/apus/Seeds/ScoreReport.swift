import Experiments

/// The tests of a group of runs: a table with a row for each, and what sums them up.
struct ScoreReport {
  /// A finished run and its test.
  struct Row {
    let run: RunRecord
    let scores: TestScores
  }

  let rows: [Row]

  /// The report of those runs that are finished.
  ///
  /// - Throws: `InputError` where a run's files cannot be read or its policy cannot be tested.
  init(_ runs: [RunRecord]) throws {
    rows = try runs.filter(\.isFinished).map { Row(run: $0, scores: try TestScores.kept($0)) }
  }

  /// The scores; nil where no run is finished.
  var table: ScoreTable? { rows.isEmpty ? nil : ScoreTable(rows.map(\.scores.score)) }

  /// Mean, median and inter-quartile mean with their intervals.
  var estimates: [(aggregate: Aggregate, estimate: Estimate)] {
    guard let table else { return [] }
    return Aggregate.allCases.map { aggregate in
      (aggregate, Bootstrap.table.estimate(table, aggregate.callAsFunction))
    }
  }

  /// The table, seed by seed.
  func text(_ scale: ScoreScale) -> String {
    var header = ["seed", scale.label]
    if scale == .meanReturn { header += ["± of episodes", "length", "success"] }
    header += ["best at step", "time", "run"]
    return Table(header: header, rows: rows.map { cells($0, scale) }).text
  }

  private func cells(_ row: Row, _ scale: ScoreScale) -> [String] {
    var cells = ["\(row.run.configuration.seed)", scale.text(row.scores.score)]
    if case .episodes(let scores) = row.scores.result {
      cells += [
        Numbers.score(scores.stdReturn), Numbers.fixed(scores.meanLength, 1),
        "\(Numbers.fixed(100 * scores.successRate, 0)) %",
      ]
    }
    return cells + [
      Numbers.grouped(row.scores.step),
      row.run.folder.trainingSeconds.map(Numbers.duration) ?? "-", row.run.folder.path,
    ]
  }

  /// The lines of what sums the runs up.
  func summary(_ scale: ScoreScale) -> String {
    let rows = estimates.map { aggregate, estimate in
      [
        aggregate.label,
        self.rows.count > 1 ? scale.text(estimate) : scale.text(estimate.value),
      ]
    }
    return Table(header: [], rows: rows).text
  }

  /// The rows and what sums them up, as keys of a JSON object.
  func add(to object: inout JSONObject) {
    object.add("runs", rows.map(Self.object))
    for (aggregate, estimate) in estimates {
      object.add(aggregate.rawValue, JSONObject(estimate))
    }
  }

  private static func object(_ row: Row) -> JSONObject {
    var object = JSONObject()
    object.add("run", row.run.folder.path)
    object.add("seed", Int(clamping: row.run.configuration.seed))
    object.add("step", row.scores.step)
    object.add("score", row.scores.score)
    switch row.scores.result {
    case .episodes(let scores): object.add(scores)
    case .predictions(let scores): object.add(scores)
    }
    object.add("seconds", row.run.folder.trainingSeconds)
    object.add("sha256", row.scores.policyHash)
    return object
  }
}

extension JSONObject {
  /// A figure with the ends of its interval.
  init(_ estimate: Estimate) {
    self.init()
    add("value", estimate.value)
    add("low", estimate.low)
    add("high", estimate.high)
  }
}
