import Environments

/// Places the parts of a line chart on a sheet of a given size, in units.
struct LineChartLayout {
  let chart: LineChart
  let width: Double
  let height: Double

  private let margin = 20.0
  private let smallText = 12.0
  private var theme: ChartTheme { chart.theme }

  /// Everything that is drawn.
  func drawing() -> ChartDrawing {
    var drawing = ChartDrawing(
      width: width, height: height, background: theme.background, title: chart.title)
    var top = drawHead(in: &drawing)
    let bottom = height - (chart.xLabel.isEmpty ? 28 : 48)
    top = min(top, bottom - 24)
    let values = LineChartRanges(chart)
    let yAxis = ChartAxis(
      values.y, intervals: max(2, Int((bottom - top) / 46)), growing: chart.yRange == nil)
    let labels = yAxis.ticks.map { text($0.label, .end) }
    let left = min(
      margin + (values.isEmpty ? 0 : (labels.map(\.width).max() ?? 0) + 8), width / 2)
    let (xAxis, right) = fittingAxis(values.x, from: left)
    (drawing.areaFrom, drawing.areaTo) = ([left - 2, top - 2], [right + 2, bottom + 2])

    for (tick, label) in zip(yAxis.ticks, labels) where !values.isEmpty {
      let y = bottom - yAxis.position(tick.value) * (bottom - top)
      let isZero = tick.value == 0 && yAxis.low < 0
      drawing.surroundings.append(
        .rule([left, y], [right, y], width: 1, isZero ? theme.zero : theme.grid))
      drawing.surroundings.append(.text(label, at: [left - 8, y + 4]))
    }
    drawing.surroundings.append(.rule([left, bottom], [right, bottom], width: 1, theme.quiet))
    for tick in xAxis.ticks where !values.isEmpty {
      let x = left + xAxis.position(tick.value) * (right - left)
      drawing.surroundings.append(.rule([x, bottom], [x, bottom + 4], width: 1, theme.quiet))
      drawing.surroundings.append(.text(text(tick.label, .middle), at: [x, bottom + 18]))
    }
    if !chart.xLabel.isEmpty {
      let label = text(chart.xLabel, .middle).fitted(to: width - 2 * margin)
      drawing.surroundings.append(.text(label, at: [(left + right) / 2, height - 12]))
    }
    guard !values.isEmpty else {
      var message = text("no data", .middle)
      message.size = 14
      drawing.marks.append(.text(message, at: [(left + right) / 2, (top + bottom) / 2]))
      return drawing
    }
    let lines = LineChartLines(
      chart: chart, xAxis: xAxis, yAxis: yAxis, from: [left, top], to: [right, bottom])
    lines.draw(in: &drawing)
    return drawing
  }

  private func text(_ string: String, _ anchor: ChartText.Anchor = .start) -> ChartText {
    ChartText(string: string, size: smallText, anchor: anchor, color: theme.quiet)
  }

  /// Title, caption, legend and the name of the vertical axis.
  ///
  /// - Returns: Where the area of the lines begins.
  private func drawHead(in drawing: inout ChartDrawing) -> Double {
    let room = width - 2 * margin
    var y = 12.0
    if !chart.title.isEmpty {
      let title = ChartText(string: chart.title, size: 17, isBold: true, color: theme.ink)
      y += 20
      drawing.surroundings.append(.text(title.fitted(to: room), at: [margin, y]))
      y += 3
    }
    if !chart.caption.isEmpty {
      y += 16
      drawing.surroundings.append(.text(text(chart.caption).fitted(to: room), at: [margin, y]))
      y += 2
    }
    let legend = LineChartLegend(
      chart: chart, room: room, rows: max(0, Int((height - y - 150) / LineChartLegend.rowHeight)))
    if !legend.isEmpty { y += 8 }
    y = legend.draw(in: &drawing, left: margin, top: y)
    if !chart.yLabel.isEmpty {
      y += 22
      drawing.surroundings.append(.text(text(chart.yLabel).fitted(to: room), at: [margin, y]))
    }
    return y + 17
  }

  /// The horizontal axis with as many ticks as its labels have room for, and where it ends.
  private func fittingAxis(
    _ range: ClosedRange<Double>, from left: Double
  ) -> (axis: ChartAxis, right: Double) {
    let room = max(10, width - left - margin)
    var axis = ChartAxis(range, intervals: 1, growing: false)
    for intervals in stride(from: max(1, Int(room / 60)), through: 1, by: -1) {
      axis = ChartAxis(range, intervals: intervals, growing: false)
      let widest = axis.ticks.map { text($0.label).width }.max() ?? 0
      if widest + 16 <= room * axis.position(axis.low + axis.tickDistance) { break }
    }
    // The label of a tick at the end needs its half beyond it.
    let overhang = axis.ticks.last.map { tick in
      text(tick.label).width / 2 - (1 - axis.position(tick.value)) * room
    }
    return (axis, left + room - max(0, (overhang ?? 0) + 8 - margin))
  }
}

extension ChartAxis {
  /// From one tick to the next; the whole range where there are fewer than two.
  fileprivate var tickDistance: Double {
    ticks.count > 1 ? ticks[1].value - ticks[0].value : high - low
  }
}

/// The values that a chart's axes have to show.
struct LineChartRanges {
  private(set) var x: ClosedRange<Double>
  private(set) var y: ClosedRange<Double>
  /// Whether there is nothing to draw.
  private(set) var isEmpty = false

  init(_ chart: LineChart) {
    let points = chart.series.flatMap(\.drawable)
    let ordinates = points.flatMap { [$0.y, $0.low, $0.high] }.filter(ChartAxis.canShow)
    isEmpty = points.isEmpty
    x = chart.xRange ?? Self.range(points.map(\.x))
    y = chart.yRange ?? Self.range(ordinates)
  }

  /// From the least to the greatest value, and from zero where that is near.
  private static func range(_ values: [Double]) -> ClosedRange<Double> {
    guard let least = values.min(), let greatest = values.max() else { return 0...1 }
    if least > 0, least <= 0.3 * greatest { return 0...greatest }
    if greatest < 0, greatest >= 0.3 * least { return least...0 }
    return least...greatest
  }
}

extension LineChart.Series {
  /// The points that can be drawn, from left to right.
  var drawable: [LineChart.Point] {
    points.filter { ChartAxis.canShow($0.x) && ChartAxis.canShow($0.y) }.sorted { $0.x < $1.x }
  }
}
