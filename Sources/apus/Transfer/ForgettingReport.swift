import Experiments

/// What fine-tuned runs have forgotten of the task that their weights come from.
struct ForgettingReport {
  /// The task of the source.
  let task: String
  /// What was found for each seed; none where the network does not fit that task.
  let rows: [(seed: UInt64, found: Forgetting)]
  /// Why there is nothing to find; nil where there is.
  let obstacle: String?
  /// How much was lost, with its interval; nil where there is nothing to find.
  let drop: Estimate?

  /// Tests the networks of finished runs.
  ///
  /// - Throws: `InputError` where a file is damaged or the source has gone.
  init(_ runs: [RunRecord], task: String) throws {
    self.task = task
    var rows: [(seed: UInt64, found: Forgetting)] = []
    var obstacle: String?
    for run in runs {
      switch try Forgetting.kept(run) {
      case .measured(let found): rows.append((run.configuration.seed, found))
      case .doesNotFit(let reason): obstacle = reason
      }
      // All runs are of one task: what one does not fit, none does.
      if obstacle != nil { break }
    }
    self.rows = rows.sorted { $0.seed < $1.seed }
    self.obstacle = obstacle
    let drops = self.rows.map(\.found.drop)
    drop =
      drops.isEmpty
      ? nil
      : Bootstrap.expanded(for: drops.count).estimate(pairs: drops.count) { drawn in
        drawn.reduce(0) { $0 + drops[$1] } / Double(drawn.count)
      }
  }

  /// What the interval says.
  var verdict: String {
    guard let drop else { return obstacle ?? "nothing was tested" }
    switch TransferVerdict(drop, seeds: rows.count) {
    case .positive: return "forgotten"
    case .noneShown: return "no forgetting shown"
    case .negative: return "better than before"
    case .tooFewSeeds(let count): return TransferVerdict.tooFewSeeds(count).label
    }
  }

  /// The lines about it.
  func text(_ figure: (Double) -> String) -> String {
    guard let drop else { return "forgetting of \(task): not measured: \(verdict)" }
    func mean(_ value: (Forgetting) -> Double) -> String {
      figure(rows.reduce(0) { $0 + value($1.found) } / Double(rows.count))
    }
    let interval =
      rows.count > 1 ? " [\(figure(drop.low)), \(figure(drop.high))]" : ""
    return "forgetting of \(task): \(mean(\.before)) before, \(mean(\.after)) after, lost "
      + "\(figure(drop.value))\(interval): \(verdict)"
  }

  /// The same as one object.
  var json: JSONObject {
    var object = drop.map { JSONObject($0) } ?? JSONObject()
    object.add("task", task)
    object.add("verdict", verdict)
    object.add(
      "seeds",
      rows.map { seed, found in
        var entry = JSONObject()
        entry.add("seed", Int(clamping: seed))
        entry.add("before", found.before)
        entry.add("after", found.after)
        return entry
      })
    return object
  }
}
