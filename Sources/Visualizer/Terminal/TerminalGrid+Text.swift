import Environments

extension TerminalGrid {
  /// The lines as text with the terminal's control sequences for colours, top first, without line
  /// ends; each ends in the usual look, and blank places at its end are left out.
  func lines(_ colour: TerminalColour) -> [String] {
    (0..<height).map { y in
      let end = (0..<width).last { !self[$0, y].isBlank }.map { $0 + 1 } ?? 0
      return text(of: y, from: 0, to: end, colour)
    }
  }

  /// What changes another grid of the same size, as it stands on the screen, into this one.
  ///
  /// Short stretches that are equal are written again where that takes fewer bytes than to leap.
  func changes(from old: TerminalGrid, _ colour: TerminalColour) -> String {
    precondition(
      old.width == width && old.height == height,
      "expected \(width)×\(height), got \(old.width)×\(old.height)")
    var result = ""
    for y in 0..<height {
      for span in changedSpans(of: y, from: old) {
        result += "\u{1B}[\(y + 1);\(span.lowerBound + 1)H"
        let seen = span.last { !self[$0, y].isBlank }.map { $0 + 1 } ?? span.lowerBound
        // Blanks up to the end of the line are one sequence of three bytes.
        if seen < span.upperBound - 3, (span.upperBound..<width).allSatisfy({ self[$0, y].isBlank })
        {
          result += text(of: y, from: span.lowerBound, to: seen, colour) + "\u{1B}[K"
        } else {
          result += text(of: y, from: span.lowerBound, to: span.upperBound, colour)
        }
      }
    }
    return result
  }

  private func changedSpans(of y: Int, from old: TerminalGrid) -> [Range<Int>] {
    let leap = 8
    var spans: [Range<Int>] = []
    for x in 0..<width where self[x, y] != old[x, y] {
      // Both halves of a wide character, old or new, belong together.
      let start = self[x, y].character == nil || old[x, y].character == nil ? max(0, x - 1) : x
      var end = x + 1
      while end < width, self[end, y].character == nil || old[end, y].character == nil { end += 1 }
      if let last = spans.last, start - last.upperBound < leap {
        spans[spans.count - 1] = last.lowerBound..<max(end, last.upperBound)
      } else {
        spans.append(start..<end)
      }
    }
    return spans
  }

  private func text(of y: Int, from start: Int, to end: Int, _ colour: TerminalColour) -> String {
    var text = String.UnicodeScalarView()
    var style = TerminalStyle.usual
    for x in start..<max(start, end) {
      let cell = self[x, y]
      guard let character = cell.character else { continue }
      if colour != .none {
        var wanted = cell.style
        if character == " ", !wanted.isReversed {  // its ink is not seen
          wanted.ink = style.ink
          wanted.isBold = style.isBold
        }
        if wanted != style {
          text.append(contentsOf: Self.transition(from: style, to: wanted, colour).unicodeScalars)
          style = wanted
        }
      }
      text.append(character)
    }
    if style != .usual { text.append(contentsOf: "\u{1B}[0m".unicodeScalars) }
    return String(text)
  }

  /// The shortest sequence that changes one look into another.
  private static func transition(
    from old: TerminalStyle, to new: TerminalStyle, _ colour: TerminalColour
  ) -> String {
    if new == .usual { return "\u{1B}[0m" }
    var codes: [String] = []
    if old.isBold != new.isBold { codes.append(new.isBold ? "1" : "22") }
    if old.isReversed != new.isReversed { codes.append(new.isReversed ? "7" : "27") }
    if old.ink != new.ink { codes.append(new.ink.map { code(of: $0, 38, colour) } ?? "39") }
    if old.paper != new.paper { codes.append(new.paper.map { code(of: $0, 48, colour) } ?? "49") }
    return "\u{1B}[" + codes.joined(separator: ";") + "m"
  }

  private static func code(of c: Color, _ layer: Int, _ colour: TerminalColour) -> String {
    colour == .full
      ? "\(layer);2;\(c.red);\(c.green);\(c.blue)"
      : "\(layer);5;\(TerminalColour.paletteIndex(c))"
  }
}
