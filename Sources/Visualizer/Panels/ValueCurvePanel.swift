import Environments

/// What the agent expected over the episode: the largest action value after each step, with the
/// present step marked; what came after it is fainter.
package enum ValueCurvePanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.valueCurve

  /// A caption and a chart; nil where no finite value is known.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    guard scene.insight.values.finiteRange != nil else { return nil }
    return EpisodeChart.height(look)
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    let values = scene.insight.values
    guard let range = values.finiteRange else { return }
    let now = values.indices.contains(scene.step) ? Double(values[scene.step]) : nil
    let caption = now.map { "now " + Figures(for: [$0]).text($0) } ?? ""
    let up = EpisodeChart.readable(range)
    guard let chart = EpisodeChart(scene, up: up, caption, on: &canvas, in: room, look) else {
      return
    }
    let (theme, width) = (look.theme, 1.6 * Double(look.unit))
    let future = EpisodeChart.future(theme.accent, look)
    let ahead = min(max(0, scene.step), values.count)..<values.count
    chart.plot.draw(values, ahead, width: width, future, on: &canvas)
    chart.drawMark(on: &canvas)
    let past = 0..<min(scene.step + 1, values.count)
    chart.plot.draw(values, past, width: width, theme.accent, on: &canvas)
    guard let now, now.isFinite else { return }
    let place = SIMD2(chart.mark, chart.plot.y(now))
    canvas.disc(place, radius: 4.5 * Double(look.unit), theme.panel)
    canvas.disc(place, radius: 3.2 * Double(look.unit), theme.accent)
  }
}
