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
  let task: String
  /// "environment" or "dataset".
  let kind: String
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
    case .quiet, .figures: return
    case .json: printJSON(rows, mean)
    case .bar, .lines: printTable(rows, mean)
    }
  }

  private func printTable(_ rows: [(String, TransferMetrics)], _ mean: TransferMetrics) {
    Console.result("\n\(source) on \(task), against scratch with the same seeds:")
    let all = rows.count > 1 ? rows + [("mean", mean)] : rows
    Console.result(
      Table(
        header: [
          "seed", "jumpstart", "asymptote", "area ratio", "threshold",
          isDataset ? "updates to it" : "steps to it",
          "from scratch",
        ],
        rows: all.map { seed, metrics in
          [
            seed, signed(metrics.jumpstart), signed(metrics.asymptote),
            metrics.areaRatio.map(signed) ?? "-", Numbers.fixed(metrics.threshold, decimals),
            metrics.stepsToThreshold.map(Numbers.grouped) ?? "not reached",
            metrics.scratchStepsToThreshold.map(Numbers.grouped) ?? "not reached",
          ]
        }
      ).text)
    for pair in pairs {
      Console.result("runs  \(pair.transfer.folder.path)  \(pair.scratch.folder.path)")
    }
    if let pair = pairs.first {
      let path = pair.transfer.folder.path.shellQuoted
      Console.result(
        "next  " + (isDataset ? "apus evaluate \(path)" : "apus watch \(path) --terminal"))
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
    result.add(kind, task)
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

  private var isDataset: Bool { kind == "dataset" }

  /// Returns need two decimals, accuracies four.
  private var decimals: Int { isDataset ? 4 : 2 }

  private func signed(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Numbers.fixed(value, decimals)
  }
}
