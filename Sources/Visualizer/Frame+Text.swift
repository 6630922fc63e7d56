import Environments

extension Frame {
  /// Writes a line of text in the bitmap font with its top left corner at (x, y); clips.
  mutating func drawText(_ text: String, x: Int, y: Int, scale: Int = 1, _ color: Color) {
    var left = x
    for character in text {
      for (row, bits) in BitmapFont.rows(of: character).enumerated() {
        for column in 0..<BitmapFont.glyphWidth where bits & (16 >> UInt8(column)) != 0 {
          fillRectangle(
            x: left + column * scale, y: y + row * scale, width: scale, height: scale, color)
        }
      }
      left += BitmapFont.advance * scale
    }
  }
}
