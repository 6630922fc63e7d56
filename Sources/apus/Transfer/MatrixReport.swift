import Experiments
import Visualizer

/// A matrix of transfers as tables, as JSON and as a picture.
struct MatrixReport {
  let figures: MatrixFigures
  /// The metric of the cells.
  let metric: TransferComparison.Metric

  /// What the marks mean.
  private var caption: String {
    let seeds = figures.seeds == 1 ? "one seed" : "\(figures.seeds) seeds"
    return "\(seeds); † the 95 % interval holds 0 or the seeds are too few; "
      + "diagonal: the sources' asymptotes"
  }

  /// A figure with its sign, and a dagger where nothing is shown.
  private func text(_ estimate: Estimate) -> String {
    let verdict = figures.verdict(estimate)
    let mark = verdict == .positive || verdict == .negative ? "" : "†"
    return signed(estimate.value, metric) + mark
  }

  private func signed(_ value: Double, _ metric: TransferComparison.Metric) -> String {
    value.isInfinite
      ? (value > 0 ? "+∞" : "-∞") : Numbers.signed(value, metric == .stepsSaved ? 0 : 2)
  }

  private func text(_ cell: MatrixFigures.Cell, _ source: Int, _ target: Int) -> String {
    switch cell {
    case .scratch(let estimate): Numbers.fixed(estimate.value, 2)
    case .transfer: figures.estimate(metric, from: source, to: target).map(text) ?? "-"
    case .incompatible: "does not fit"
    }
  }

  /// The tables.
  var text: String {
    let tasks = figures.tasks
    let square = Table(
      header: ["from \\ to"] + tasks,
      rows: tasks.indices.map { source in
        [tasks[source]]
          + tasks.indices.map { text(figures.cells[source][$0], source, $0) }
      }, alignsRight: true)
    var lines = ["\(metric.label), \(caption):", square.text, "", pairs.text]
    for (source, row) in zip(tasks, figures.cells) {
      for (target, cell) in zip(tasks, row) {
        if case .incompatible(let reason) = cell {
          lines.append("\(source) to \(target) does not fit: \(reason)")
        }
      }
    }
    return lines.joined(separator: "\n")
  }

  private var pairs: Table {
    var rows: [[String]] = []
    for (source, row) in zip(figures.tasks, figures.cells) {
      for (target, cell) in zip(figures.tasks, row) {
        guard case .transfer(let found, let forgotten) = cell else { continue }
        let metrics: [TransferComparison.Metric] = [
          .jumpstart, .asymptote, .totalReward, .transferRatio,
        ]
        let texts = metrics.map { metric in
          found.first { $0.metric == metric }.map { interval($0.estimate, metric) } ?? "-"
        }
        let total = found.first { $0.metric == .totalReward }?.estimate
        rows.append(
          [source, target] + texts + [
            forgotten.map { Numbers.fixed($0.value, 2) } ?? "-",
            total.map { figures.verdict($0).label } ?? "-",
          ])
      }
    }
    return Table(
      header: [
        "from", "to", "jumpstart [95 %]", "asymptote [95 %]", "total reward [95 %]",
        "transfer ratio [95 %]", "forgotten", "verdict",
      ], rows: rows)
  }

  private func interval(_ estimate: Estimate, _ metric: TransferComparison.Metric) -> String {
    let value = signed(estimate.value, metric)
    guard figures.seeds > 1 else { return value }
    return "\(value) [\(signed(estimate.low, metric)), \(signed(estimate.high, metric))]"
  }

  /// The same as one object.
  var json: JSONObject {
    var object = JSONObject()
    object.add("event", "result")
    object.add("tasks", figures.tasks)
    object.add("seeds", figures.seeds)
    var entries: [JSONObject] = []
    for (source, row) in zip(figures.tasks, figures.cells) {
      for (target, cell) in zip(figures.tasks, row) {
        var entry = JSONObject()
        entry.add("source", source)
        entry.add("target", target)
        switch cell {
        case .scratch(let estimate): entry.add("scratch", JSONObject(estimate))
        case .incompatible(let reason): entry.add("incompatible", reason)
        case .transfer(let found, let forgotten):
          for (metric, estimate) in found {
            var figure = JSONObject(estimate)
            figure.add("verdict", figures.verdict(estimate).label)
            entry.add(metric.rawValue, figure)
          }
          if let forgotten { entry.add("forgetting", JSONObject(forgotten)) }
        }
        entries.append(entry)
      }
    }
    object.add("cells", entries)
    return object
  }

  /// The map of the metric.
  var heatMap: HeatMap {
    let tasks = figures.tasks
    let values = tasks.indices.map { source in
      tasks.indices.map { figures.estimate(metric, from: source, to: $0)?.value }
    }
    var map = HeatMap(
      title: "\(metric.label), from task to task", caption: caption, rowLabel: "from",
      columnLabel: "to", rows: tasks, columns: tasks,
      cells: tasks.indices.map { source in
        tasks.indices.map { target in
          .init(
            value: values[source][target],
            text: text(figures.cells[source][target], source, target))
        }
      })
    // Shares are full at ±1; what has a unit, at the largest figure there is.
    let largest = values.flatMap { $0 }.compactMap { $0 }.filter(\.isFinite).map(abs).max() ?? 1
    map.scale = metric == .transferRatio || largest == 0 ? 1 : largest
    return map
  }
}
