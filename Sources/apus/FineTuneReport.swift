import Experiments
import Transfer

/// What fine-tuning was worth, seed by seed and on the mean curve.
struct FineTuneReport {
  /// One run and its learning curve.
  struct Run {
    let folder: RunFolder
    let curve: LearningCurve
  }

  /// The two runs of one seed.
  struct Pair {
    let seed: UInt64
    let transfer: Run
    let scratch: Run
  }

  let source: String
  let environment: String
  let pairs: [Pair]
  let threshold: Double?

  /// Prints the comparison.
  func print(style: TrainingDisplay.Style) throws {
    let rows = pairs.map { pair in
      (
        "\(pair.seed)",
        TransferMetrics(
          transfer: pair.transfer.curve, scratch: pair.scratch.curve, threshold: threshold)
      )
    }
    let mean = TransferMetrics(
      transfer: .mean(of: pairs.map(\.transfer.curve)),
      scratch: .mean(of: pairs.map(\.scratch.curve)), threshold: threshold)
    switch style {
    case .quiet: return
    case .json: printJSON(rows, mean)
    case .bar, .lines: printTable(rows, mean)
    }
  }

  private func printTable(_ rows: [(String, TransferMetrics)], _ mean: TransferMetrics) {
    Console.result("\n\(source) on \(environment), against scratch with the same seeds:")
    let all = rows.count > 1 ? rows + [("mean", mean)] : rows
    Console.result(
      Table(
        header: [
          "seed", "jumpstart", "asymptote", "area ratio", "threshold", "steps to it",
          "from scratch",
        ],
        rows: all.map { seed, metrics in
          [
            seed, Self.signed(metrics.jumpstart), Self.signed(metrics.asymptote),
            metrics.areaRatio.map(Self.signed) ?? "-", Numbers.score(metrics.threshold),
            metrics.stepsToThreshold.map(Numbers.grouped) ?? "not reached",
            metrics.scratchStepsToThreshold.map(Numbers.grouped) ?? "not reached",
          ]
        }
      ).text)
    for pair in pairs {
      Console.result("runs  \(pair.transfer.folder.path)  \(pair.scratch.folder.path)")
    }
    if let pair = pairs.first {
      Console.result("next  apus watch \(pair.transfer.folder.path.shellQuoted) --terminal")
    }
  }

  private func printJSON(_ rows: [(String, TransferMetrics)], _ mean: TransferMetrics) {
    func object(_ metrics: TransferMetrics) -> JSONObject {
      var object = JSONObject()
      object.add("jumpstart", metrics.jumpstart)
      object.add("asymptote", metrics.asymptote)
      object.add("areaRatio", metrics.areaRatio)
      object.add("threshold", metrics.threshold)
      object.add("stepsToThreshold", metrics.stepsToThreshold.map(Double.init))
      object.add("scratchStepsToThreshold", metrics.scratchStepsToThreshold.map(Double.init))
      return object
    }
    var result = JSONObject()
    result.add("event", "result")
    result.add("source", source)
    result.add("environment", environment)
    result.add(
      "seeds",
      zip(pairs, rows).map { pair, row in
        var entry = JSONObject()
        entry.add("seed", Int(clamping: pair.seed))
        entry.add("run", pair.transfer.folder.path)
        entry.add("scratchRun", pair.scratch.folder.path)
        entry.add("metrics", object(row.1))
        return entry
      })
    result.add("mean", object(mean))
    Console.result(result.text)
  }

  private static func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Numbers.score(value)
  }
}
