import Determinism

/// A figure with the interval that a bootstrap found for it.
public struct Estimate: Sendable, Hashable {
  /// The figure of the scores themselves.
  public var value: Double
  /// The lower end of the interval.
  public var low: Double
  /// The upper end of the interval.
  public var high: Double

  /// A figure and its interval.
  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }
}

/// Confidence intervals by the stratified percentile bootstrap.
///
/// Each resample draws as many runs as there are, with replacement, from each task's runs; the ends
/// of the interval are percentiles of the figure over all resamples, with linear interpolation. The
/// draws depend on the number of resamples and of runs alone, so equal scores give an equal interval.
///
/// - Source: Agarwal et al. 2021, appendix A.5 (stratified over tasks, percentile method).
public struct Bootstrap: Sendable, Hashable {
  /// How often runs are drawn anew.
  public var resamples: Int
  /// The share of resamples that the interval holds: 0.95.
  public var confidence: Double

  /// For the figures of a table.
  public static let table = Bootstrap(resamples: 10_000)
  /// For each point of a curve.
  public static let curve = Bootstrap(resamples: 2_000)

  /// A bootstrap.
  ///
  /// - Precondition: at least 1 resample, and 0 < confidence < 1.
  public init(resamples: Int, confidence: Double = 0.95) {
    precondition(resamples >= 1, "expected at least 1 resample, got \(resamples)")
    precondition(
      confidence > 0 && confidence < 1, "expected a confidence within 0 and 1, got \(confidence)")
    self.resamples = resamples
    self.confidence = confidence
  }

  /// A figure of one table.
  public func estimate(
    _ scores: ScoreTable, _ figure: (ScoreTable) -> Double
  ) -> Estimate {
    var random = Self.random
    var drawn = Resampling(scores)
    let values = (0..<resamples).map { _ in figure(drawn.draw(using: &random)) }
    return interval(values, of: figure(scores))
  }

  /// A figure of two tables whose runs have nothing in common: each is drawn from on its own.
  public func estimate(
    _ scores: ScoreTable, _ others: ScoreTable, _ figure: (ScoreTable, ScoreTable) -> Double
  ) -> Estimate {
    var random = Self.random
    var drawn = Resampling(scores)
    var drawnOthers = Resampling(others)
    let values = (0..<resamples).map { _ in
      figure(drawn.draw(using: &random), drawnOthers.draw(using: &random))
    }
    return interval(values, of: figure(scores, others))
  }

  static var random: RandomStream { RandomStream(seed: 0).stream("bootstrap") }

  func interval(_ values: [Double], of value: Double) -> Estimate {
    let sorted = values.sorted()
    let tail = (1 - confidence) / 2
    return Estimate(
      value: value, low: Self.percentile(sorted, tail), high: Self.percentile(sorted, 1 - tail))
  }

  /// The value below which a share of sorted values lies, between two of them in proportion.
  static func percentile(_ sorted: [Double], _ share: Double) -> Double {
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = min(lower + 1, sorted.count - 1)
    // An end at infinity is no place between which and another to interpolate.
    guard sorted[lower].isFinite, sorted[upper].isFinite else {
      return position > Double(lower) ? sorted[upper] : sorted[lower]
    }
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }
}

/// A table and the latest one drawn from it, in memory that is used again.
private struct Resampling {
  private let scores: ScoreTable
  private var drawn: ScoreTable
  private var counts: [Int]

  init(_ scores: ScoreTable) {
    self.scores = scores
    drawn = scores
    counts = [Int](repeating: 0, count: scores.tasks.map(\.count).max() ?? 0)
  }

  /// Draws as many scores of each task as there are.
  ///
  /// Counting how often each was drawn leaves them sorted.
  mutating func draw(using random: inout RandomStream) -> ScoreTable {
    for (task, scores) in scores.tasks.enumerated() {
      for _ in scores { counts[random.integer(below: scores.count)] += 1 }
      var place = 0
      for (index, score) in scores.enumerated() {
        for _ in 0..<counts[index] {
          drawn.tasks[task][place] = score
          place += 1
        }
        counts[index] = 0
      }
    }
    return drawn
  }
}
