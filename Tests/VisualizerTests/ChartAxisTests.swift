import Testing
import Visualizer

@Suite struct ChartAxisTests {
  /// Range, intervals, whether it grows, the labels.
  static let examples: [(ClosedRange<Double>, Int, Bool, [String])] = [
    (0...50_000, 5, false, ["0", "10,000", "20,000", "30,000", "40,000", "50,000"]),
    (0...5_000_000, 4, false, ["0", "2,000,000", "4,000,000"]),
    // 0...1 in at most 4 intervals: a distance of at least 0.25 is 0.5.
    (0...1, 4, false, ["0.0", "0.5", "1.0"]),
    (0...1, 5, false, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-200...(-100), 4, true, ["−200", "−150", "−100"]),
    // From 470 to 600 is more than 0.6 of the way between ticks: the axis does not grow to it.
    (0.1...470, 3, true, ["0", "200", "400"]),
    (0.1...497, 5, true, ["0", "100", "200", "300", "400", "500"]),
    (0.000_1...0.000_4, 4, false, ["0.0001", "0.0002", "0.0003", "0.0004"]),
    (1e-9...3e-9, 2, false, ["1e−9", "2e−9", "3e−9"]),
    (0...25e11, 5, false, ["0", "5e11", "1e12", "1.5e12", "2e12", "2.5e12"]),
    (7...7, 4, false, ["6.5", "7.0", "7.5"]),
    (0...0, 2, false, ["−1", "0", "1"]),
    // Equal but for rounding.
    (1...(1 + 1e-12), 3, false, ["0.9", "1.0", "1.1"]),
    // No round number inside.
    (1.1...1.9, 1, false, []),
  ]

  @Test(arguments: examples) func ticksAreRoundNumbers(
    range: ClosedRange<Double>, intervals: Int, growing: Bool, labels: [String]
  ) {
    let axis = ChartAxis(range, intervals: intervals, growing: growing)
    #expect(axis.ticks.map(\.label) == labels)
    for tick in axis.ticks {
      #expect(-1e-6 <= axis.position(tick.value) && axis.position(tick.value) <= 1 + 1e-6)
    }
  }

  @Test func anAxisGrowsToANearTickAndALittleBeyondFarOnes() {
    let near = ChartAxis(2...97, intervals: 5, growing: true)
    #expect(near.low == 0 && near.high == 100)
    // Ticks 20 apart: −20 and 80 are further than 0.6 of that from −1 and 63.
    let far = ChartAxis(-1...63, intervals: 5, growing: true)
    #expect(far.low < -1 && far.low > -4 && far.high > 63 && far.high < 66)
    #expect(far.ticks.map(\.label) == ["0", "20", "40", "60"])
  }

  @Test func everyRangeOfNumbersHasAnAxis() {
    for low in [-1e290, -3e12, -1, -1e-300, 0, .leastNonzeroMagnitude, 1e-9, 0.3, 1e15, 1e290] {
      for high in [-1e290, -1, 0, 1e-280, 0.7, 3e9, 1e290] where high >= low {
        for growing in [false, true] {
          let axis = ChartAxis(low...high, intervals: 5, growing: growing)
          #expect(axis.high > axis.low, "\(low)...\(high)")
          #expect(axis.ticks.count <= 8, "\(low)...\(high): \(axis.ticks)")
          #expect(axis.ticks.allSatisfy { $0.value.isFinite && !$0.label.isEmpty })
        }
      }
    }
  }
}
