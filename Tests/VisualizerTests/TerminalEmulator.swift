import Visualizer

/// As much of a terminal as the display uses: it obeys what is written to it, and says what a
/// person would see.
struct TerminalEmulator {
  private(set) var rows: [[Unicode.Scalar?]]
  private(set) var isAlternate = false
  private(set) var isCursorHidden = false
  /// Sequences that it does not know.
  private(set) var unknown: [String] = []
  private var x = 0
  private var y = 0
  private var columns: Int { rows[0].count }

  init(columns: Int, lines: Int) {
    rows = [[Unicode.Scalar?]](repeating: .init(repeating: " ", count: columns), count: lines)
  }

  /// The lines without blanks at their ends.
  var lines: [String] {
    rows.map { row in
      var text = String.UnicodeScalarView()
      text.append(contentsOf: row.compactMap { $0 })
      return Self.trimmed(String(text))
    }
  }

  /// The text of lines with the sequences for colours taken away.
  static func withoutColours(_ line: String) -> String {
    guard line.utf8.contains(0x1B) else { return trimmed(line) }
    let pieces = line.split(separator: "\u{1B}[", omittingEmptySubsequences: false)
    return trimmed(
      pieces[0] + pieces.dropFirst().map { $0.drop { $0 != "m" }.dropFirst() }.joined())
  }

  private static func trimmed(_ line: some StringProtocol) -> String {
    var line = Substring(line)
    while line.last == " " { line.removeLast() }
    return String(line)
  }

  mutating func write(_ text: String) {
    var rest = Substring(text).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\u{1B}":
        guard rest.popFirst() == "[" else {
          unknown.append("ESC")
          continue
        }
        let numbers = rest.prefix { !("@"..."~").contains($0) }
        rest = rest.dropFirst(numbers.count)
        if let final = rest.popFirst() { obey(String(numbers), final) }
      case "\r": x = 0
      case "\n": y = min(rows.count - 1, y + 1)
      default: put(scalar)
      }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let span = TerminalCharacters.columns(of: scalar)
    guard x + span <= columns else { return }  // wrapping is off
    rows[y][x] = scalar
    if span == 2 { rows[y][x + 1] = nil }
    x += span
  }

  private mutating func obey(_ text: String, _ final: Unicode.Scalar) {
    let numbers = text.split(separator: ";").map { Int($0) ?? 0 }
    switch final {
    case "m": break
    case "H":
      (y, x) = numbers.count == 2 ? (numbers[0] - 1, numbers[1] - 1) : (0, 0)
    case "K": for column in x..<columns { rows[y][column] = " " }
    case "J":
      for row in rows.indices { rows[row] = .init(repeating: " ", count: columns) }
    case "h", "l":
      switch text {
      case "?1049": isAlternate = final == "h"
      case "?25": isCursorHidden = final == "l"
      case "?7", "?2026": break
      default: unknown.append(text + "\(final)")
      }
    default: unknown.append(text + "\(final)")
    }
  }
}
