import Environments

/// Where a text stands in its row.
enum TextSide {
  case leading, middle, trailing
}

extension Canvas {
  /// Writes a text in the middle of a row's height, cut with "…" where it is too long; nothing where
  /// the row is too low.
  mutating func write(
    _ string: String, in row: Rectangle, _ side: TextSide = .leading, _ style: TextStyle,
    _ color: Color
  ) {
    guard lineHeight(style) <= row.height else { return }
    let fitted = fitted(string, width: row.width, style)
    guard !fitted.isEmpty else { return }
    let rest = side == .leading ? 0 : row.width - width(of: fitted, style)
    text(
      fitted, x: row.x + (side == .middle ? rest / 2 : rest),
      y: row.y + (row.height - lineHeight(style)) / 2, style, color)
  }

  /// The width of the widest of some texts.
  func width(ofWidest strings: some Sequence<String>, _ style: TextStyle) -> Int {
    strings.reduce(0) { max($0, width(of: $1, style)) }
  }
}
