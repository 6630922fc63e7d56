import Determinism
import Environments
import Foundation
import Testing
import Visualizer

@Suite struct LineChartTests {
  private static func point(_ x: Double, _ y: Double, _ half: Double) -> LineChart.Point {
    .init(x: x, y: y, low: y - half, high: y + half)
  }

  /// Two short curves.
  private static var small: LineChart {
    var chart = LineChart(
      title: "Catch & <chain>", xLabel: "environment steps", yLabel: "return per episode",
      series: [
        .init(name: "dqn", points: [point(1000, 0.2, 0.1), point(2000, 0.9, 0.05)]),
        .init(name: "pqn", points: [.init(x: 1000, y: 0.4), .init(x: 2000, y: 0.5)]),
      ])
    chart.caption = "mean of 3 seeds"
    return chart
  }

  /// Compares with `Reference/small-chart.svg`; `APUS_RECORD=1` writes it anew.
  @Test func theTextOfAChartIsAsBefore() throws {
    let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/small-chart.svg")
    let text = Self.small.svg(width: 360, height: 240)
    if ProcessInfo.processInfo.environment["APUS_RECORD"] == "1" {
      try text.write(to: golden, atomically: true, encoding: .utf8)
    }
    #expect(text == (try String(contentsOf: golden, encoding: .utf8)))
    #expect(text.contains("<title>Catch &amp; &lt;chain&gt;</title>"))
  }

  @Test func thePixelsOfAChartAreAsBefore() {
    var chart = Self.small
    #expect(
      SHA256.hex(of: chart.png(width: 360, height: 240))
        == "32f7d17b960f93893cf1582a8f089951ae3e4432c012c031719d139ad6567918")
    chart.theme = .dark
    #expect(
      SHA256.hex(of: chart.png(width: 1000, height: 640))
        == "892ac1885af5c101063e4ca7ffd32bfa7142e411e4d7ad48c257f9d2a5aa472d")
  }

  @Test func aLineRunsWhereItsValuesAre() throws {
    // A level line at 1 on an axis of 0...2 is in the middle between its grid lines.
    var chart = LineChart(
      title: "", xLabel: "", yLabel: "",
      series: [
        .init(name: "", points: [Self.point(0, 1, 0.5), Self.point(10, 1, 0.5)])
      ])
    chart.yRange = 0...2
    let frame = chart.frame(width: 300, height: 200)
    let column = (0..<200).map { frame[150, $0] }
    let line = column.indices.filter { column[$0] == .blue }
    let rules = column.indices.filter { column[$0] == Color(0xE6E5E0) }
    let axis = try #require(column.indices.last { column[$0] == Color(0x5E646C) })
    let top = try #require(rules.first)
    let middle = Double(line.reduce(0, +)) / Double(line.count)
    #expect(abs(middle - Double(top + axis) / 2) <= 1, "line \(line), from \(top) to \(axis)")
    // The interval covers the middle half: 18 % blue on white.
    let shade = Color(red: 209, green: 230, blue: 241)
    let shaded = column.indices.filter { column[$0] == shade }
    let share = Double(shaded.count + line.count) / Double(axis - top)
    #expect(abs(share - 0.5) < 0.05, "\(shaded.count) of \(axis - top)")
  }

  @Test func whatLiesOutsideTheAxesIsNotDrawn() throws {
    // A steep line far beyond an axis of 0.4...0.6 on both sides.
    var chart = LineChart(
      title: "", xLabel: "", yLabel: "",
      series: [.init(name: "", points: [Self.point(0, 0, 0.1), Self.point(1, 1, 0.1)])])
    chart.yRange = 0.4...0.6
    let frame = chart.frame(width: 300, height: 200)
    func rows(_ color: Color) -> [Int] {
      (0..<200).filter { y in (0..<300).contains { frame[$0, y] == color } }
    }
    let top = try #require(rows(Color(0xE6E5E0)).first)
    let axis = try #require(rows(Color(0x5E646C)).last)
    let line = rows(.blue)
    #expect(line.contains((top + axis) / 2))
    // Half the line's width and the ticks below the axis are all that may be beyond.
    #expect(line.allSatisfy { $0 >= top - 3 && $0 <= axis }, "\(line), \(top)...\(axis)")
  }

  @Test func linesAreToldApartWithoutColour() {
    for theme in ChartTheme.allCases {
      let styles = (0..<30).map { theme.style($0) }
      for (index, style) in styles.enumerated() {
        for other in styles[..<index] {
          #expect(style.dashes != other.dashes || style.marker != other.marker)
        }
      }
      #expect(Set(styles[..<7].map(\.color)).count == 7)
    }
  }

  @Test func aGapSplitsALine() {
    var chart = Self.small
    let values = [1, 2, .nan, 4, 5, .infinity, 7.0]
    chart.series = [
      .init(name: "a", points: values.enumerated().map { .init(x: Double($0), y: $1) })
    ]
    // The legend's sample and two stretches; the last point stands alone.
    #expect(chart.svg().components(separatedBy: "<polyline").count - 1 == 3)
    #expect(chart.svg().components(separatedBy: "<circle").count - 1 == 2 * 6)
  }

  @Test func aChartWithoutDataSaysSo() {
    var chart = Self.small
    for series: [LineChart.Series] in [
      [], [.init(name: "a", points: [])], [.init(name: "b", points: [.init(x: 1, y: .nan)])],
    ] {
      chart.series = series
      #expect(chart.svg().contains(">no data</text>"))
    }
  }

  @Test func longNamesAreCutInTheirMiddle() {
    var chart = Self.small
    chart.title = String(repeating: "very ", count: 60) + "long"
    chart.series[0].name = "begin-" + String(repeating: "middle-", count: 60) + "end"
    let text = chart.svg()
    #expect(text.contains(">begin-") && text.contains("-end</text>") && text.contains("…"))
    let longest = text.split(separator: "\n").filter { $0.hasPrefix("<text") }.map(\.count).max()
    #expect(longest.map { $0 < 250 } == true)
  }

  @Test func moreLinesThanRoomAreCounted() {
    var chart = Self.small
    chart.series = (0..<200).map { .init(name: "line \($0)", points: [.init(x: 1, y: 1)]) }
    #expect(chart.svg().contains(" more</text>"))
  }

  @Test func anyNumbersMakeAPictureAndTheSameOneTwice() {
    let numbers: [Double] = [
      0, -0.0, 1, -1, 3.5e8, -2e-7, 1e300, -1e300, .infinity, -.infinity, .nan,
      .leastNonzeroMagnitude, 1e289,
    ]
    for seed in 0..<60 {
      var random = RandomStream(seed: UInt64(seed))
      func number() -> Double { numbers[random.integer(below: numbers.count)] }
      var chart = Self.small
      chart.theme = seed.isMultiple(of: 2) ? .light : .dark
      chart.series = (0..<random.integer(below: 4)).map { index in
        .init(
          name: "\(index)",
          points: (0..<random.integer(below: 20)).map { _ in
            .init(x: number(), y: number(), low: number(), high: number())
          }, isStepped: random.integer(below: 2) == 0)
      }
      let (width, height) = (120 + random.integer(below: 200), 120 + random.integer(below: 100))
      let picture = chart.frame(width: width, height: height)
      #expect(picture == chart.frame(width: width, height: height), "seed \(seed)")
      let text = chart.svg(width: width, height: height)
      #expect(!text.contains("nan") && !text.contains("inf"), "seed \(seed)")
    }
  }
}
