extension Frame {
  /// Fills the whole frame.
  public mutating func fill(_ color: Color) {
    fillRectangle(x: 0, y: 0, width: width, height: height, color)
  }

  /// Fills a rectangle given by its top left corner and its size in pixels.
  public mutating func fillRectangle(x: Int, y: Int, width: Int, height: Int, _ color: Color) {
    let bottom = min(y + height, self.height)
    guard width > 0, max(y, 0) < bottom else { return }
    for row in max(y, 0)..<bottom {
      fillRow(y: row, from: x, through: x + width - 1, color)
    }
  }

  /// Draws the border of a rectangle, `thickness` pixels inwards.
  public mutating func drawRectangle(
    x: Int, y: Int, width: Int, height: Int, thickness: Int = 1, _ color: Color
  ) {
    fillRectangle(x: x, y: y, width: width, height: thickness, color)
    fillRectangle(x: x, y: y + height - thickness, width: width, height: thickness, color)
    fillRectangle(x: x, y: y, width: thickness, height: height, color)
    fillRectangle(x: x + width - thickness, y: y, width: thickness, height: height, color)
  }

  /// Fills a disc: every pixel whose centre is at most `radius` from (x, y).
  public mutating func fillCircle(x: Int, y: Int, radius: Int, _ color: Color) {
    guard radius >= 0 else { return }
    for offset in -radius...radius {
      let reach = Self.squareRoot(radius * radius - offset * offset)
      fillRow(y: y + offset, from: x - reach, through: x + reach, color)
    }
  }

  /// Draws a straight line from one pixel to another, as a trail of discs `thickness` wide.
  ///
  /// - Source: Bresenham 1965, all octants.
  public mutating func drawLine(
    fromX startX: Int, fromY startY: Int, toX endX: Int, toY endY: Int, thickness: Int = 1,
    _ color: Color
  ) {
    let spanX = abs(endX - startX)
    let spanY = -abs(endY - startY)
    let stepX = startX < endX ? 1 : -1
    let stepY = startY < endY ? 1 : -1
    var (x, y) = (startX, startY)
    var error = spanX + spanY
    while true {
      if thickness <= 1 {
        fillRow(y: y, from: x, through: x, color)
      } else {
        fillCircle(x: x, y: y, radius: thickness / 2, color)
      }
      if x == endX && y == endY { return }
      let doubled = 2 * error
      if doubled >= spanY {
        error += spanY
        x += stepX
      }
      if doubled <= spanX {
        error += spanX
        y += stepY
      }
    }
  }

  /// Fills a polygon by the even-odd rule; a row counts where its centre lies inside.
  ///
  /// - Parameters:
  ///   - points: the corners in order, in pixels; fewer than three draw nothing.
  ///   - color: the colour.
  public mutating func fillPolygon(_ points: [(x: Int, y: Int)], _ color: Color) {
    guard points.count >= 3, let top = points.map(\.y).min(), let bottom = points.map(\.y).max()
    else { return }
    var crossings: [Int] = []
    for row in max(top, 0)...max(min(bottom, height - 1), max(top, 0)) {
      crossings.removeAll(keepingCapacity: true)
      // The centre of a row is at row + 1/2; doubled coordinates keep it whole.
      let line = 2 * row + 1
      for index in points.indices {
        let a = points[index]
        let b = points[(index + 1) % points.count]
        guard (2 * a.y < line) != (2 * b.y < line) else { continue }
        let numerator = (line - 2 * a.y) * (b.x - a.x)
        let denominator = 2 * (b.y - a.y)
        crossings.append(a.x + Self.floorDivide(numerator, denominator))
      }
      crossings.sort()
      for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
        fillRow(y: row, from: crossings[pair], through: crossings[pair + 1] - 1, color)
      }
    }
  }

  /// The frame with every pixel repeated `factor` times in both directions.
  public func scaled(by factor: Int) -> Frame {
    precondition(factor >= 1, "expected a factor of at least 1, got \(factor)")
    var result = Frame(width: width * factor, height: height * factor)
    for y in 0..<height {
      for x in 0..<width {
        result.fillRectangle(
          x: x * factor, y: y * factor, width: factor, height: factor, self[x, y])
      }
    }
    return result
  }

  /// The whole part of the square root.
  private static func squareRoot(_ value: Int) -> Int {
    var root = 0
    while (root + 1) * (root + 1) <= value { root += 1 }
    return root
  }

  /// The quotient rounded towards minus infinity.
  private static func floorDivide(_ numerator: Int, _ denominator: Int) -> Int {
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return remainder != 0 && (remainder < 0) != (denominator < 0) ? quotient - 1 : quotient
  }
}
