import Environments

/// The returns of the episodes that are over, as dots with their mean so far; and how the training
/// went, where that is known.
package enum ReturnsPanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.returns

  /// A chart for each of the two; nil where neither is known.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    let count = charts(of: scene)
    guard count > 0 else { return nil }
    let isBeside = count == 1 || width >= least(look)
    return isBeside
      ? EpisodeChart.height(look) : 2 * EpisodeChart.height(look) + gap(look)
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    var room = room
    if charts(of: scene) == 2 {
      var training: Rectangle
      if room.width >= least(look) {
        training = room.takeRight((room.width - gap(look)) / 2)
        room.width -= gap(look)
      } else {
        training = room.takeBottom((room.height - gap(look)) / 2)
        room.height -= gap(look)
      }
      drawTraining(of: scene, on: &canvas, in: training, look)
    } else if hasTraining(scene) {
      return drawTraining(of: scene, on: &canvas, in: room, look)
    }
    drawReturns(of: scene, on: &canvas, in: room, look)
  }

  private static func gap(_ look: Look) -> Int { 10 * look.unit }

  /// The width from which two charts stand beside each other.
  private static func least(_ look: Look) -> Int { 460 * look.unit }

  private static func hasTraining(_ scene: Scene) -> Bool {
    scene.insight.training?.returns.contains { ChartAxis.canShow($0) } ?? false
  }

  private static func charts(of scene: Scene) -> Int {
    (scene.insight.returns.contains { ChartAxis.canShow($0) } ? 1 : 0)
      + (hasTraining(scene) ? 1 : 0)
  }

  private static func drawReturns(
    of scene: Scene, on canvas: inout Canvas, in room: Rectangle, _ look: Look
  ) {
    let returns = scene.insight.returns
    guard let range = range(of: returns) else { return }
    let curve = ReturnsCurve(returns)
    let count = curve.means.count
    let caption =
      "mean \(Figures.short(curve.means.last?.mean ?? 0)) of \(Figures.count(count))"
    var room = room
    drawCaption("episodes", caption, on: &canvas, in: &room, look)
    let across = 1...Double(max(10, EpisodeSpan.end(through: returns.count)))
    guard let plot = Plot(in: room, across: across, up: range, look: look) else { return }
    plot.drawAxes(counting: "episode", on: &canvas)
    let unit = Double(look.unit)
    let dots = look.theme.accent.mixed(with: look.theme.panel, share: 70)
    let isDense = plot.x(2) - plot.x(1) < 0.75 * unit
    let radius = min(3, max(1.2, (plot.x(2) - plot.x(1)) / 2.5 / unit)) * unit
    if isDense {
      drawColumns(returns, dots, on: &canvas, in: plot, look)
    } else {
      for (index, value) in returns.enumerated() where ChartAxis.canShow(value) {
        canvas.disc([plot.x(Double(index + 1)), plot.y(value)], radius: radius, dots)
      }
    }
    let line = curve.means.map { SIMD2(plot.x(Double($0.episode)), plot.y($0.mean)) }
    drawLine(thinned(line), look.theme.second, on: &canvas, look)
  }

  private static func drawTraining(
    of scene: Scene, on canvas: inout Canvas, in room: Rectangle, _ look: Look
  ) {
    guard let training = scene.insight.training, let range = range(of: training.returns) else {
      return
    }
    var room = room
    let steps = "\(Figures.count(training.totalSteps)) steps"
    drawCaption(
      state(of: training), steps, on: &canvas, in: &room, look)
    let end = max(1, training.totalSteps, training.steps.max() ?? 0)
    guard let plot = Plot(in: room, across: 0...Double(end), up: range, look: look) else { return }
    plot.drawAxes(counting: "step", on: &canvas)
    let line = zip(training.steps, training.returns).filter { ChartAxis.canShow($1) }
      .map { SIMD2(plot.x(Double(max(0, $0))), plot.y($1)) }
    drawLine(thinned(line), look.theme.accent, on: &canvas, look)
    if let last = line.last {
      canvas.disc(last, radius: 3 * Double(look.unit), look.theme.accent)
    }
  }

  /// Whether a training goes on, in words.
  package static func state(of training: TrainingCurve) -> String {
    training.isRunning ? "training" : "training ended"
  }

  private static func drawCaption(
    _ name: String, _ figures: String, on canvas: inout Canvas, in room: inout Rectangle,
    _ look: Look
  ) {
    let height = EpisodeChart.captionHeight(look)
    guard room.height >= height + 30 * look.unit else { return }
    var row = room.takeTop(height)
    let width = min(row.width, canvas.width(of: figures, look.small))
    canvas.write(
      figures, in: row.takeRight(width), .trailing, look.small, look.theme.ink)
    row.width -= 8 * look.unit
    canvas.write(name, in: row, .leading, look.small, look.theme.faint)
  }

  private static func drawLine(
    _ line: [SIMD2<Double>], _ color: Color, on canvas: inout Canvas, _ look: Look
  ) {
    guard line.count > 1 else { return }
    canvas.line(line, width: 1.6 * Double(look.unit), color)
  }

  private static func range(of returns: [Double]) -> ClosedRange<Double>? {
    let shown = returns.lazy.filter { ChartAxis.canShow($0) }
    guard let low = shown.min(), let high = shown.max() else { return nil }
    return EpisodeChart.readable(low...high)
  }

  /// A line with about one place a column of pixels, its last one kept.
  private static func thinned(_ line: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var kept: [SIMD2<Double>] = []
    for (index, place) in line.enumerated() {
      if let last = kept.last, place.x - last.x < 0.75, index + 1 < line.count { continue }
      kept.append(place)
    }
    return kept
  }

  /// From the least to the greatest return of each column of pixels.
  private static func drawColumns(
    _ returns: [Double], _ color: Color, on canvas: inout Canvas, in plot: Plot, _ look: Look
  ) {
    let left = Int(plot.x(1))
    let shown = returns.map { ChartAxis.canShow($0) ? Float($0) : .nan }
    let gathered = PixelColumns(shown, 0..<shown.count, width: plot.area.width) {
      Int(plot.x(Double($0 + 1))) - left
    }
    for (index, column) in gathered.columns.enumerated() {
      guard let column else { continue }
      let (top, bottom) = (Int(plot.y(column.high)), Int(plot.y(column.low)))
      canvas.fill(
        Rectangle(
          x: left + index, y: top, width: 1, height: max(look.unit, bottom - top + 1)),
        color.mixed(with: look.theme.panel, share: 100))
    }
  }
}

/// The mean of the returns so far.
package struct ReturnsCurve {
  /// The mean after each finite return, with the number of its episode from 1.
  package private(set) var means: [(episode: Int, mean: Double)] = []

  /// The means of some returns.
  package init(_ returns: [Double]) {
    var mean = 0.0
    for (index, value) in returns.enumerated() where ChartAxis.canShow(value) {
      mean += (value - mean) / Double(means.count + 1)
      means.append((index + 1, mean))
    }
  }
}
