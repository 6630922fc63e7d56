import Foundation

/// How characters stand in the columns of a terminal.
package enum TerminalCharacters {
  /// The characters of a text, one for each place of the terminal: accents are joined to their
  /// letters, and what has no place of its own (control characters, marks, joiners) is left out; a
  /// tab or a line end is a space.
  package static func places(of text: String) -> [Unicode.Scalar] {
    if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return Array(text.unicodeScalars) }
    return text.precomposedStringWithCanonicalMapping.unicodeScalars.compactMap { scalar in
      if ["\t", "\n", "\r"].contains(scalar) { return " " }
      return columns(of: scalar) == 0 ? nil : scalar
    }
  }

  /// A text without anything that a terminal would obey.
  package static func plain(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    result.append(contentsOf: places(of: text))
    return String(result)
  }

  /// Columns of a text.
  package static func columns(of text: String) -> Int {
    places(of: text).reduce(0) { $0 + columns(of: $1) }
  }

  /// Columns of a character: 0, 1, or 2 for the wide ones of East Asia and for pictures.
  package static func columns(of scalar: Unicode.Scalar) -> Int {
    let code = scalar.value
    if code < 0x300 { return (0x20..<0x7F).contains(code) || (code > 0x9F && code != 0xAD) ? 1 : 0 }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .unassigned, .nonspacingMark, .enclosingMark,
      .lineSeparator, .paragraphSeparator:
      return 0
    default: return isWide(scalar) ? 2 : 1
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
      return true
    default: return scalar.value >= 0x231A && scalar.properties.isEmojiPresentation
    }
  }

  /// The nearest ASCII character, for terminals that show nothing else.
  package static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.isASCII { return scalar }
    switch scalar {
    case "←": return "<"
    case "→", "▶": return ">"
    case "↑": return "^"
    case "↓": return "v"
    case "─", "−", "–": return "-"
    case "━": return "="
    case "│": return "|"
    case "┌", "┐", "└", "┘", "├", "┤": return "+"
    case "●": return "o"
    case "·", "▂": return "."
    case "…": return "~"
    case "×": return "x"
    case "▁": return "_"
    case "▃": return ":"
    case "▄": return "="
    case "▅": return "+"
    case "▆": return "*"
    case "▇", "█": return "#"
    case "╸": return "-"
    default: return "?"
    }
  }
}
