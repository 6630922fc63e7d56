import Environments

extension Canvas {
  /// Writes a line of text from the left, with the top of the line at `y`.
  package mutating func text(
    _ string: String, x: Int, y: Int, _ style: TextStyle, _ color: Color
  ) {
    let face = style.typeface
    let room = clip.intersection(bounds)
    guard !room.isEmpty, y < room.bottom, y + 2 * face.lineHeight > room.y else { return }
    let (pixel, rowLength) = (color.pixel, picture.width)
    picture.pixels.withUnsafeMutableBufferPointer { pixels in
      face.coverage.withUnsafeBufferPointer { coverage in
        var left = x
        var gap: Double?
        for scalar in string.unicodeScalars {
          let glyph = face.glyph(scalar)
          left += Typeface.gap(gap, glyph)
          gap = glyph.after
          let place = Rectangle(
            x: left + glyph.inset, y: y + glyph.top, width: glyph.width, height: glyph.height)
          let part = place.intersection(room)
          if !part.isEmpty {
            for row in part.y..<part.bottom {
              let source = glyph.start + (row - place.y) * glyph.width - place.x
              for column in part.x..<part.right {
                let share = UInt32(coverage[source + column])
                if share > 0 {
                  let target = row * rowLength + column
                  pixels[target] = Self.mixed(pixels[target], pixel, share)
                }
              }
            }
          }
          left += glyph.box
        }
      }
    }
  }

  /// Writes a line of text that ends before `right`.
  package mutating func text(
    _ string: String, right: Int, y: Int, _ style: TextStyle, _ color: Color
  ) {
    text(string, x: right - width(of: string, style), y: y, style, color)
  }

  /// Writes a line of text in the middle of a rectangle.
  package mutating func text(
    _ string: String, centeredIn room: Rectangle, _ style: TextStyle, _ color: Color
  ) {
    text(
      string, x: room.x + (room.width - width(of: string, style)) / 2,
      y: room.y + (room.height - lineHeight(style)) / 2, style, color)
  }

  /// Pixels from the left edge of a text's first letter to the right edge of its last.
  package func width(of string: String, _ style: TextStyle) -> Int {
    style.typeface.width(of: string)
  }

  /// Pixels from the top of one line to that of the next.
  package func lineHeight(_ style: TextStyle) -> Int { style.typeface.lineHeight }

  /// The text, or as much of its beginning as fits with "…" after it; empty where not even that
  /// fits.
  package func fitted(_ string: String, width room: Int, _ style: TextStyle) -> String {
    if width(of: string, style) <= room { return string }
    var scalars = string.unicodeScalars
    while !scalars.isEmpty {
      scalars.removeLast()
      while scalars.last == " " { scalars.removeLast() }
      let shorter = String(scalars) + "…"
      if width(of: shorter, style) <= room { return scalars.isEmpty ? "" : shorter }
    }
    return ""
  }
}
