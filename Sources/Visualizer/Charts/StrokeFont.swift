/// The bundled bitmap font as strokes: the pixels of a glyph joined to their neighbours, so that text
/// of any size is smooth.
///
/// Lengths are in ems. Letters are as wide as they are drawn, digits all of one width.
enum StrokeFont {
  /// From one column of a glyph to the next.
  private static let column = 0.093
  /// From one row of a glyph to the next.
  private static let row = 0.116

  /// The lines of a text from the left end of its baseline; a dot is a line of no length.
  static func strokes(of text: String) -> [(SIMD2<Double>, SIMD2<Double>)] {
    var strokes: [(SIMD2<Double>, SIMD2<Double>)] = []
    var left = 0.0
    for character in text.flatMap(plain) {
      let columns = extent(character)
      for (from, to) in lines(of: BitmapFont.rows(of: character)) {
        strokes.append((place(from, columns, left), place(to, columns, left)))
      }
      left += advance(columns)
    }
    return strokes
  }

  /// The width of a text.
  static func width(of text: String) -> Double {
    text.flatMap(plain).reduce(0) { $0 + advance(extent($1)) }
  }

  private static func place(
    _ pixel: (x: Int, y: Int), _ columns: ClosedRange<Int>, _ left: Double
  ) -> SIMD2<Double> {
    [left + (Double(pixel.x - columns.lowerBound) + 0.8) * column, Double(pixel.y - 6) * row]
  }

  private static func advance(_ columns: ClosedRange<Int>) -> Double {
    Double(columns.count + 1) * column
  }

  /// The columns that a glyph takes up.
  private static func extent(_ character: Character) -> ClosedRange<Int> {
    if character == " " { return 0...2 }
    if character == "1" { return 0...4 }
    let used = BitmapFont.rows(of: character).reduce(0, |)
    let columns = (0..<BitmapFont.glyphWidth).filter { used & (16 >> UInt8($0)) != 0 }
    guard let first = columns.first, let last = columns.last else { return 0...2 }
    return first...last
  }

  /// Typographic characters by what the bitmap font has for them.
  private static func plain(_ character: Character) -> [Character] {
    switch character {
    case "−", "–", "—": ["-"]
    case "…": [".", ".", "."]
    case "0": ["O"]  // without the stroke that is too much at small sizes
    case "×": ["x"]
    case "’", "‘": ["'"]
    case "“", "”": ["\""]
    case "\u{A0}", "\u{2009}", "\u{202F}": [" "]
    default: [character]
    }
  }

  /// Lines between neighbouring pixels; diagonal ones only where no straight way leads around.
  private static func lines(of rows: [UInt8]) -> [(from: (x: Int, y: Int), to: (x: Int, y: Int))] {
    func isSet(_ x: Int, _ y: Int) -> Bool {
      (0..<BitmapFont.glyphWidth).contains(x) && rows.indices.contains(y)
        && rows[y] & (16 >> UInt8(x)) != 0
    }
    var lines: [(from: (x: Int, y: Int), to: (x: Int, y: Int))] = []
    for y in rows.indices {
      for x in 0..<BitmapFont.glyphWidth where isSet(x, y) {
        var isAlone = true
        for (across, down) in [(1, 0), (0, 1), (1, 1), (-1, 1)] {
          for sign in [1, -1] where isSet(x + sign * across, y + sign * down) {
            isAlone = false
            let isDiagonal = across != 0 && down != 0
            if sign < 0 || isDiagonal && (isSet(x + across, y) || isSet(x, y + down)) { continue }
            lines.append(((x, y), (x + across, y + down)))
          }
        }
        if isAlone { lines.append(((x, y), (x, y))) }
      }
    }
    return lines
  }
}
