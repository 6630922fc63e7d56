/// Draws the glyphs of a ``Typeface``: reads a row of ``GlyphDrawings``, sets it onto the pixel
/// grid and measures how much of each pixel a round pen covers.
struct GlyphPen {
  let lineHeight: Int
  let baseline: Int
  let capHeight: Int
  private let unit: Double
  private let weight: Double
  private let xHeight: Int
  private let descent: Int
  private let figureWidth: Int

  init(size: Int, isBold: Bool) {
    let em = Double(size)
    unit = em / 20
    weight = max(1, em * (isBold ? 0.13 : 0.084))
    capHeight = Int((em * 0.7).rounded())
    xHeight = Int((em * 0.52).rounded())
    descent = Int((em * 0.21).rounded())
    lineHeight = Int((em * 1.36).rounded())
    baseline = (lineHeight + capHeight + 1) / 2
    figureWidth = Int((7.6 * unit + weight).rounded())
  }

  /// Draws a row without its character and appends the shares of its pixels.
  func draw(_ row: Substring, into coverage: inout [UInt8]) -> Typeface.Glyph {
    let words = row.split(separator: " ")
    let sides = Array(words[0])
    let strokes = GlyphPath(words.dropFirst(2)).strokes
    let points = strokes.joined()
    let left = points.reduce(Double.infinity) { min($0, $1.x) }
    let right = points.reduce(-Double.infinity) { max($0, $1.x) }
    let width = width(right - left, isCentered: sides.last == "m", isFigure: sides[0] == "f")
    let scale = right > left ? (Double(width) - weight) / (right - left) : 0
    let levels = levels(bar: Double(words[1]) ?? 7)
    let placed = strokes.map { stroke in
      stroke.map { SIMD2(weight / 2 + ($0.x - left) * scale, height($0.y, levels)) }
    }
    let isFigure = sides[0] == "f"
    var glyph = Typeface.Glyph(
      width: width, height: 0, top: 0, box: isFigure ? max(width, figureWidth) : width, inset: 0,
      before: bearing(sides[0]), after: bearing(sides[1]), start: coverage.count)
    glyph.inset = (glyph.box - width + 1) / 2
    let low = placed.joined().reduce(Double.infinity) { min($0, $1.y) } - weight / 2
    let high = placed.joined().reduce(-Double.infinity) { max($0, $1.y) } + weight / 2
    glyph.top = Int((low + 0.001).rounded(.down))
    glyph.height = Int((high - 0.001).rounded(.up)) - glyph.top
    let radius = weight / 2
    var mask = [Double](repeating: 0, count: glyph.width * glyph.height)
    for stroke in placed {
      for index in 1..<stroke.count {
        Self.cover(
          &mask, glyph.width, from: stroke[index - 1] - [0, Double(glyph.top)],
          to: stroke[index] - [0, Double(glyph.top)], radius: radius)
      }
    }
    coverage += mask.map { UInt8((min(1, $0) * 255).rounded()) }
    return glyph
  }

  /// Raises the shares to what a line with round ends covers.
  private static func cover(
    _ mask: inout [Double], _ width: Int, from: SIMD2<Double>, to: SIMD2<Double>, radius: Double
  ) {
    let height = mask.count / width
    let along = to - from
    let square = (along * along).sum()
    let (low, high) = (pointwiseMin(from, to) - radius - 1, pointwiseMax(from, to) + radius + 1)
    for y in max(0, Int(low.y.rounded(.down)))..<max(0, min(height, Int(high.y.rounded(.up)))) {
      for x in max(0, Int(low.x.rounded(.down)))..<max(0, min(width, Int(high.x.rounded(.up)))) {
        let away = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - from
        let share = square > 0 ? min(1, max(0, (away * along).sum() / square)) : 0
        let rest = away - share * along
        let covered = radius + 0.5 - (rest * rest).sum().squareRoot()
        if covered > mask[y * width + x] { mask[y * width + x] = covered }
      }
    }
  }

  /// Whole pixels across; where a line runs through the middle, so many that it fills whole pixels.
  private func width(_ units: Double, isCentered: Bool, isFigure: Bool) -> Int {
    let width = max(Int(weight.rounded(.up)), Int((units * unit + weight).rounded()))
    guard isCentered, (width - Int(weight.rounded())) % 2 != 0 else { return width }
    return Double(width) < units * unit + weight && !isFigure ? width + 1 : width - 1
  }

  private func bearing(_ side: Character) -> Double {
    let em = 20 * unit
    switch side {
    case "r": return em * 0.062
    case "d": return em * 0.03
    case "f": return em * 0.07
    default: return em * 0.085
    }
  }

  /// Heights of the drawing and where the pen's middle goes at them, in rows from the line's top.
  private func levels(bar: Double) -> [(height: Double, row: Double)] {
    let base = Double(baseline)
    func top(_ height: Int) -> Double { base - Double(height) + weight / 2 }
    let isSmall = bar < 6 && bar > 4.9
    let upper = isSmall ? (height: 10.0, row: top(xHeight)) : (height: 14.0, row: top(capHeight))
    let foot = base - weight / 2
    let between = foot + (upper.row - foot) * bar / upper.height
    var levels = [
      (height: -4.0, row: base + Double(descent) - weight / 2), (height: 0.0, row: foot),
      (height: bar, row: (between - weight / 2).rounded() + weight / 2), upper,
    ]
    if isSmall { levels.append((height: 14.0, row: top(capHeight))) }
    return levels
  }

  private func height(_ height: Double, _ levels: [(height: Double, row: Double)]) -> Double {
    var above = 1
    while above < levels.count - 1, levels[above].height < height { above += 1 }
    let (low, high) = (levels[above - 1], levels[above])
    return low.row + (height - low.height) * (high.row - low.row) / (high.height - low.height)
  }
}

/// The lines of a row of ``GlyphDrawings``.
struct GlyphPath {
  /// Each stroke as the corners of an open line of two or more.
  private(set) var strokes: [[SIMD2<Double>]] = []

  /// Reads commands and their numbers.
  init(_ words: ArraySlice<Substring>) {
    var words = words[...]
    func next() -> SIMD2<Double> {
      let pair = words.prefix(2).compactMap { Double($0) }
      precondition(pair.count == 2, "expected two numbers in a glyph, got \(words.prefix(2))")
      words = words.dropFirst(2)
      return [pair[0], pair[1]]
    }
    while let command = words.popFirst() {
      if command == "M" {
        strokes.append([next()])
        continue
      }
      guard let from = strokes.last?.last else {
        preconditionFailure("expected M first in a glyph")
      }
      switch command {
      case "L": strokes[strokes.count - 1].append(next())
      case "v":
        let to = next()
        let reach = Self.bend * (to - from)
        curve(from, [from.x, from.y + reach.y], [to.x - reach.x, to.y], to)
      case "h":
        let to = next()
        let reach = Self.bend * (to - from)
        curve(from, [from.x + reach.x, from.y], [to.x, to.y - reach.y], to)
      case "c":
        let (first, second) = (next(), next())
        curve(from, first, second, next())
      default: preconditionFailure("expected M, L, v, h or c in a glyph, got \(command)")
      }
    }
  }

  /// How far the control points of a quarter reach: a little more than in a circle.
  private static let bend = 0.585

  private mutating func curve(
    _ a: SIMD2<Double>, _ b: SIMD2<Double>, _ c: SIMD2<Double>, _ d: SIMD2<Double>
  ) {
    let parts = 10
    for part in 1...parts {
      let t = Double(part) / Double(parts)
      let s = 1 - t
      let near: SIMD2<Double> = s * s * s * a + 3 * s * s * t * b
      let far: SIMD2<Double> = 3 * s * t * t * c + t * t * t * d
      strokes[strokes.count - 1].append(near + far)
    }
  }
}
