import Environments

extension Canvas {
  /// Draws a line through points, with round ends and corners; nothing is drawn twice where it
  /// meets itself.
  package mutating func line(_ points: [SIMD2<Double>], width: Double, _ color: Color) {
    let radius = width / 2
    guard let room = room(of: points, reach: radius + 1), let first = points.first else { return }
    prepareMask(room)
    mask.withUnsafeMutableBufferPointer { mask in
      if points.count == 1 { Self.cover(mask, room, from: first, to: first, radius: radius) }
      for index in points.indices.dropFirst() {
        Self.cover(mask, room, from: points[index - 1], to: points[index], radius: radius)
      }
    }
    paintMask(room, color)
  }

  /// Draws a disc.
  package mutating func disc(_ center: SIMD2<Double>, radius: Double, _ color: Color) {
    line([center], width: 2 * radius, color)
  }

  /// Fills a convex polygon.
  package mutating func polygon(_ corners: [SIMD2<Double>], _ color: Color) {
    guard corners.count > 2, let room = room(of: corners, reach: 1) else { return }
    var turn = 0.0
    for (index, corner) in corners.enumerated() {
      let next = corners[(index + 1) % corners.count]
      turn += corner.x * next.y - corner.y * next.x
    }
    let sign: Double = turn < 0 ? -1 : 1
    let edges = corners.indices.map { index -> (from: SIMD2<Double>, normal: SIMD2<Double>) in
      let edge = corners[(index + 1) % corners.count] - corners[index]
      let length = (edge * edge).sum().squareRoot()
      return (corners[index], length > 0 ? [-edge.y, edge.x] * (sign / length) : .zero)
    }
    prepareMask(room)
    mask.withUnsafeMutableBufferPointer { mask in
      for y in room.y..<room.bottom {
        for x in room.x..<room.right {
          let middle = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
          var covered = 1.0
          for edge in edges {
            covered = min(covered, ((middle - edge.from) * edge.normal).sum() + 0.5)
          }
          let place = (y - room.y) * room.width + x - room.x
          mask[place] = UInt8((max(0, covered) * 255).rounded())
        }
      }
    }
    paintMask(room, color)
  }

  /// Fills what lies between a line from left to right and a level.
  ///
  /// - Parameters:
  ///   - upper: the line, its points ordered by x.
  ///   - base: the level, in pixels from the top; the line may lie on both sides of it.
  ///   - color: the colour.
  ///   - opacity: how much of the colour is mixed in, in 255ths.
  package mutating func area(
    _ upper: [SIMD2<Double>], base: Double, _ color: Color, opacity: Int
  ) {
    guard let first = upper.first, let last = upper.last,
      let room = room(of: upper + [[first.x, base]], reach: 0)
    else { return }
    let (pixel, rowLength) = (color.pixel, picture.width)
    let samples = 4
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      var segment = 0
      for x in room.x..<room.right {
        var sides: [(from: Double, to: Double)] = []
        for sample in 0..<samples {
          let place = Double(x) + (Double(sample) + 0.5) / Double(samples)
          guard place >= first.x, place <= last.x else { continue }
          while segment + 2 < upper.count, upper[segment + 1].x < place { segment += 1 }
          let (start, end) = (upper[segment], upper[min(segment + 1, upper.count - 1)])
          let share = end.x > start.x ? (place - start.x) / (end.x - start.x) : 0
          let level = start.y + share * (end.y - start.y)
          sides.append((min(level, base), max(level, base)))
        }
        let top = sides.reduce(Double(room.bottom)) { min($0, $1.from) }
        let bottom = sides.reduce(Double(room.y)) { max($0, $1.to) }
        let rows = Self.pixels(top, bottom, within: room.y..<room.bottom)
        for y in rows {
          var covered = 0.0
          for side in sides {
            covered += max(0, min(Double(y + 1), side.to) - max(Double(y), side.from))
          }
          let share = UInt32((covered / Double(samples) * Double(opacity)).rounded())
          let place = y * rowLength + x
          pixels[place] = Self.mixed(pixels[place], pixel, min(255, share))
        }
      }
    }
  }

  /// The pixels that shapes through these points can touch; nil where there are none.
  private func room(of points: [SIMD2<Double>], reach: Double) -> Rectangle? {
    guard var low = points.first, var high = points.first else { return nil }
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let room = clip.intersection(bounds)
    let columns = Self.pixels(low.x - reach, high.x + reach, within: room.x..<room.right)
    let rows = Self.pixels(low.y - reach, high.y + reach, within: room.y..<room.bottom)
    guard !columns.isEmpty, !rows.isEmpty else { return nil }
    return Rectangle(
      x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
  }

  /// The whole pixels that reach from one place to another; none where a place is no number.
  @inline(__always)
  private static func pixels(
    _ low: Double, _ high: Double, within limits: Range<Int>
  ) -> Range<Int> {
    guard low < Double(limits.upperBound), high > Double(limits.lowerBound) else {
      return limits.lowerBound..<limits.lowerBound
    }
    let from = low > Double(limits.lowerBound) ? Int(low.rounded(.down)) : limits.lowerBound
    let to = high < Double(limits.upperBound) ? Int(high.rounded(.up)) : limits.upperBound
    return from..<max(from, to)
  }

  private mutating func prepareMask(_ room: Rectangle) {
    let count = room.width * room.height
    if mask.count < count { mask = [UInt8](repeating: 0, count: count) }
  }

  /// Raises the shares of the mask to what a line with round ends covers.
  private static func cover(
    _ mask: UnsafeMutableBufferPointer<UInt8>, _ room: Rectangle, from: SIMD2<Double>,
    to: SIMD2<Double>, radius: Double
  ) {
    let reach = radius + 1
    let columns = pixels(
      min(from.x, to.x) - reach, max(from.x, to.x) + reach, within: room.x..<room.right)
    let rows = pixels(
      min(from.y, to.y) - reach, max(from.y, to.y) + reach, within: room.y..<room.bottom)
    let along = to - from
    let square = (along * along).sum()
    for y in rows {
      let row = (y - room.y) * room.width - room.x
      for x in columns {
        let away = SIMD2(Double(x) + 0.5, Double(y) + 0.5) - from
        let share = square > 0 ? min(1, max(0, (away * along).sum() / square)) : 0
        let rest = away - share * along
        let distance = (rest * rest).sum()
        guard distance < (radius + 0.5) * (radius + 0.5) else { continue }
        // A line thinner than a pixel is paler, and not thinner.
        let covered = min(min(1, 2 * radius), radius + 0.5 - distance.squareRoot())
        let value = UInt8((max(0, covered) * 255).rounded())
        if value > mask[row + x] { mask[row + x] = value }
      }
    }
  }

  /// Mixes the colour in by the mask, which is empty afterwards.
  private mutating func paintMask(_ room: Rectangle, _ color: Color) {
    let (pixel, rowLength) = (color.pixel, picture.width)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      mask.withUnsafeMutableBufferPointer { mask in
        for y in 0..<room.height {
          let target = (room.y + y) * rowLength + room.x
          for x in 0..<room.width {
            let share = UInt32(mask[y * room.width + x])
            guard share > 0 else { continue }
            mask[y * room.width + x] = 0
            pixels[target + x] = Self.mixed(pixels[target + x], pixel, share)
          }
        }
      }
    }
  }
}
