/// The names of a chart's lines beside samples of them, in rows.
struct LineChartLegend {
  /// From one row to the next, in units.
  static let rowHeight = 20.0

  private let chart: LineChart
  /// The lines of each row, and the text of each.
  private var rows: [[(index: Int, name: ChartText)]] = []
  /// How many lines have no room.
  private var missing = 0

  private let sample = 38.0
  private let gap = 8.0
  private let distance = 22.0

  /// Lays the names out.
  ///
  /// - Parameters:
  ///   - chart: The chart.
  ///   - room: The width of a row, in units.
  ///   - limit: How many rows there may be.
  init(chart: LineChart, room: Double, rows limit: Int) {
    self.chart = chart
    guard chart.series.contains(where: { !$0.name.isEmpty }), limit > 0 else { return }
    var used = 0.0
    for (index, series) in chart.series.enumerated() {
      let name = ChartText(string: series.name, size: 12, color: chart.theme.ink)
        .fitted(to: room - sample - gap)
      let width = sample + gap + name.width
      if rows.isEmpty || used + distance + width > room {
        guard rows.count < limit else {
          missing = chart.series.count - index
          break
        }
        rows.append([])
        used = width
      } else {
        used += distance + width
      }
      rows[rows.count - 1].append((index, name))
    }
  }

  /// Whether there is no name to show.
  var isEmpty: Bool { rows.isEmpty }

  /// Adds samples and names.
  ///
  /// - Parameters:
  ///   - drawing: What they are added to.
  ///   - left: Where rows begin.
  ///   - top: Where the first row begins.
  /// - Returns: Where the last row ends.
  func draw(in drawing: inout ChartDrawing, left: Double, top: Double) -> Double {
    var y = top
    for (row, entries) in rows.enumerated() {
      let middle = y + Self.rowHeight / 2
      var x = left
      for (index, name) in entries {
        let style = chart.theme.style(index)
        drawing.surroundings.append(
          .stroke(
            [[x + 1, middle], [x + sample - 1, middle]], width: 2, dashes: style.dashes,
            style.color))
        drawing.surroundings += style.marker.shapes(
          at: [x + sample / 2, middle], style.color, rim: chart.theme.background)
        drawing.surroundings.append(.text(name, at: [x + sample + gap, middle + 4]))
        x += sample + gap + name.width + distance
      }
      if row == rows.count - 1, missing > 0 {
        let more = ChartText(string: "and \(missing) more", size: 12, color: chart.theme.quiet)
        drawing.surroundings.append(.text(more, at: [left, middle + 4 + Self.rowHeight]))
        y += Self.rowHeight
      }
      y += Self.rowHeight
    }
    return y
  }
}
