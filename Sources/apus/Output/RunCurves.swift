import Documents
import Experiments
import Transfer
import Visualizer

/// Groups of runs as a chart of one of their metrics.
struct RunCurves {
  /// The title; nil takes the task, or the metric where there are several tasks.
  var title: String?

  private let groups: [RunGroup]
  private let metric: String
  private let aggregate: Aggregate
  private let smoothing: Int
  /// The curve of each run of each group.
  private let curves: [[[LearningCurve.Point]]]

  /// Reads the runs' curves.
  ///
  /// - Parameters:
  ///   - groups: Runs that belong together.
  ///   - metric: A column of `metrics.csv`; nil takes the one by which the training is judged.
  ///   - aggregate: The figure over the runs of a group.
  ///   - smoothing: How many values of a run are taken together.
  /// - Throws: `InputError` where a file cannot be read, the metric does not exist, or the groups do
  ///   not share an axis.
  init(groups: [RunGroup], metric: String?, aggregate: Aggregate, smoothing: Int) throws {
    let usual = groups.map(\.configuration.curveMetric)
    guard let first = groups.first, let ownMetric = metric ?? usual.first else {
      throw InputError("there are no runs to draw")
    }
    for group in groups where group.countsUpdates != first.countsUpdates {
      throw InputError(
        "\(first.name) counts \(first.stepUnit) and \(group.name) \(group.stepUnit)",
        remedy: "draw them in two charts")
    }
    if metric == nil, let other = usual.firstIndex(where: { $0 != ownMetric }) {
      throw InputError(
        "\(first.name) is judged by \(ownMetric) and \(groups[other].name) by \(usual[other])",
        remedy: "draw them in two charts, or name a column that both have with --metric")
    }
    self.groups = groups
    self.metric = ownMetric
    self.aggregate = aggregate
    self.smoothing = smoothing
    curves = try groups.map { group in
      try group.runs.map { try $0.folder.readCurve(ownMetric).smoothed(over: smoothing) }
    }
  }

  /// What was drawn: "2 lines of 20 runs".
  var summary: String {
    let (lines, runs) = (groups.count, groups.reduce(0) { $0 + $1.runs.count })
    return "\(lines) line\(lines == 1 ? "" : "s") of \(runs) run\(runs == 1 ? "" : "s")"
  }

  /// The learning curves.
  ///
  /// - Throws: `InputError` where no run has a value yet.
  func chart() throws -> LineChart {
    try refuseEmptiness()
    let series = zip(groups, curves).map { group, curves in
      let curve = CurveGroup(name: group.name, curves: curves, aggregate: aggregate)
      return LineChart.Series(
        name: shortName(group),
        points: curve.points.map { point in
          // A single run has no interval.
          point.runs == 1
            ? .init(x: Double(point.step), y: point.value)
            : .init(x: Double(point.step), y: point.value, low: point.low, high: point.high)
        })
    }
    var chart = LineChart(
      title: title ?? commonTask ?? metricName, xLabel: groups[0].stepUnit, yLabel: metricName,
      series: series)
    let figure = aggregate == .interquartileMean ? "inter-quartile mean" : aggregate.label
    chart.caption = caption(figure)
    return chart
  }

  /// The share of runs whose last value lies above each score.
  ///
  /// - Throws: `InputError` where a group has no value yet.
  func profile() throws -> LineChart {
    try refuseEmptiness()
    let tables = curves.map { curves in
      ScoreTable(curves.compactMap(\.last?.value).filter(\.isFinite))
    }
    // Between two scores nothing changes: those are all the places there are.
    let scores = Set(tables.flatMap(\.pooled)).sorted()
    let (lowest, highest) = (scores[0], scores[scores.count - 1])
    let room = highest > lowest ? (highest - lowest) / 20 : 1
    let thresholds = [lowest - room] + scores + [highest + room]
    let series = zip(groups, tables).map { group, table in
      let profile = PerformanceProfile(of: table, at: thresholds, bootstrap: .curve)
      return LineChart.Series(
        name: shortName(group),
        points: profile.points.map { point in
          let share = point.share
          return .init(x: point.threshold, y: share.value, low: share.low, high: share.high)
        }, isStepped: true)
    }
    var chart = LineChart(
      title: title ?? commonTask ?? "performance profile", xLabel: "\(metricName), last value",
      yLabel: "share of runs above it", series: series)
    chart.caption = caption("share")
    chart.yRange = 0...1
    chart.xRange = (lowest - room)...(highest + room)
    return chart
  }

  private func refuseEmptiness() throws {
    for (group, curves) in zip(groups, curves)
    where !curves.contains(where: { $0.last?.value.isFinite == true }) {
      throw InputError(
        "the runs of \(group.name) have no value of \(metric) yet",
        remedy: "let them train until their first evaluation, or name another column with --metric")
    }
  }

  /// The task of all groups; nil where they are of several.
  private var commonTask: String? {
    groups.allSatisfy { $0.task == groups[0].task } ? groups[0].task : nil
  }

  /// A group's name without the task that the title says.
  private func shortName(_ group: RunGroup) -> String {
    guard title == nil, let task = commonTask, group.name.hasPrefix("\(task)-") else {
      return group.name
    }
    return String(group.name.dropFirst(task.count + 1))
  }

  /// What lines and shades mean: "inter-quartile mean of 10 seeds; shaded: 95 % bootstrap interval".
  private func caption(_ figure: String) -> String {
    let counts = groups.map(\.runs.count).sorted()
    let (least, most) = (counts[0], counts[counts.count - 1])
    let seeds = least == most ? "\(most)" : "\(least) to \(most)"
    var text = most == 1 ? "one seed" : "\(figure) of \(seeds) seeds"
    if smoothing > 1 { text += ", over \(smoothing) values of each run" }
    return most == 1 ? text : text + "; shaded: 95 % bootstrap interval"
  }

  /// The metric in words, with its unit.
  private var metricName: String {
    switch metric {
    case "evaluationReturn": "return per episode (evaluation)"
    case "evaluationLength": "steps per episode (evaluation)"
    case "evaluationSuccess": "share of successful episodes (evaluation)"
    case "meanReturn": "return per episode (training)"
    case "meanLength": "steps per episode (training)"
    case "meanValue": "mean value of the chosen actions"
    case "testAccuracy": "accuracy on the test part"
    case "validationAccuracy": "accuracy in validation episodes"
    default: metric
    }
  }
}

extension RunGroup {
  /// Whether its runs count updates on a data set, not environment steps.
  fileprivate var countsUpdates: Bool { configuration.agent == nil }

  /// What its runs count.
  fileprivate var stepUnit: String { countsUpdates ? "updates" : "environment steps" }
}

extension [LearningCurve.Point] {
  /// Each value as the mean of the last so many, fewer at the beginning.
  fileprivate func smoothed(over count: Int) -> [LearningCurve.Point] {
    guard count > 1 else { return self }
    return indices.map { index in
      let window = self[Swift.max(0, index - count + 1)...index]
      let sum = window.reduce(0) { $0 + $1.value }
      return LearningCurve.Point(step: self[index].step, value: sum / Double(window.count))
    }
  }
}
