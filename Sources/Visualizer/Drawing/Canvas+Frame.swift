import Environments

extension Canvas {
  /// Draws the picture of an environment into the middle of a rectangle, in its proportions:
  /// enlarged by a whole factor, so that its pixels stay sharp, or shrunk by the means of areas.
  package mutating func draw(_ frame: Frame, in rectangle: Rectangle) {
    let place = Self.place(of: frame, in: rectangle)
    guard !place.isEmpty else { return }
    if place.width >= frame.width {
      enlarge(frame, by: place.width / frame.width, place)
    } else {
      enlarge(frame.shrunk(toWidth: place.width, height: place.height), by: 1, place)
    }
  }

  /// Where ``draw(_:in:)`` puts a picture.
  package static func place(of frame: Frame, in room: Rectangle) -> Rectangle {
    guard !room.isEmpty else { return Rectangle(x: room.x, y: room.y, width: 0, height: 0) }
    let factor = min(room.width / frame.width, room.height / frame.height)
    var (width, height) = (frame.width * factor, frame.height * factor)
    if factor < 1 {
      (width, height) = (room.width, max(1, frame.height * room.width / frame.width))
      if height > room.height {
        (width, height) = (max(1, frame.width * room.height / frame.height), room.height)
      }
      // A picture that is narrower than the room is low, and the other way round.
      (width, height) = (min(width, frame.width), min(height, frame.height))
    }
    return Rectangle(
      x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width: width,
      height: height)
  }

  private mutating func enlarge(_ frame: Frame, by factor: Int, _ place: Rectangle) {
    let part = visible(place)
    guard !part.isEmpty else { return }
    let rowLength = picture.width
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      frame.pixels.withUnsafeBufferPointer { source in
        guard let base = pixels.baseAddress else { return }
        var y = part.y
        while y < part.bottom {
          let row = (y - place.y) / factor
          let start = base + y * rowLength + part.x
          var x = part.x
          while x < part.right {
            let column = (x - place.x) / factor
            let count = min(part.right, place.x + (column + 1) * factor) - x
            let byte = 3 * (row * frame.width + column)
            let pixel =
              UInt32(source[byte]) << 16 | UInt32(source[byte + 1]) << 8 | UInt32(source[byte + 2])
            (start + (x - part.x)).update(repeating: pixel, count: count)
            x += count
          }
          // The other rows of these pixels are the same.
          let end = min(part.bottom, place.y + (row + 1) * factor)
          for copy in (y + 1)..<max(y + 1, end) {
            (base + copy * rowLength + part.x).update(from: start, count: part.width)
          }
          y = end
        }
      }
    }
  }
}
