/// The share of runs that score above each of some thresholds, with intervals.
///
/// - Source: Agarwal et al. 2021, section 4.2 (score distributions).
public struct PerformanceProfile: Sendable, Hashable {
  /// The share at one threshold.
  public struct Point: Sendable, Hashable {
    /// The threshold.
    public var threshold: Double
    /// The share of runs with a score above it, 0...1.
    public var share: Estimate
  }

  /// The points, in the order of the thresholds.
  public let points: [Point]

  /// The profile of some scores.
  public init(of scores: ScoreTable, at thresholds: [Double], bootstrap: Bootstrap = .table) {
    points = thresholds.map { threshold in
      Point(
        threshold: threshold,
        share: bootstrap.estimate(scores) { $0.share(above: threshold) })
    }
  }

  /// Thresholds at equal distances, from the lowest to the highest score of several tables.
  ///
  /// - Precondition: there is a table, and at least two thresholds are asked for.
  public static func thresholds(_ count: Int, covering tables: [ScoreTable]) -> [Double] {
    precondition(
      !tables.isEmpty && count >= 2,
      "expected a table and at least 2 thresholds, got \(tables.count) and \(count)")
    let scores = tables.flatMap(\.pooled).sorted()
    let (low, high) = (scores[0], scores[scores.count - 1])
    return (0..<count).map { low + (high - low) * Double($0) / Double(count - 1) }
  }
}
