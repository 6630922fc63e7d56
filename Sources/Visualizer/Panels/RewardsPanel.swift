import Environments

/// The rewards of the episode as bars from a line at zero, with the present step marked.
///
/// Above them stands their sum. Where there are more steps than columns of pixels, a column shows the largest reward and
/// the largest penalty in it.
package enum RewardsPanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.rewards

  /// A caption and a chart; nil before the first reward.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    scene.insight.rewards.isEmpty ? nil : EpisodeChart.height(look)
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    let rewards = scene.insight.rewards
    guard !rewards.isEmpty else { return }
    let range = rewards.finiteRange ?? 0...0
    let (low, high) = (min(0, range.lowerBound), max(0, range.upperBound))
    // Without any reward the zero line lies at the bottom of a scale that has room for one.
    let up = low < high ? low...high : 0...1
    let caption = caption(of: scene)
    guard let chart = EpisodeChart(scene, up: up, caption, on: &canvas, in: room, look) else {
      return
    }
    drawBars(of: scene, on: &canvas, in: chart.plot, look)
    chart.drawMark(on: &canvas)
  }

  /// The sum through the present step, and how many rewards there were but zeros.
  package static func caption(of scene: Scene) -> String {
    var (sum, count) = (0.0, 0)
    for reward in scene.insight.rewards.prefix(max(0, scene.step)) where reward != 0 {
      sum += Double(reward)
      count += 1
    }
    guard count > 0 else { return "no reward so far" }
    return "sum \(Figures.short(sum)) of \(Figures.count(count)) "
      + (count == 1 ? "reward" : "rewards")
  }

  private static func drawBars(
    of scene: Scene, on canvas: inout Canvas, in plot: Plot, _ look: Look
  ) {
    let (rewards, unit) = (scene.insight.rewards, look.unit)
    let steps = plot.across.high - plot.across.low
    let perStep = (plot.x(1) - plot.x(0)) * (steps > 0 ? 1 : 0)
    let left = Int(plot.x(0))
    // As wide as a step with a gap, and wide enough to be seen.
    let width = min(8 * unit, max(2 * unit, Int(perStep * 0.7)))
    let now = Int(plot.x(Double(scene.step))) - left
    let gathered = PixelColumns(
      rewards, 0..<rewards.count, width: Int(plot.x(Double(rewards.count))) - left + 1
    ) { Int(plot.x(Double($0 + 1))) - left }
    let zero = Int(plot.y(0))
    for (index, column) in gathered.columns.enumerated() {
      guard let column else { continue }
      for (value, isGain) in [(column.high, true), (column.low, false)] {
        guard isGain ? value > 0 : value < 0 else { continue }
        // Twice unit at least, so that a small reward beside a large one is seen.
        let length = max(2 * unit, abs(Int(plot.y(value)) - zero))
        let color = isGain ? look.theme.positive : look.theme.negative
        let room = isGain ? zero - plot.area.y : plot.area.bottom - zero - unit
        let height = max(0, min(length, room))
        let bar = Rectangle(
          x: max(plot.area.x, left + index - width / 2),
          y: isGain ? zero - height : zero + unit, width: width, height: height)
        canvas.fill(bar, index <= now ? color : EpisodeChart.future(color, look))
      }
    }
  }
}
