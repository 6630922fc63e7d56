extension Frame {
  /// Draws the digits of a number, each 3 by 5 dots of `scale` pixels, one dot apart.
  ///
  /// - Parameters:
  ///   - text: digits; any other character is a gap.
  ///   - centerX: the middle of the text from the left.
  ///   - centerY: the middle of the text from the top.
  ///   - scale: the pixels of a dot; 0 takes 2 for up to four digits, else 1.
  ///   - color: the colour.
  mutating func drawNumber(
    _ text: String, centerX: Int, centerY: Int, scale: Int = 0, _ color: Color
  ) {
    let dot = scale > 0 ? scale : text.utf8.count <= 4 ? 2 : 1
    var x = centerX - (4 * text.utf8.count - 1) * dot / 2
    for character in text.utf8 {
      let digit = Int(character) - 48
      if (0...9).contains(digit) {
        for place in 0..<15 where Self.digits[digit] >> UInt16(14 - place) & 1 == 1 {
          fillRectangle(
            x: x + place % 3 * dot, y: centerY + (place / 3 * 2 - 5) * dot / 2, width: dot,
            height: dot, color)
        }
      }
      x += 4 * dot
    }
  }

  /// Five rows of three dots for each digit.
  private static let digits: [UInt16] = [
    0b111_101_101_101_111, 0b010_110_010_010_111, 0b111_001_111_100_111, 0b111_001_111_001_111,
    0b101_101_111_001_001, 0b111_100_111_001_111, 0b111_100_111_101_111, 0b111_001_010_010_010,
    0b111_101_111_101_111, 0b111_101_111_001_111,
  ]
}
