import Environments

/// A picture as characters: two pixels each, upper and lower half.
package struct TerminalPicture {
  /// Columns of the text.
  package let columns: Int
  /// Lines of the text, each standing for two rows of pixels.
  package let lines: Int
  private let picture: Frame

  /// Fits a picture into the given room, keeping its proportions: averaged over areas where it
  /// shrinks, enlarged by whole factors only.
  ///
  /// Pictures of boards are shrunk cell by cell (``TerminalCells``).
  ///
  /// - Precondition: room for at least one character.
  package init(_ frame: Frame, columns maximumColumns: Int, lines maximumLines: Int) {
    precondition(
      maximumColumns > 0 && maximumLines > 0,
      "expected room for a character, got \(maximumColumns)×\(maximumLines)")
    let room = (width: maximumColumns, height: maximumLines * 2)
    let enlargement = min(room.width / frame.width, room.height / frame.height)
    if enlargement >= 1 {
      picture = enlargement == 1 ? frame : frame.scaled(by: min(enlargement, 8))
    } else {
      picture =
        TerminalCells(frame)?.shrunk(into: room)
        ?? frame.shrunk(toWidth: Self.size(of: frame, within: room))
    }
    columns = picture.width
    lines = (picture.height + 1) / 2
  }

  /// The largest size within the room that keeps width : height, in whole numbers.
  static func size(
    of frame: Frame, within room: (width: Int, height: Int)
  ) -> (width: Int, height: Int) {
    let height = max(1, frame.height * room.width / frame.width)
    return height <= room.height
      ? (room.width, height) : (max(1, frame.width * room.height / frame.height), room.height)
  }

  /// The picture in half-blocks; in plain characters as dark as the pixels are bright.
  func grid(isPlain: Bool) -> TerminalGrid {
    var grid = TerminalGrid(width: columns, height: lines, isPlain: isPlain)
    for line in 0..<lines {
      for column in 0..<columns {
        let upper = picture[column, line * 2]
        let lower = line * 2 + 1 < picture.height ? picture[column, line * 2 + 1] : nil
        if isPlain {
          grid.put(Self.shade(upper, lower ?? upper), x: column, y: line)
        } else if upper == lower {
          grid.put(" ", x: column, y: line, TerminalStyle(paper: upper))
        } else {
          grid.put("▀", x: column, y: line, TerminalStyle(ink: upper, paper: lower))
        }
      }
    }
    return grid
  }

  /// The lines of text, top first, without line ends; each ends with the colours reset.
  package func text(_ colour: TerminalColour) -> [String] {
    grid(isPlain: colour == .none).lines(colour)
  }

  private static let ramp = Array(" .:-=+*#%@".unicodeScalars)

  private static func shade(_ upper: Color, _ lower: Color) -> Unicode.Scalar {
    ramp[(upper.luminance + lower.luminance) / 2 * (ramp.count - 1) / 255]
  }
}

extension Frame {
  fileprivate func shrunk(toWidth size: (width: Int, height: Int)) -> Frame {
    shrunk(toWidth: min(width, size.width), height: min(height, size.height))
  }
}
