/// A rectangle of pixels.
package struct Rectangle: Hashable, Sendable {
  /// Pixels from the left edge of the picture.
  package var x: Int
  /// Pixels from the top.
  package var y: Int
  /// Pixels across; none where it is not above 0.
  package var width: Int
  /// Pixels down.
  package var height: Int

  /// A rectangle by its top left corner and its size.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The first column to the right of it.
  package var right: Int { x + width }
  /// The first row below it.
  package var bottom: Int { y + height }
  /// Whether it holds no pixel.
  package var isEmpty: Bool { width <= 0 || height <= 0 }

  /// The rectangle without a border, of no pixels where the border takes them all.
  package func inset(by border: Int) -> Rectangle { inset(across: border, down: border) }

  /// The rectangle without a strip at the left and right and one at the top and bottom.
  package func inset(across: Int, down: Int) -> Rectangle {
    Rectangle(
      x: x + across, y: y + down, width: max(0, width - 2 * across),
      height: max(0, height - 2 * down))
  }

  /// The pixels that are in both.
  package func intersection(_ other: Rectangle) -> Rectangle {
    let (left, top) = (max(x, other.x), max(y, other.y))
    return Rectangle(
      x: left, y: top, width: max(0, min(right, other.right) - left),
      height: max(0, min(bottom, other.bottom) - top))
  }

  /// Whether a pixel lies in it.
  package func contains(x: Int, y: Int) -> Bool {
    x >= self.x && x < right && y >= self.y && y < bottom
  }

  /// Cuts a strip off the top, at most the whole.
  package mutating func takeTop(_ height: Int) -> Rectangle {
    let taken = max(0, min(height, self.height))
    let strip = Rectangle(x: x, y: y, width: width, height: taken)
    y += taken
    self.height -= taken
    return strip
  }

  /// Cuts a strip off the bottom, at most the whole.
  package mutating func takeBottom(_ height: Int) -> Rectangle {
    let taken = max(0, min(height, self.height))
    self.height -= taken
    return Rectangle(x: x, y: bottom, width: width, height: taken)
  }

  /// Cuts a strip off the left, at most the whole.
  package mutating func takeLeft(_ width: Int) -> Rectangle {
    let taken = max(0, min(width, self.width))
    let strip = Rectangle(x: x, y: y, width: taken, height: height)
    x += taken
    self.width -= taken
    return strip
  }

  /// Cuts a strip off the right, at most the whole.
  package mutating func takeRight(_ width: Int) -> Rectangle {
    let taken = max(0, min(width, self.width))
    self.width -= taken
    return Rectangle(x: right, y: y, width: taken, height: height)
  }
}
