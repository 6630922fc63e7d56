import Environments

/// The field of a small chart: two axes with a few tidy ticks, and where their values lie.
///
/// Charts of one width have their fields at the same place, so that those of one episode stand
/// exactly over each other.
struct Plot {
  /// The axis from left to right.
  let across: ChartAxis
  /// The axis from the bottom to the top.
  let up: ChartAxis
  /// Where the grid lines run.
  let area: Rectangle
  /// Where the labels of the upward axis stand, at the left of the field; may be empty.
  private let gutter: Rectangle
  /// Where the labels of the other axis stand, below the field; may be empty.
  private let foot: Rectangle
  private let look: Look

  /// Axes in a room; nil where it is too small for anything.
  ///
  /// - Parameters:
  ///   - room: Where the field and its labels stand.
  ///   - across: The values from left to right, shown to the very ends.
  ///   - up: The values from the bottom to the top.
  ///   - look: Colours, type and unit.
  init?(
    in room: Rectangle, across: ClosedRange<Double>, up: ClosedRange<Double>, look: Look
  ) {
    let unit = look.unit
    var area = room
    let line = look.small.typeface.lineHeight
    let hasFoot = room.height >= line + 30 * unit
    let hasGutter = room.width >= 120 * unit && room.height >= line + 8 * unit
    var foot = Rectangle(x: 0, y: 0, width: 0, height: 0)
    var gutter = foot
    if hasFoot {
      foot = area
      area.height -= line + 3 * unit
      foot.y = area.y + area.height + 3 * unit
      foot.height = line
    }
    // Marks may be larger than lines: they need some room on all sides of the field.
    let margin = 3 * unit
    _ = area.takeRight(margin)
    if hasGutter {
      gutter = area.takeLeft(Self.gutterWidth(look))
      // Half a line for the label at the top.
      _ = area.takeTop(line / 2)
      if !hasFoot { _ = area.takeBottom((line + 1) / 2) }
    } else {
      _ = area.takeLeft(margin)
      _ = area.takeTop(margin)
      if !hasFoot { _ = area.takeBottom(margin) }
    }
    guard area.width >= 4 * unit, area.height >= 4 * unit else { return nil }
    self.look = look
    self.area = area
    self.gutter = gutter
    self.foot = foot
    self.across = Self.axis(across, width: area.width, look)
    self.up = ChartAxis(up, intervals: area.height >= 72 * unit ? 3 : 2, growing: true)
  }

  /// An axis from left to right with as many ticks as have room for their labels, at most five.
  private static func axis(
    _ range: ClosedRange<Double>, width: Int, _ look: Look
  ) -> ChartAxis {
    for intervals in [4, 3, 2] {
      let axis = ChartAxis(range, intervals: intervals, growing: false)
      let labels = axis.ticks.reduce(0) {
        $0 + look.small.typeface.width(of: $1.label) + 16 * look.unit
      }
      if labels <= width { return axis }
    }
    return ChartAxis(range, intervals: 1, growing: false)
  }

  /// The width of the labels at the left.
  private static func gutterWidth(_ look: Look) -> Int { 50 * look.unit }

  /// Lines stay this far within the field.
  private var inset: Double { 2 * Double(look.unit) }

  /// The column of a value.
  func x(_ value: Double) -> Double {
    Double(area.x) + inset + across.position(value) * (Double(area.width) - 2 * inset)
  }

  /// The row of a value.
  func y(_ value: Double) -> Double {
    Double(area.y + area.height) - inset - up.position(value) * (Double(area.height) - 2 * inset)
  }

  /// Draws grid lines and labels; the axis from left to right counts something.
  func drawAxes(counting name: String, on canvas: inout Canvas) {
    let (theme, unit) = (look.theme, look.unit)
    let line = look.small.typeface.lineHeight
    let places = up.ticks.map { Int(y($0.value)) }
    // Where ticks are closer than lines of text only every so many of them have a label.
    let apart = places.count > 1 ? max(1, abs(places[1] - places[0])) : line
    let stride = (line + apart - 1) / apart
    for (index, tick) in up.ticks.enumerated() {
      let place = places[index]
      canvas.fill(
        Rectangle(x: area.x, y: place, width: area.width, height: unit),
        tick.value == 0 ? theme.grid.mixed(with: theme.faint, share: 80) : theme.grid)
      var row = gutter
      guard !row.isEmpty, index.isMultiple(of: stride) else { continue }
      row.width -= 6 * unit
      row.y = place - line / 2
      row.height = line
      canvas.write(tick.label, in: row, .trailing, look.small, theme.faint)
    }
    drawFoot(counting: name, on: &canvas)
  }

  private func drawFoot(counting name: String, on canvas: inout Canvas) {
    guard !foot.isEmpty else { return }
    var names = foot
    if !gutter.isEmpty {
      var row = names.takeLeft(gutter.width)
      row.width -= 6 * look.unit
      canvas.write(name, in: row, .trailing, look.small, look.theme.faint)
    }
    for tick in across.ticks {
      let width = canvas.width(of: tick.label, look.small)
      let middle = Int(x(tick.value)) - width / 2
      let place = max(names.x, min(middle, foot.x + foot.width - width))
      guard place >= names.x, place + width <= foot.x + foot.width else { continue }
      canvas.text(tick.label, x: place, y: foot.y, look.small, look.theme.faint)
      names.x = place + width + 8 * look.unit
    }
  }
}

extension Plot {
  /// A series against its places, as a line.
  ///
  /// Where there are several places for each column of pixels, it runs from the least to the
  /// greatest value of each. Values that are not finite leave gaps.
  func draw(
    _ values: [Float], _ range: Range<Int>, width: Double, _ color: Color, on canvas: inout Canvas
  ) {
    var line: [SIMD2<Double>] = []
    for point in points(values, range) {
      if let point {
        line.append(point)
      } else {
        drawLine(line, width: width, color, on: &canvas)
        line.removeAll(keepingCapacity: true)
      }
    }
    drawLine(line, width: width, color, on: &canvas)
  }

  private func drawLine(
    _ line: [SIMD2<Double>], width: Double, _ color: Color, on canvas: inout Canvas
  ) {
    guard let only = line.first else { return }
    if line.count == 1 {
      canvas.disc(only, radius: width * 0.75, color)
    } else {
      canvas.line(line, width: width, color)
    }
  }

  private func points(_ values: [Float], _ range: Range<Int>) -> [SIMD2<Double>?] {
    let range = range.clamped(to: values.indices)
    guard let first = range.first, let last = range.last else { return [] }
    let (left, right) = (Int(x(Double(first))), Int(x(Double(last))))
    guard last - first > 2 * (right - left) else {
      return range.map { place in
        let value = Double(values[place])
        return value.isFinite ? [x(Double(place)), y(value)] : nil
      }
    }
    let gathered = PixelColumns(values, range, width: right - left + 1) {
      Int(x(Double($0))) - left
    }
    return gathered.columns.enumerated().flatMap { index, column -> [SIMD2<Double>?] in
      guard let column else { return [nil] }
      let place = Double(left + index) + 0.5
      let isRising = column.first - column.low <= column.high - column.first
      let ends = isRising ? [column.low, column.high] : [column.high, column.low]
      return (column.low == column.high ? [column.low] : ends).map { [place, y($0)] }
    }
  }
}
