import Environments
import Foundation

extension Canvas {
  /// Draws the picture of an environment into the middle of a rectangle, in its proportions:
  /// enlarged by a whole factor, so that its pixels stay sharp, or shrunk by the means of areas.
  package mutating func draw(_ frame: Frame, in rectangle: Rectangle) {
    draw(frame, at: Self.place(of: frame, in: rectangle))
  }

  /// Draws the picture of an environment at a place that ``place(of:in:)`` has found.
  mutating func draw(_ frame: Frame, at place: Rectangle) {
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
    let (rowLength, frameLength) = (picture.width, 3 * frame.width)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      frame.pixels.withUnsafeBufferPointer { source in
        guard let base = pixels.baseAddress, let bytes = source.baseAddress else { return }
        var y = part.y
        while y < part.bottom {
          let row = (y - place.y) / factor
          let start = base + y * rowLength + part.x
          let line = bytes + row * frameLength
          if y > part.y, memcmp(line, line - frameLength, frameLength) == 0 {
            start.update(from: start - rowLength, count: part.width)
          } else {
            Self.enlarge(line, by: factor, (part.x - place.x)..<(part.right - place.x), to: start)
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

  /// Writes the pixels of a row of bytes, each `factor` times; of the long row only `columns`.
  private static func enlarge(
    _ line: UnsafePointer<UInt8>, by factor: Int, _ columns: Range<Int>,
    to target: UnsafeMutablePointer<UInt32>
  ) {
    func pixel(_ column: Int) -> UInt32 {
      let place = line + 3 * column
      return UInt32(place[0]) << 16 | UInt32(place[1]) << 8 | UInt32(place[2])
    }
    var x = columns.lowerBound
    var column = x / factor
    let last = (columns.upperBound - 1) / factor
    while x < columns.upperBound {
      // Most neighbours are alike: one long run of them.
      let color = pixel(column)
      var next = column + 1
      while next <= last, pixel(next) == color { next += 1 }
      let end = min(columns.upperBound, next * factor)
      for place in (x - columns.lowerBound)..<(end - columns.lowerBound) { target[place] = color }
      (x, column) = (end, next)
    }
  }
}
