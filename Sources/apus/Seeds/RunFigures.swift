/// How a training in a process of its own stands, as one line between that process and ours.
struct RunFigures {
  /// Environment steps done, or updates on a data set.
  let step: Int
  /// Those of the whole training.
  let totalSteps: Int
  /// The figure that is wanted most: "return 21.30", "loss 0.0310".
  let headline: String
  /// What the best evaluation found; empty before the first.
  let evaluation: String

  /// The figures of an event.
  init(_ progress: RunProgress, of totalSteps: Int, evaluation: String?) {
    step = progress.step
    self.totalSteps = totalSteps
    headline = progress.first.dropFirst().joined(separator: "  ")
    self.evaluation = evaluation ?? ""
  }

  /// Reads what `line` wrote; nil for anything else.
  init?(line: String) {
    let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 4, let step = Int(parts[0]), let totalSteps = Int(parts[1]),
      totalSteps > 0
    else { return nil }
    self.step = step
    self.totalSteps = totalSteps
    headline = parts[2]
    evaluation = parts[3]
  }

  /// The figures with tabs between them.
  var line: String { "\(step)\t\(totalSteps)\t\(headline)\t\(evaluation)" }

  /// How much is done, 0...1.
  var fraction: Double { Double(step) / Double(totalSteps) }

  /// The figures as they are shown, the most wanted first.
  var parts: [String] {
    ["step \(Numbers.grouped(step))/\(Numbers.grouped(totalSteps))", headline]
      + (evaluation.isEmpty ? [] : [evaluation])
  }
}
