import Environments

/// Turns a chart's lines into shapes inside an area.
struct LineChartLines {
  let chart: LineChart
  let xAxis: ChartAxis
  let yAxis: ChartAxis
  /// The area's top left and bottom right.
  let from: SIMD2<Double>
  let to: SIMD2<Double>

  /// Adds all intervals, then all lines, then all markers.
  func draw(in drawing: inout ChartDrawing) {
    for (index, series) in chart.series.enumerated() {
      let color = chart.theme.style(index).color
      for run in runs(of: series) { drawing.lines += interval(run, series.isStepped, color) }
    }
    for (index, series) in chart.series.enumerated() {
      let style = chart.theme.style(index)
      for run in runs(of: series) where run.count > 1 {
        let line = corners(run.map { place($0.x, $0.y) }, series.isStepped)
        drawing.lines.append(.stroke(line, width: 2, dashes: style.dashes, style.color))
      }
    }
    for (index, series) in chart.series.enumerated() {
      let style = chart.theme.style(index)
      for point in marked(series, index) where isInside(point) {
        drawing.marks += style.marker.shapes(
          at: place(point.x, point.y), style.color, rim: chart.theme.background)
      }
    }
  }

  private func place(_ x: Double, _ y: Double) -> SIMD2<Double> {
    // What lies far outside is brought near, so that no pixel is counted from it.
    let share = SIMD2(xAxis.position(x), 1 - yAxis.position(y)).clamped(
      lowerBound: .init(repeating: -4), upperBound: .init(repeating: 5))
    return from + share * (to - from)
  }

  private func isInside(_ point: LineChart.Point) -> Bool {
    let slack = 1e-9
    return [xAxis.position(point.x), yAxis.position(point.y)].allSatisfy {
      -slack <= $0 && $0 <= 1 + slack
    }
  }

  /// Stretches of a line without a gap.
  private func runs(of series: LineChart.Series) -> [[LineChart.Point]] {
    let points = series.points.filter { ChartAxis.canShow($0.x) }.sorted { $0.x < $1.x }
    return points.split { !ChartAxis.canShow($0.y) }.map(Array.init)
  }

  /// The places of a line, with the corner before each jump where it is stepped.
  private func corners(_ places: [SIMD2<Double>], _ isStepped: Bool) -> [SIMD2<Double>] {
    guard isStepped else { return places }
    var corners: [SIMD2<Double>] = []
    for place in places {
      if let last = corners.last { corners.append([place.x, last.y]) }
      corners.append(place)
    }
    return corners
  }

  private func interval(
    _ run: [LineChart.Point], _ isStepped: Bool, _ color: Color
  ) -> [ChartShape] {
    run.split { $0.low.isNaN || $0.high.isNaN }.flatMap { points -> [ChartShape] in
      let upper = points.map { place($0.x, $0.high) }
      let lower = points.map { place($0.x, $0.low) }
      guard points.count > 1 else { return whisker(upper[0], lower[0], color) }
      return [
        .band(
          upper: corners(upper, isStepped), lower: corners(lower, isStepped), color,
          opacity: chart.theme == .light ? 0.18 : 0.26)
      ]
    }
  }

  /// The interval of a single point: a line with bars at its ends.
  private func whisker(
    _ top: SIMD2<Double>, _ bottom: SIMD2<Double>, _ color: Color
  ) -> [ChartShape] {
    [
      .rule(top, bottom, width: 1.5, color),
      .rule(top - [8, 0], top + [8, 0], width: 1.5, color),
      .rule(bottom - [8, 0], bottom + [8, 0], width: 1.5, color),
    ]
  }

  /// The points that carry a marker: all of a few, else some that lie apart, elsewhere on each line.
  private func marked(_ series: LineChart.Series, _ index: Int) -> [LineChart.Point] {
    let points = series.drawable
    guard points.count > 12 else { return points }
    let count = 6
    var indices: [Int] = []
    var next = 0
    for number in 0..<count {
      let offset = (Double(index) + 0.5) / Double(chart.series.count)
      let wanted = (Double(number) + offset) / Double(count)
      while next + 1 < points.count,
        abs(xAxis.position(points[next + 1].x) - wanted)
          <= abs(xAxis.position(points[next].x) - wanted)
      {
        next += 1
      }
      if indices.last != next { indices.append(next) }
    }
    return indices.map { points[$0] }
  }
}
