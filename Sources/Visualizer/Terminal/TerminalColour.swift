import Environments

/// Colours that a terminal can show.
public enum TerminalColour: String, Sendable, CaseIterable {
  /// 24-bit colour.
  case full
  /// The 256-colour palette of xterm: a 6×6×6 cube and 24 greys.
  case palette
  /// ASCII characters only.
  case none

  /// What a terminal says of itself through its environment variables (NO_COLOR, COLORTERM, TERM).
  public static func detected(in environment: [String: String]) -> TerminalColour {
    if let no = environment["NO_COLOR"], !no.isEmpty { return .none }
    let term = environment["TERM"] ?? "dumb"
    if ["", "dumb", "unknown"].contains(term) || term.hasPrefix("vt") || term.hasSuffix("-m") {
      return .none
    }
    let colour = environment["COLORTERM"] ?? ""
    if colour.contains("truecolor") || colour.contains("24bit") { return .full }
    // Over ssh COLORTERM does not arrive, the name of the terminal does.
    let able = ["direct", "kitty", "alacritty", "foot", "ghostty", "wezterm", "contour"]
    return able.contains { term.contains($0) } ? .full : .palette
  }

  /// The nearest colour of xterm's cube (levels 0, 95, 135, 175, 215, 255), or grey where all three
  /// channels are nearly equal.
  package static func paletteIndex(_ c: Color) -> Int {
    let (red, green, blue) = (Int(c.red), Int(c.green), Int(c.blue))
    if max(red, green, blue) - min(red, green, blue) < 12 {
      let grey = (red + green + blue) / 3
      if grey < 4 { return 16 }
      if grey > 246 { return 231 }
      return 232 + min(23, max(0, (grey - 3) / 10))
    }
    func level(_ value: Int) -> Int { value < 48 ? 0 : value < 115 ? 1 : min(5, (value - 35) / 40) }
    return 16 + 36 * level(red) + 6 * level(green) + level(blue)
  }
}
