import Documents
import Experiments

/// Groups of runs of one task beside one another.
struct RunComparison {
  /// Scores at which the profile is printed.
  private static let thresholdCount = 9

  private let groups: [(group: RunGroup, report: ScoreReport, table: ScoreTable)]
  private let scale: ScoreScale
  private let target: Double?

  /// A comparison of at least one group.
  ///
  /// - Throws: `InputError` where they are of different tasks, or one has no finished run.
  init(_ groups: [RunGroup], target: Double?) throws {
    let first = groups[0].configuration
    for group in groups {
      let other = group.configuration
      guard other.task == first.task, other.taskVersion == first.taskVersion else {
        throw InputError(
          "'\(groups[0].name)' and '\(group.name)' are of different tasks: "
            + "\(first.task) of version \(first.taskVersion), "
            + "\(other.task) of version \(other.taskVersion)",
          remedy: "compare runs of one task at a time")
      }
    }
    self.groups = try groups.map { group in
      let report = try ScoreReport(group.runs)
      guard let table = report.table else {
        throw InputError(
          "'\(group.name)' has no finished run",
          remedy: "go on with it: apus train --resume \(group.runs[0].folder.path.shellQuoted)")
      }
      let unfinished = group.runs.count - report.rows.count
      if unfinished > 0 {
        Console.message(
          "\(group.name): \(unfinished) of \(group.runs.count) runs unfinished; they do not count")
      }
      return (group, report, table)
    }
    scale = ScoreScale(first)
    self.target = target
  }

  private var pairs: [(one: Int, other: Int, estimate: Estimate)] {
    groups.indices.flatMap { one in
      groups.indices.dropFirst(one + 1).map { other in
        let estimate = Bootstrap.table.estimate(groups[one].table, groups[other].table) {
          $0.probabilityOfImprovement(over: $1)
        }
        return (one, other, estimate)
      }
    }
  }

  private var profiles: [PerformanceProfile] {
    let thresholds = PerformanceProfile.thresholds(
      Self.thresholdCount, covering: groups.map(\.table))
    return groups.map { PerformanceProfile(of: $0.table, at: thresholds) }
  }

  private func gap(_ table: ScoreTable) -> Estimate? {
    target.map { target in Bootstrap.table.estimate(table) { $0.optimalityGap(below: target) } }
  }

  /// The tables.
  var text: String {
    let task = groups[0].group.task
    var header = ["runs", "seeds"] + Aggregate.allCases.reversed().map(\.label)
    if let target { header.append("short of \(scale.text(target))") }
    let scores = Table(
      header: header,
      rows: groups.map { group, report, table in
        let estimates = report.estimates.reversed().map { scale.text($0.estimate) }
        return [group.name, "\(report.rows.count)"] + estimates
          + (gap(table).map { [scale.text($0)] } ?? [])
      })
    var text = "\(task), \(scale.label) of the best policies, with 95 % intervals:\n" + scores.text
    if groups.count > 1 {
      let table = Table(
        header: ["probability", "that", "does better than"],
        rows: pairs.map { one, other, estimate in
          [percentages(estimate), groups[one].group.name, groups[other].group.name]
        })
      text += "\n\nprobability of improvement, with 95 % intervals:\n" + table.text
    }
    let profiles = profiles
    let table = Table(
      header: ["above"] + groups.map(\.group.name),
      rows: profiles[0].points.indices.map { index in
        [scale.text(profiles[0].points[index].threshold)]
          + profiles.map { percentages($0.points[index].share) }
      })
    return text + "\n\nshare of the runs that score above, with 95 % intervals:\n" + table.text
  }

  /// The same as one object.
  var json: JSONObject {
    var object = JSONObject()
    object.add(groups[0].group.configuration.kind, groups[0].group.task)
    object.add(
      "groups",
      groups.map { group, report, table in
        var entry = JSONObject()
        entry.add("name", group.name)
        report.add(to: &entry)
        if let gap = gap(table) { entry.add("optimalityGap", JSONObject(gap)) }
        return entry
      })
    object.add(
      "improvement",
      pairs.map { one, other, estimate in
        var entry = JSONObject(estimate)
        entry.add("of", groups[one].group.name)
        entry.add("over", groups[other].group.name)
        return entry
      })
    object.add(
      "profiles",
      zip(groups, profiles).map { group, profile in
        var entry = JSONObject()
        entry.add("name", group.group.name)
        entry.add(
          "points",
          profile.points.map { point in
            var estimate = JSONObject(point.share)
            estimate.add("above", point.threshold)
            return estimate
          })
        return entry
      })
    return object
  }

  private func percentages(_ estimate: Estimate) -> String {
    func text(_ share: Double) -> String { Numbers.fixed(100 * share, 0) }
    return "\(text(estimate.value)) % [\(text(estimate.low)), \(text(estimate.high))]"
  }
}
