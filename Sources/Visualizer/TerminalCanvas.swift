import Environments

/// Colours that a terminal can show.
public enum TerminalColour: String, Sendable, CaseIterable {
  /// 24-bit colour.
  case full
  /// The 256-colour palette of xterm: a 6×6×6 cube and 24 greys.
  case palette
  /// Characters only.
  case none

  /// What a terminal says of itself through its environment variables (NO_COLOR, COLORTERM, TERM).
  public static func detected(in environment: [String: String]) -> TerminalColour {
    if let no = environment["NO_COLOR"], !no.isEmpty { return .none }
    let term = environment["TERM"] ?? "dumb"
    if term == "dumb" || term.isEmpty { return .none }
    let colour = environment["COLORTERM"] ?? ""
    if colour.contains("truecolor") || colour.contains("24bit") { return .full }
    return term.contains("direct") ? .full : .palette
  }
}

/// A picture as lines of text: two pixels a character, upper and lower half.
public struct TerminalCanvas {
  /// Columns of the text.
  public let columns: Int
  /// Lines of text, each standing for two rows of pixels.
  public let lines: Int
  private let picture: Frame

  /// Fits a picture into the given room, keeping its proportions: averaged over areas where it
  /// shrinks, enlarged by whole factors only.
  ///
  /// - Precondition: room for at least one character.
  public init(_ frame: Frame, columns maximumColumns: Int, lines maximumLines: Int) {
    precondition(
      maximumColumns > 0 && maximumLines > 0,
      "expected room for a character, got \(maximumColumns)×\(maximumLines)")
    let room = (width: maximumColumns, height: maximumLines * 2)
    let enlargement = min(room.width / frame.width, room.height / frame.height)
    if enlargement >= 1 {
      picture = frame.scaled(by: min(enlargement, 8))
    } else {
      // The largest size within the room that keeps width : height, in whole numbers.
      let byWidth = (room.width, max(1, frame.height * room.width / frame.width))
      let byHeight = (max(1, frame.width * room.height / frame.height), room.height)
      let size = byWidth.1 <= room.height ? byWidth : byHeight
      picture = frame.shrunk(toWidth: size.0, height: size.1)
    }
    columns = picture.width
    lines = (picture.height + 1) / 2
  }

  /// The lines of text, top first, without line ends; each ends with the colours reset.
  public func text(_ colour: TerminalColour) -> [String] {
    (0..<lines).map { line in
      var text = ""
      var last = ""
      for column in 0..<columns {
        let upper = picture[column, line * 2]
        let lower = line * 2 + 1 < picture.height ? picture[column, line * 2 + 1] : Color(0)
        if colour == .none {
          text.append(Self.shade(upper, lower))
          continue
        }
        let code =
          Self.code(upper, foreground: true, colour)
          + Self.code(
            lower, foreground: false, colour)
        if code != last {
          text += code
          last = code
        }
        text += "▀"
      }
      return colour == .none ? text : text + "\u{1B}[0m"
    }
  }

  private static func code(_ c: Color, foreground: Bool, _ colour: TerminalColour) -> String {
    let layer = foreground ? 38 : 48
    if colour == .full { return "\u{1B}[\(layer);2;\(c.red);\(c.green);\(c.blue)m" }
    return "\u{1B}[\(layer);5;\(paletteIndex(c))m"
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

  /// A character as dark as the two pixels together are bright.
  private static func shade(_ upper: Color, _ lower: Color) -> Character {
    let ramp: [Character] = [" ", ".", ":", "-", "=", "+", "*", "#", "%", "@"]
    let brightness = (upper.luminance + lower.luminance) / 2
    return ramp[brightness * (ramp.count - 1) / 255]
  }
}
