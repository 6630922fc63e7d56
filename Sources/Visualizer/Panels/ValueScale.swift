import Environments

/// The scale of colours of a map, from its least finite value to its greatest, with that of the
/// optimum where it is known.
struct ValueScale {
  /// The ends; nil where no value is finite.
  let range: ClosedRange<Double>?

  init(_ map: ValueMap) {
    let values = map.cells.lazy.compactMap { $0 }
    let optima = values.lazy.compactMap(\.optimum)
    let found = [values.lazy.map(\.value).finiteRange, optima.finiteRange].compactMap { $0 }
    guard let first = found.first, let last = found.last else {
      range = nil
      return
    }
    range = min(first.lowerBound, last.lowerBound)...max(first.upperBound, last.upperBound)
  }

  /// The colour of a value; nil where it is none.
  func color(_ value: Float, _ theme: Theme) -> Color? {
    guard !value.isNaN else { return nil }
    guard let range else { return theme.heat[value > 0 ? theme.heat.count - 1 : 0] }
    let length = range.upperBound - range.lowerBound
    let share = length > 0 ? (Double(value) - range.lowerBound) / length : 0.5
    return theme.heat[Int(min(1, max(0, share)) * Double(theme.heat.count - 1))]
  }

  /// Draws the colours with the labels of their ends.
  func drawKey(on canvas: inout Canvas, in room: Rectangle, _ look: Look) {
    guard let range else { return }
    let labels = [Figures.short(range.lowerBound), Figures.short(range.upperBound)]
    let widths = labels.map { canvas.width(of: $0, look.small) }
    let gap = 8 * look.unit
    var bar = room
    if widths[0] + widths[1] + 2 * gap + 40 * look.unit <= room.width {
      canvas.write(
        labels[0], in: bar.takeLeft(widths[0]), .leading, look.small, look.theme.faint)
      _ = bar.takeLeft(gap)
      canvas.write(
        labels[1], in: bar.takeRight(widths[1]), .trailing, look.small, look.theme.faint)
      _ = bar.takeRight(gap)
    }
    let height = min(bar.height, 8 * look.unit)
    bar.y += (bar.height - height) / 2
    bar.height = height
    let heat = look.theme.heat
    for column in 0..<bar.width {
      let color = heat[column * (heat.count - 1) / max(1, bar.width - 1)]
      canvas.fill(Rectangle(x: bar.x + column, y: bar.y, width: 1, height: bar.height), color)
    }
  }
}

extension ValueMap {
  /// Whether the optimum of any cell is known.
  var hasOptimum: Bool { cells.contains { $0?.optimum != nil || $0?.optimalDirection != nil } }

  /// How many of the cells where both are known have the arrow of an optimal action; nil where
  /// there is none.
  package var agreement: ValueMapAgreement? {
    var found = ValueMapAgreement(agreeing: 0, compared: 0)
    for case .some(let cell) in cells {
      guard let direction = cell.direction, let optimal = cell.optimalDirection else { continue }
      found.compared += 1
      if direction == optimal { found.agreeing += 1 }
    }
    return found.compared > 0 ? found : nil
  }
}

/// How far the arrows of an agent are optimal.
package struct ValueMapAgreement: Hashable {
  /// Cells whose arrows are the same.
  package var agreeing: Int
  /// Cells where both arrows are known.
  package var compared: Int

  /// So many of so many.
  package init(agreeing: Int, compared: Int) {
    (self.agreeing, self.compared) = (agreeing, compared)
  }

  /// As people read it: whole per cent, 100 and 0 only where it is all or none.
  package var text: String {
    var percent = (200 * agreeing + compared) / (2 * compared)
    if percent == 100, agreeing < compared { percent = 99 }
    if percent == 0, agreeing > 0 { percent = 1 }
    return "optimal arrows: \(percent) % of \(Figures.count(compared)) cells"
  }
}
