import Determinism
import Experiments
import Foundation
import Testing

@Suite struct BootstrapTests {
  static let a = ScoreTable([23.1, 25.4, 19.8, 30.2, 27.7, 21.9, 24.4, 26.0, 18.3, 28.9])
  static let b = ScoreTable([20.4, 18.1, 22.2, 24.9, 19.5, 21.3, 17.6, 23.8, 20.0, 22.7])
  static let twoA = ScoreTable(tasks: [
    [0.91, 0.75, 0.88, 0.79, 0.95], [0.41, 0.55, 0.32, 0.61, 0.47, 0.52, 0.38],
  ])
  static let twoB = ScoreTable(tasks: [
    [0.70, 0.85, 0.66, 0.90, 0.71], [0.44, 0.36, 0.40, 0.58, 0.29, 0.33, 0.49],
  ])

  // What `statistics.csv` lists, found here.
  static var estimates: [String: Estimate] {
    let bootstrap = Bootstrap.table
    return [
      "A mean": bootstrap.estimate(a, \.mean),
      "A median": bootstrap.estimate(a, \.median),
      "A IQM": bootstrap.estimate(a, \.interquartileMean),
      "A gap": bootstrap.estimate(a) { $0.optimalityGap(below: 25) },
      "A above": bootstrap.estimate(a) { $0.share(above: 22) },
      "two mean": bootstrap.estimate(twoA, \.mean),
      "two median": bootstrap.estimate(twoA, \.median),
      "two IQM": bootstrap.estimate(twoA, \.interquartileMean),
      "A over B": bootstrap.estimate(a, b) { $0.probabilityOfImprovement(over: $1) },
      "two over two": bootstrap.estimate(twoA, twoB) { $0.probabilityOfImprovement(over: $1) },
    ]
  }

  // `Reference/statistics.py` found these with numpy and scipy, in 200,000 resamples.
  @Test func figuresAndIntervalsAreThoseOfNumpy() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/statistics.csv")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(rows.count == Self.estimates.count)
    for row in rows {
      let fields = row.split(separator: ",")
      let expected = fields.dropFirst().compactMap { Double($0) }
      let name = String(fields[0])
      let found = try #require(Self.estimates[name])
      #expect(abs(found.value - expected[0]) < 1e-12, "\(name)")
      // Two ends known to about 1/50 and 1/25 of the width.
      let width = expected[2] - expected[1]
      #expect(abs(found.low - expected[1]) < 0.06 * width, "\(name): \(found)")
      #expect(abs(found.high - expected[2]) < 0.06 * width, "\(name): \(found)")
    }
  }

  // Of the 27 equally likely resamples of three scores (1, 1, 1) and (6, 6, 6) come up with 1/27 = 3.7 %
  // each, more than the 2.5 % beyond either end. At 90 % the ends are the next means, (1 + 1 + 2) / 3
  // and (6 + 6 + 2) / 3, which have three resamples each.
  @Test func theIntervalOfThreeRunsByHand() {
    let scores = ScoreTable([1, 2, 6])
    #expect(
      Bootstrap(resamples: 20_000).estimate(scores, \.mean) == Estimate(value: 3, low: 1, high: 6))
    let narrow = Bootstrap(resamples: 20_000, confidence: 0.9).estimate(scores, \.mean)
    #expect(narrow == Estimate(value: 3, low: 4.0 / 3, high: 14.0 / 3))
  }

  @Test func oneRunHasAnIntervalOfNoWidth() {
    let found = Bootstrap.table.estimate(ScoreTable([4.5]), \.interquartileMean)
    #expect(found == Estimate(value: 4.5, low: 4.5, high: 4.5))
  }

  @Test func theSameScoresGiveTheSameIntervalInAnyOrder() {
    let scores = [3.0, 9, 4, 1, 7]
    let first = Bootstrap.curve.estimate(ScoreTable(scores), \.mean)
    #expect(Bootstrap.curve.estimate(ScoreTable(scores.reversed()), \.mean) == first)
    #expect(first.low < 4.8 && first.high > 4.8)
  }

  // Scores of a known distribution: 95 % intervals must hold its mean nearly that often. The percentile
  // method of 10 runs is known to be somewhat too narrow: about 90 %.
  @Test func intervalsHoldTheTrueMeanNearlyAsOftenAsTheySay() {
    var random = RandomStream(seed: 5)
    let trials = 300
    let held = (0..<trials).filter { _ in
      let scores = ScoreTable((0..<10).map { _ in random.normalDouble() })
      let found = Bootstrap(resamples: 500).estimate(scores, \.mean)
      return found.low <= 0 && 0 <= found.high
    }.count
    #expect((0.84...0.97).contains(Double(held) / Double(trials)), "\(held) of \(trials)")
  }

  @Test func theProfileFallsFromAllRunsToNone() {
    let thresholds = PerformanceProfile.thresholds(5, covering: [Self.a, ScoreTable([10, 15])])
    #expect(thresholds == [10, 15.05, 20.1, 25.15, 30.2])
    let profile = PerformanceProfile(of: Self.a, at: thresholds, bootstrap: .curve)
    #expect(profile.points.map(\.share.value) == [1, 1, 0.8, 0.5, 0])
    for point in profile.points {
      #expect(point.share.low <= point.share.value && point.share.value <= point.share.high)
    }
    #expect(profile.points[0].share.low == 1 && profile.points[3].share.low < 0.4)
  }
}
