import Environments

/// Draws into a picture.
///
/// Everything is cut to ``clip``. Edges are smooth, from exact operations and whole numbers only:
/// the same pixels everywhere.
package struct Canvas {
  /// What was drawn.
  package var picture: Picture
  /// Where drawing shows.
  package var clip: Rectangle
  /// The shares of pixels of a shape in work; kept so that no shape needs new memory.
  var mask: [UInt8] = []

  /// A canvas for a picture of one colour.
  package init(width: Int, height: Int, color: Color) {
    self.init(Picture(width: width, height: height, color: color.pixel))
  }

  /// A canvas that draws on a picture.
  package init(_ picture: Picture) {
    self.picture = picture
    clip = Rectangle(x: 0, y: 0, width: picture.width, height: picture.height)
  }

  /// The whole picture.
  package var bounds: Rectangle {
    Rectangle(x: 0, y: 0, width: picture.width, height: picture.height)
  }

  /// The part of a rectangle that drawing may touch.
  @inline(__always)
  func visible(_ rectangle: Rectangle) -> Rectangle {
    rectangle.intersection(clip).intersection(bounds)
  }

  /// Draws with a narrower clip, which ends with the call.
  package mutating func clipped(to rectangle: Rectangle, _ draw: (inout Canvas) -> Void) {
    let outer = clip
    clip = clip.intersection(rectangle)
    draw(&self)
    clip = outer
  }

  /// Fills a rectangle.
  package mutating func fill(_ rectangle: Rectangle, _ color: Color) {
    let room = visible(rectangle)
    guard !room.isEmpty else { return }
    let (pixel, width) = (color.pixel, picture.width)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      guard let base = pixels.baseAddress else { return }
      for y in room.y..<room.bottom {
        (base + y * width + room.x).update(repeating: pixel, count: room.width)
      }
    }
  }

  /// Mixes a colour into a rectangle, `opacity` 255ths of it.
  package mutating func fill(_ rectangle: Rectangle, _ color: Color, opacity: Int) {
    let room = visible(rectangle)
    guard !room.isEmpty else { return }
    let (pixel, width, share) = (color.pixel, picture.width, UInt32(max(0, min(255, opacity))))
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      for y in room.y..<room.bottom {
        for place in (y * width + room.x)..<(y * width + room.right) {
          pixels[place] = Self.mixed(pixels[place], pixel, share)
        }
      }
    }
  }

  /// Fills a rectangle with round corners.
  package mutating func fill(_ rectangle: Rectangle, radius: Int, _ color: Color) {
    let radius = max(0, min(radius, rectangle.width / 2, rectangle.height / 2))
    guard radius > 0 else { return fill(rectangle, color) }
    fill(rectangle.inset(across: 0, down: radius), color)
    for y in 0..<radius {
      for x in 0..<radius {
        let away = SIMD2(Double(radius - x) - 0.5, Double(radius - y) - 0.5)
        let covered = Double(radius) + 0.5 - (away * away).sum().squareRoot()
        let share = UInt32((min(1, max(0, covered)) * 255).rounded())
        for row in [rectangle.y + y, rectangle.bottom - 1 - y] {
          mix(x: rectangle.x + x, y: row, color, share)
          mix(x: rectangle.right - 1 - x, y: row, color, share)
        }
      }
      for row in [rectangle.y + y, rectangle.bottom - 1 - y] {
        fill(
          Rectangle(
            x: rectangle.x + radius, y: row, width: rectangle.width - 2 * radius, height: 1), color)
      }
    }
  }

  /// Draws the border of a rectangle, `width` pixels inwards.
  package mutating func outline(_ rectangle: Rectangle, _ color: Color, width: Int = 1) {
    var room = rectangle
    fill(room.takeTop(width), color)
    fill(room.takeBottom(width), color)
    fill(room.takeLeft(width), color)
    fill(room.takeRight(width), color)
  }

  /// Mixes a colour into one pixel, `share` 255ths of it.
  @inline(__always)
  mutating func mix(x: Int, y: Int, _ color: Color, _ share: UInt32) {
    guard clip.contains(x: x, y: y), bounds.contains(x: x, y: y) else { return }
    let place = y * picture.width + x
    picture.pixels[place] = Self.mixed(picture.pixels[place], color.pixel, share)
  }

  /// A pixel of which `share` 255ths were painted over, rounded to the nearest.
  @inline(__always)
  static func mixed(_ old: UInt32, _ new: UInt32, _ share: UInt32) -> UInt32 {
    if share == 255 { return new }
    let rest = 255 - share
    // (n + 128 + (n + 128) / 256) / 256 is n / 255 to the nearest, in both halves of a word at once.
    var outer = (old & 0xFF00FF) * rest + (new & 0xFF00FF) * share + 0x800080
    outer = (outer + ((outer >> 8) & 0xFF00FF)) >> 8 & 0xFF00FF
    var inner = (old >> 8 & 0xFF) * rest + (new >> 8 & 0xFF) * share + 0x80
    inner = (inner + (inner >> 8)) & 0xFF00
    return outer | inner
  }
}
