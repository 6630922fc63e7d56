import Environments

/// The pictures in the rows of actions: bars, or distributions on one scale.
struct ActionPictures {
  private enum Kind {
    case bars([Float])
    case histograms([ReturnHistogram], tallest: Double)
  }

  private let kind: Kind
  private let scale: ClosedRange<Double>
  /// What is written at the ends of the scale.
  private let ends: [String]
  private let look: Look

  /// The pictures of some actions in columns of a width; nil where there is nothing to compare.
  init?(_ scene: Scene, of actions: [Int], _ width: Int, _ look: Look) {
    guard width > 0 else { return nil }
    self.look = look
    let bins = max(1, width / (4 * look.unit))
    if let distributions = scene.insight.distributions,
      let found = ReturnHistogram.scale(of: distributions, bins: bins)
    {
      scale = found.range
      ends = [Figures.short(found.labels.lowerBound), Figures.short(found.labels.upperBound)]
      let histograms = scene.actionValues.indices.map {
        ReturnHistogram(distributions, action: $0, found.range, bins: found.bins)
      }
      let tallest = histograms.reduce(0) { max($0, $1.shares.max() ?? 0) }
      kind = .histograms(histograms, tallest: tallest)
    } else {
      guard let range = actions.lazy.map({ scene.actionValues[$0] }).finiteRange else { return nil }
      kind = .bars(scene.actionValues)
      scale = Self.barScale(range)
      let figures = Figures(for: [range.lowerBound, range.upperBound])
      ends = [figures.text(scale.lowerBound), figures.text(scale.upperBound)]
    }
  }

  /// From somewhat below the least value to the greatest; values that differ by less than a
  /// twentieth of their size do not fill it.
  static func barScale(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    let (low, high) = (range.lowerBound, range.upperBound)
    let spread = max(high - low, max(abs(low), abs(high)) / 20)
    return high - (spread > 0 ? spread * 1.125 : 1)...high
  }

  /// The picture of an action.
  func draw(_ action: Int, isChosen: Bool, on canvas: inout Canvas, in room: Rectangle) {
    guard !room.isEmpty else { return }
    let quiet = look.theme.muted
    let color = isChosen ? look.theme.accent : quiet
    switch kind {
    case .bars(let values):
      draw(Double(values[action]), color, on: &canvas, in: room)
    case .histograms(let histograms, let tallest):
      draw(histograms[action], tallest, color, on: &canvas, in: room)
    }
  }

  private func draw(_ value: Double, _ color: Color, on canvas: inout Canvas, in room: Rectangle) {
    let height = min(room.height, 8 * look.unit)
    var bar = Rectangle(
      x: room.x, y: room.y + (room.height - height) / 2, width: room.width, height: height)
    canvas.fill(bar, look.theme.grid)
    guard !value.isNaN else { return }
    let share = (value - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
    bar.width = Int((min(1, max(0, share)) * Double(room.width)).rounded())
    canvas.fill(bar, color)
  }

  private func draw(
    _ histogram: ReturnHistogram, _ tallest: Double, _ color: Color, on canvas: inout Canvas,
    in room: Rectangle
  ) {
    let unit = look.unit
    let base = room.y + room.height - 3 * unit
    let most = room.height - 6 * unit
    canvas.fill(Rectangle(x: room.x, y: base, width: room.width, height: unit), look.theme.grid)
    guard most > 0, tallest > 0 else { return }
    let count = histogram.shares.count
    for (bin, share) in histogram.shares.enumerated() where share > 0 {
      let left = room.x + bin * room.width / count
      let right = max(left + 1, room.x + (bin + 1) * room.width / count)
      let gap = right - left >= 4 * unit ? unit : 0
      let height = max(1, Int((share / tallest * Double(most)).rounded()))
      canvas.fill(
        Rectangle(x: left, y: base - height, width: right - left - gap, height: height), color)
    }
    guard let mean = histogram.mean else { return }
    let share = (mean - scale.lowerBound) / (scale.upperBound - scale.lowerBound)
    let place = room.x + min(room.width - 1, max(0, Int(share * Double(room.width))))
    canvas.fill(
      Rectangle(
        x: max(room.x, place - unit / 2), y: room.y + unit, width: unit,
        height: base - room.y - unit),
      look.theme.ink)
    let (x, top) = (Double(place) + 0.5, Double(room.y + unit))
    let size = 3.5 * Double(unit)
    canvas.polygon([[x - size, top], [x + size, top], [x, top + 1.4 * size]], look.theme.ink)
  }

  /// Writes the ends of the scale below the pictures.
  func drawEnds(on canvas: inout Canvas, in room: Rectangle) {
    let widths = ends.map { canvas.width(of: $0, look.small) }
    guard widths[0] + widths[1] + 8 * look.unit <= room.width else { return }
    canvas.write(ends[0], in: room, .leading, look.small, look.theme.faint)
    canvas.write(ends[1], in: room, .trailing, look.small, look.theme.faint)
  }
}
