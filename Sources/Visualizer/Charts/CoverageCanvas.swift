import Environments

/// Draws shapes into pixels, smoothly: a pixel takes as much of a colour as the shape covers it.
///
/// Only operations with one exact result (no library functions), and whole numbers where colours
/// mix: the same pixels everywhere.
struct CoverageCanvas {
  let width: Int
  let height: Int
  private var pixels: [UInt8]
  /// The share of each pixel that the shape in work covers.
  private var mask: [Double]
  /// Where shapes show: columns and rows.
  private var clip: (x: Range<Int>, y: Range<Int>)

  init(width: Int, height: Int, color: Color) {
    let frame = Frame(width: width, height: height, color: color)
    (self.width, self.height, pixels) = (width, height, frame.pixels)
    mask = [Double](repeating: 0, count: width * height)
    clip = (0..<width, 0..<height)
  }

  /// The picture.
  var frame: Frame { Frame(width: width, height: height, pixels: pixels) }

  /// Draws everything, enlarged.
  mutating func draw(_ drawing: ChartDrawing, scale: Double) {
    for shape in drawing.surroundings { draw(shape, scale) }
    let (from, to) = (drawing.areaFrom * scale, drawing.areaTo * scale)
    clip = (range(from.x, to.x, width), range(from.y, to.y, height))
    for shape in drawing.lines { draw(shape, scale) }
    clip = (0..<width, 0..<height)
    for shape in drawing.marks { draw(shape, scale) }
  }

  private mutating func draw(_ shape: ChartShape, _ scale: Double) {
    switch shape {
    case .rule(let from, let to, let lineWidth, let color):
      drawRule(from * scale, to * scale, max(1, Int((lineWidth * scale).rounded())), color)
    case .stroke(let places, let lineWidth, let dashes, let color):
      let places = places.map { $0 * scale }
      let lines = ChartDashes(lengths: dashes.map { $0 * scale }).lines(through: places)
      draw(lines, radius: lineWidth * scale / 2, color)
    case .band(let upper, let lower, let color, let opacity):
      drawBand(upper.map { $0 * scale }, lower.map { $0 * scale }, color, opacity)
    case .polygon(let corners, let color):
      drawPolygon(corners.map { $0 * scale }, color)
    case .disc(let center, let radius, let color):
      draw([(center * scale, center * scale)], radius: radius * scale, color)
    case .text(let text, let place):
      let share: Double =
        switch text.anchor {
        case .start: 0
        case .middle: 0.5
        case .end: 1
        }
      let start = (place - [share * text.width, 0]) * scale
      let size = text.size * scale
      let lines = StrokeFont.strokes(of: text.string).map {
        (start + $0.0 * size, start + $0.1 * size)
      }
      draw(lines, radius: size * (text.isBold ? 0.062 : 0.042), text.color)
    }
  }

  /// Lines with round ends, as one shape: where they meet nothing is drawn twice.
  private mutating func draw(
    _ lines: [(SIMD2<Double>, SIMD2<Double>)], radius: Double, _ color: Color
  ) {
    let reach = SIMD2(repeating: radius + 1)
    guard var low = lines.first?.0, var high = lines.first?.0 else { return }
    for (from, to) in lines {
      low = pointwiseMin(low, pointwiseMin(from, to))
      high = pointwiseMax(high, pointwiseMax(from, to))
      let columns = columns(pointwiseMin(from, to) - reach, pointwiseMax(from, to) + reach)
      let along = to - from
      let square = (along * along).sum()
      for y in rows(pointwiseMin(from, to) - reach, pointwiseMax(from, to) + reach) {
        for x in columns {
          let away = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - from
          let share = square > 0 ? min(1, max(0, (away * along).sum() / square)) : 0
          let rest = away - share * along
          let coverage = radius + 0.5 - (rest * rest).sum().squareRoot()
          if coverage > mask[y * width + x] { mask[y * width + x] = min(1, coverage) }
        }
      }
    }
    blend(low - reach, high + reach, color, 1)
  }

  /// What lies between two lines, exact in the vertical and by four samples across a pixel.
  private mutating func drawBand(
    _ upper: [SIMD2<Double>], _ lower: [SIMD2<Double>], _ color: Color, _ opacity: Double
  ) {
    guard let first = upper.first, let last = upper.last else { return }
    var segment = 0
    var (top, bottom) = (Double(height), 0.0)
    let samples = 4
    for x in columns(first, last) {
      for sample in 0..<samples {
        let place = Double(x) + (Double(sample) + 0.5) / Double(samples)
        guard place >= first.x, place <= last.x else { continue }
        while segment + 2 < upper.count, upper[segment + 1].x < place { segment += 1 }
        let next = min(segment + 1, upper.count - 1)
        let length = upper[next].x - upper[segment].x
        let share = length > 0 ? (place - upper[segment].x) / length : 0
        let from = upper[segment].y + share * (upper[next].y - upper[segment].y)
        let to = lower[segment].y + share * (lower[next].y - lower[segment].y)
        (top, bottom) = (min(top, from), max(bottom, to))
        for y in rows([place, from], [place, to]) {
          let covered = min(Double(y + 1), to) - max(Double(y), from)
          mask[y * width + x] += max(0, covered) / Double(samples)
        }
      }
    }
    blend([first.x, top], [last.x, bottom], color, opacity)
  }

  private mutating func drawPolygon(_ corners: [SIMD2<Double>], _ color: Color) {
    guard var low = corners.first, var high = corners.first else { return }
    for corner in corners {
      low = pointwiseMin(low, corner - 1)
      high = pointwiseMax(high, corner + 1)
    }
    for y in rows(low, high) {
      for x in columns(low, high) {
        var coverage = 1.0
        for (index, corner) in corners.enumerated() {
          let edge = corners[(index + 1) % corners.count] - corner
          let away = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - corner
          let inside = edge.x * away.y - edge.y * away.x
          coverage = min(coverage, inside / (edge * edge).sum().squareRoot() + 0.5)
        }
        mask[y * width + x] = max(0, coverage)
      }
    }
    blend(low, high, color, 1)
  }

  private mutating func drawRule(
    _ from: SIMD2<Double>, _ to: SIMD2<Double>, _ thickness: Int, _ color: Color
  ) {
    let isFlat = abs(to.x - from.x) >= abs(to.y - from.y)
    let across = Int((isFlat ? from.y : from.x).rounded(.down)) - (thickness - 1) / 2
    let start = Int((isFlat ? min(from.x, to.x) : min(from.y, to.y)).rounded(.down))
    let end = Int((isFlat ? max(from.x, to.x) : max(from.y, to.y)).rounded(.down))
    for along in start...end {
      for line in across..<(across + thickness) {
        let (x, y) = isFlat ? (along, line) : (line, along)
        guard clip.x.contains(x), clip.y.contains(y) else { continue }
        mix(color, 255, atPixel: y * width + x)
      }
    }
  }

  /// Mixes the colour in by the mask, which is empty afterwards.
  private mutating func blend(
    _ low: SIMD2<Double>, _ high: SIMD2<Double>, _ color: Color, _ opacity: Double
  ) {
    for y in rows(low, high) {
      for x in columns(low, high) where mask[y * width + x] > 0 {
        let share = Int((min(1, mask[y * width + x]) * opacity * 255).rounded())
        mask[y * width + x] = 0
        mix(color, share, atPixel: y * width + x)
      }
    }
  }

  private mutating func mix(_ color: Color, _ share: Int, atPixel pixel: Int) {
    func mixed(_ old: UInt8, _ new: UInt8) -> UInt8 {
      UInt8((Int(old) * (255 - share) + Int(new) * share + 127) / 255)
    }
    pixels[3 * pixel] = mixed(pixels[3 * pixel], color.red)
    pixels[3 * pixel + 1] = mixed(pixels[3 * pixel + 1], color.green)
    pixels[3 * pixel + 2] = mixed(pixels[3 * pixel + 2], color.blue)
  }

  private func columns(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> Range<Int> {
    range(low.x, high.x + 1, width).clamped(to: clip.x)
  }

  private func rows(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> Range<Int> {
    range(low.y, high.y + 1, height).clamped(to: clip.y)
  }

  private func range(_ low: Double, _ high: Double, _ limit: Int) -> Range<Int> {
    let from = Int(min(max(low, 0), Double(limit)))
    return from..<max(from, Int(min(max(high, 0), Double(limit))))
  }
}
