import Environments

/// Numbers as a curve of small dots: two by four in a character, or rows of ASCII signs.
struct TerminalCurve {
  /// The points, from left to right.
  var points: [SIMD2<Double>]
  /// What the width of the curve stands for.
  var span: ClosedRange<Double>
  /// The place up to which the curve is in its colour; what comes after it is grey.
  var present = Double.infinity

  /// Draws the curve with the least and the greatest number at its left.
  func draw(
    in grid: inout TerminalGrid, y: Int, height: Int, ink: Color, later: Color, label: Color
  ) {
    let values = points.lazy.map(\.y).filter(\.isFinite)
    guard let low = values.min(), let high = values.max(), height > 0 else { return }
    let range = low...high
    let figures = Figures(for: [low, high])
    let labels = [figures.text(high), figures.text(low)]
    let wanted = labels.map(\.count).max() ?? 0
    let margin = height > 1 && grid.width >= wanted + 10 ? wanted + 1 : 0
    if margin > 0 {
      let style = TerminalStyle(ink: label)
      grid.put(labels[0], endingAt: margin - 1, y: y, style)
      if range.lowerBound < range.upperBound {
        grid.put(labels[1], endingAt: margin - 1, y: y + height - 1, style)
      }
    }
    let width = grid.width - margin
    guard width > 0 else { return }
    let (across, down) = grid.isPlain ? (1, 2) : (2, 4)
    let dots = (width: width * across, height: height * down)
    let marks = spans(dots.width, dots.height, range)
    let presentDot = position(of: present, dots.width)
    for column in 0..<width {
      let isLater = column * across > presentDot
      let style = TerminalStyle(ink: isLater ? later : ink)
      for row in 0..<height {
        var bits = 0
        for side in 0..<across {
          guard let span = marks[column * across + side] else { continue }
          for level in 0..<down {
            // Dots are counted from the top of the character, spans from the foot of the curve.
            let dot = dots.height - 1 - (row * down + level)
            if span.contains(dot) { bits |= 1 << (side * down + level) }
          }
        }
        guard bits != 0 else { continue }
        grid.put(
          grid.isPlain ? Self.sign(bits) : Self.braille(bits), x: margin + column, y: y + row, style
        )
      }
    }
  }

  /// The column of dots of a place.
  private func position(of place: Double, _ width: Int) -> Int {
    let length = span.upperBound - span.lowerBound
    let share = length > 0 ? (place - span.lowerBound) / length : 0
    return Int((min(1, max(0, share)) * Double(width - 1)).rounded())
  }

  /// For each column of dots from which to which the curve goes; nil where nothing is known.
  private func spans(
    _ width: Int, _ height: Int, _ range: ClosedRange<Double>
  ) -> [ClosedRange<Int>?] {
    let extent = range.upperBound - range.lowerBound
    func level(_ value: Double) -> Int {
      extent > 0 && extent.isFinite
        ? Int(((value - range.lowerBound) / extent * Double(height - 1)).rounded()) : height / 2
    }
    var result = [ClosedRange<Int>?](repeating: nil, count: width)
    func mark(_ x: Int, _ from: Int, _ to: Int) {
      let (low, high) = (min(from, to), max(from, to))
      result[x] = min(result[x]?.lowerBound ?? low, low)...max(result[x]?.upperBound ?? high, high)
    }
    var last: (x: Int, level: Int)?
    for point in points {
      guard point.x.isFinite, point.y.isFinite else {
        last = nil
        continue
      }
      let (x, y) = (position(of: point.x, width), level(point.y))
      if let last, x > last.x {
        // Straight from the last point to this one, column by column.
        var before = last.level
        for column in (last.x + 1)...x {
          let here = last.level + (y - last.level) * (column - last.x) / (x - last.x)
          mark(column, before, here)
          before = here
        }
      } else {
        mark(x, last?.level ?? y, y)
      }
      last = (x, y)
    }
    return result
  }

  /// The character of Unicode's braille block with dots at the given places, column by column.
  private static func braille(_ bits: Int) -> Unicode.Scalar {
    let places = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]
    var code: UInt32 = 0x2800
    for (bit, place) in places.enumerated() where bits & 1 << bit != 0 { code |= UInt32(place) }
    return Unicode.Scalar(code) ?? " "
  }

  /// An ASCII sign for the upper half, the lower half, or both.
  private static func sign(_ bits: Int) -> Unicode.Scalar {
    bits == 1 ? "'" : bits == 2 ? "." : ":"
  }
}

/// Heights as block characters.
enum TerminalBlocks {
  private static let levels = Array(" ▁▂▃▄▅▆▇█".unicodeScalars)

  /// A block of so many eighths of a line.
  static func level(_ eighths: Int) -> Unicode.Scalar { levels[min(8, max(0, eighths))] }

  /// A column of several lines, of so many eighths in all; drawn upwards from line `y`.
  static func column(
    _ eighths: Int, in grid: inout TerminalGrid, x: Int, foot y: Int, height: Int,
    _ style: TerminalStyle
  ) {
    for line in 0..<height where eighths > 8 * line {
      grid.put(level(eighths - 8 * line), x: x, y: y - line, style)
    }
  }

  /// A bar to the right of a share of `width` places.
  static func bar(
    _ share: Double, in grid: inout TerminalGrid, x: Int, y: Int, width: Int, _ style: TerminalStyle
  ) {
    guard share.isFinite, width > 0 else { return }
    let halves = Int((min(1, max(0, share)) * Double(2 * width)).rounded())
    grid.fill("━", x: x, y: y, count: halves / 2, style)
    if !halves.isMultiple(of: 2) { grid.put("╸", x: x + halves / 2, y: y, style) }
  }
}
