/// Numbers as horizontal gauges with names and values.
package struct ObservationNumbers {
  private let numbers: [ObservationNumber]
  private let look: Look
  /// The most rows that are shown.
  package static let most = 14

  init(_ numbers: [ObservationNumber], _ look: Look) {
    self.numbers = numbers
    self.look = look
  }

  private var rowHeight: Int { look.small.typeface.lineHeight + 5 * look.unit }

  private func columns(_ width: Int) -> Int {
    numbers.count > 6 && width >= 340 * look.unit ? 2 : 1
  }

  /// The height of the rows.
  func height(width: Int) -> Int {
    let columns = columns(width)
    return min(Self.most, (numbers.count + columns - 1) / columns) * rowHeight
  }

  /// Draws a gauge for each number, down the columns; what has no room is counted.
  func draw(on canvas: inout Canvas, in room: Rectangle) {
    let rowHeight = min(room.height, rowHeight)
    guard rowHeight >= look.small.typeface.lineHeight else { return }
    let columns = columns(room.width)
    let rows = min((numbers.count + columns - 1) / columns, room.height / rowHeight)
    let places = rows * columns
    let count = numbers.count <= places ? numbers.count : max(0, places - 1)
    let gap = 14 * look.unit
    let width = (room.width - (columns - 1) * gap) / columns
    let shown = numbers.prefix(count)
    let figures = Self.figures(Array(shown))
    let widths = (
      name: canvas.width(ofWidest: shown.map(\.name), look.small),
      value: canvas.width(ofWidest: figures + ["−0.000"], look.small)
    )
    func row(_ place: Int) -> Rectangle {
      Rectangle(
        x: room.x + place / rows * (width + gap), y: room.y + place % rows * rowHeight,
        width: width, height: rowHeight)
    }
    for (place, number) in shown.enumerated() {
      var rest = row(place)
      let unit = look.unit
      canvas.write(
        figures[place], in: rest.takeRight(min(widths.value, width)), .trailing,
        look.small, look.theme.ink)
      _ = rest.takeRight(8 * unit)
      let bars = rest.width >= 70 * unit ? rest.width / 2 : 0
      canvas.write(
        number.name, in: rest.takeLeft(min(widths.name, rest.width - bars)), .leading,
        look.small, look.theme.faint)
      _ = rest.takeLeft(8 * unit)
      if bars > 0 { drawGauge(number, on: &canvas, in: rest) }
    }
    if count < numbers.count, places > 0 {
      canvas.write(
        "… and \(numbers.count - count) more", in: row(places - 1), .leading, look.small,
        look.theme.faint)
    }
  }

  /// The values as text, with the same count of decimals unless they are of very different sizes.
  package static func figures(_ numbers: [ObservationNumber]) -> [String] {
    let sizes = numbers.map { number in
      let ends = [number.range.lowerBound, number.range.upperBound]
      return Double(
        ends.contains(where: isOpen) ? max(1, abs(number.value)) : ends.map(abs).max() ?? 1)
    }
    let least = sizes.lazy.filter { $0 > 0 }.min() ?? 1
    let areAlike = sizes.allSatisfy { $0 < 100 } && least >= 0.01
    return zip(numbers, sizes).map { number, size in
      Figures(for: [areAlike ? least : size]).text(Double(number.value))
    }
  }

  /// Where a value lies in its range, 0...1; what goes on for ever comes ever nearer to an end.
  package static func position(_ value: Float, in range: ClosedRange<Float>) -> Double? {
    guard !value.isNaN else { return nil }
    let (low, high) = (range.lowerBound, range.upperBound)
    func share(_ length: Double) -> Double {
      length.isFinite ? length / (1 + abs(length)) : length < 0 ? -1 : 1
    }
    let value = Double(value)
    let place: Double =
      switch (isOpen(low), isOpen(high)) {
      case (false, false): high > low ? (value - Double(low)) / (Double(high) - Double(low)) : 0.5
      case (false, true): share(max(0, value - Double(low)))
      case (true, false): 1 - share(max(0, Double(high) - value))
      case (true, true): 0.5 + share(value) / 2
      }
    return min(1, max(0, place))
  }

  /// Whether an end is infinite, or so far that it stands for it.
  private static func isOpen(_ end: Float) -> Bool { !(abs(end) < 1e30) }

  private func drawGauge(
    _ number: ObservationNumber, on canvas: inout Canvas, in room: Rectangle
  ) {
    let (theme, unit) = (look.theme, look.unit)
    let range = number.range
    let middle = room.y + room.height / 2
    let radius = 4 * unit
    let track = Rectangle(
      x: room.x + radius, y: middle - unit, width: room.width - 2 * radius, height: 2 * unit)
    guard track.width > 0 else { return }
    canvas.fill(track, theme.grid)
    func column(_ position: Double) -> Int {
      track.x + Int((position * Double(track.width - unit)).rounded())
    }
    // An end that goes on is a row of dots.
    for (isOpen, start) in [
      (Self.isOpen(range.lowerBound), track.x),
      (Self.isOpen(range.upperBound), track.x + track.width - 16 * unit),
    ] where isOpen && track.width > 40 * unit {
      for dot in 0..<4 {
        canvas.fill(
          Rectangle(x: start + dot * 4 * unit, y: track.y, width: 2 * unit, height: 2 * unit),
          theme.panel)
      }
    }
    let zero = range.contains(0) ? Self.position(0, in: range) : nil
    if let zero {
      canvas.fill(
        Rectangle(x: column(zero), y: middle - 4 * unit, width: unit, height: 8 * unit), theme.grid)
    }
    guard let position = Self.position(number.value, in: range) else { return }
    let place = column(position)
    let from = zero.map(column) ?? track.x
    canvas.fill(
      Rectangle(x: min(from, place), y: track.y, width: abs(place - from), height: 2 * unit),
      theme.accent)
    canvas.disc(
      [Double(place) + Double(unit) / 2, Double(middle)], radius: Double(radius) - 0.5,
      theme.accent)
  }
}
