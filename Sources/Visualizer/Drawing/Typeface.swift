/// A type in one size and weight: for every character the share of each pixel that it covers.
///
/// The lines of ``GlyphDrawings`` are drawn with a round pen. Baselines, tops, bars and sides of the
/// letters are set onto the pixel grid first, so that small text is even and sharp; all figures are
/// of one width. Only operations with one exact result: the same pixels everywhere.
package final class Typeface: Sendable {
  /// A character's place in ``coverage`` and on the line.
  struct Glyph: Sendable {
    /// Width of what is drawn, in pixels.
    var width: Int
    /// Rows of what is drawn.
    var height: Int
    /// Rows from the top of the line to the first of them.
    var top: Int
    /// Pixels that the glyph takes on the line without the gap to its neighbours.
    var box: Int
    /// Pixels from the left of the box to what is drawn.
    var inset: Int
    /// Gaps that it asks for, in pixels.
    var (before, after): (Double, Double)
    /// The first of its `width * height` shares.
    var start: Int
  }

  /// The size in pixels: twenty units of the drawings.
  package let size: Int
  /// Whether it is the heavy weight.
  package let isBold: Bool
  /// From the top of one line to that of the next.
  package let lineHeight: Int
  /// Rows from the top of the line to the baseline.
  package let baseline: Int
  /// Height of a capital letter.
  package let capHeight: Int
  /// Shares of all glyphs' pixels, 0...255.
  let coverage: [UInt8]
  private let ascii: [Glyph]
  private let others: [UnicodeScalar: Glyph]
  private let unknown: Glyph

  /// Draws all characters in a size.
  ///
  /// - Precondition: a size of 6 pixels or more.
  package init(size: Int, isBold: Bool) {
    precondition(size >= 6, "expected a size of 6 pixels or more, got \(size)")
    let pen = GlyphPen(size: size, isBold: isBold)
    self.size = size
    self.isBold = isBold
    lineHeight = pen.lineHeight
    baseline = pen.baseline
    capHeight = pen.capHeight
    var coverage: [UInt8] = []
    var glyphs: [UnicodeScalar: Glyph] = [:]
    for row in GlyphDrawings.rows {
      guard let scalar = row.unicodeScalars.first else { continue }
      glyphs[scalar] = pen.draw(row.dropFirst(2), into: &coverage)
    }
    let box = Glyph(
      width: 0, height: 0, top: 0, box: (size * 13 + 25) / 50, inset: 0, before: 0, after: 0,
      start: 0)
    glyphs[" "] = box
    for (scalar, plain) in Self.alike { glyphs[scalar] = glyphs[plain] }
    unknown = glyphs["□"] ?? box
    let unknown = unknown
    ascii = (0..<128).map { glyphs[UnicodeScalar(UInt8($0))] ?? unknown }
    others = glyphs
    self.coverage = coverage
  }

  /// Characters that look as another one does.
  private static let alike: [(UnicodeScalar, UnicodeScalar)] = [
    ("‘", "'"), ("’", "'"), ("“", "\""), ("”", "\""), ("\u{A0}", " "), ("\u{2009}", " "),
    ("\u{202F}", " "), ("‐", "-"), ("‑", "-"), ("•", "·"),
  ]

  /// The glyph of a character; a hollow box for one that is not in the type.
  @inline(__always)
  func glyph(_ scalar: UnicodeScalar) -> Glyph {
    scalar.value < 128 ? ascii[Int(scalar.value)] : others[scalar] ?? unknown
  }

  /// Whether a character has a glyph of its own.
  package func has(_ scalar: UnicodeScalar) -> Bool { others[scalar] != nil }

  /// Pixels from the left edge of a text's first letter to the right edge of its last.
  package func width(of text: String) -> Int {
    var width = 0
    var gap: Double?
    for scalar in text.unicodeScalars {
      let glyph = glyph(scalar)
      width += Self.gap(gap, glyph) + glyph.box
      gap = glyph.after
    }
    return width
  }

  /// Whole pixels between two letters.
  @inline(__always)
  static func gap(_ after: Double?, _ next: Glyph) -> Int {
    after.map { Int(($0 + next.before).rounded()) } ?? 0
  }
}
