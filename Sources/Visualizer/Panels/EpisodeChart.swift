import Environments

/// A chart over the steps of an episode: a caption, axes, and the mark of the present step.
struct EpisodeChart {
  /// Its field.
  let plot: Plot
  /// The column of the present step.
  let mark: Double
  private let look: Look

  /// The height of a caption and a field.
  static func height(_ look: Look) -> Int { captionHeight(look) + 92 * look.unit }

  /// The height of the line above a field.
  static func captionHeight(_ look: Look) -> Int { look.small.typeface.lineHeight + 2 * look.unit }

  /// The colour of what lies ahead of the present step.
  static func future(_ color: Color, _ look: Look) -> Color {
    color.mixed(with: look.theme.panel, share: 160)
  }

  /// A range that is not so narrow that rounding errors would fill the chart.
  static func readable(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    let least = max(abs(low), abs(high)) / 1000
    guard high - low < least else { return range }
    return (low + high - least) / 2...(low + high + least) / 2
  }

  /// Draws caption and axes; nil where there is no room for them.
  init?(
    _ scene: Scene, up: ClosedRange<Double>, _ caption: String, on canvas: inout Canvas,
    in room: Rectangle, _ look: Look
  ) {
    self.look = look
    var room = room
    let captionHeight = Self.captionHeight(look)
    if room.height >= captionHeight + 30 * look.unit {
      canvas.write(
        caption, in: room.takeTop(captionHeight), .trailing, look.small, look.theme.ink)
    }
    let across = EpisodeSpan.range(through: scene.lastStep)
    guard let plot = Plot(in: room, across: across, up: up, look: look) else { return nil }
    self.plot = plot
    mark = plot.x(Double(min(max(0, scene.step), scene.lastStep)))
    plot.drawAxes(counting: "step", on: &canvas)
  }

  /// Draws a line at the present step.
  func drawMark(on canvas: inout Canvas) {
    canvas.fill(
      Rectangle(
        x: Int(mark) - (look.unit - 1) / 2, y: plot.area.y, width: look.unit,
        height: plot.area.height),
      look.theme.faint)
  }
}
