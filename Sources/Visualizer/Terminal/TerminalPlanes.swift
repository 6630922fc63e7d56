import Environments

/// How the planes of an observation stand: so many beside each other, each with its name above it;
/// two cells a character, or four where there are many.
struct TerminalPlanes {
  private let columns: Int
  private let rows: Int
  /// Columns and lines of the picture of one plane.
  private let picture: (columns: Int, lines: Int)
  private let isSmall: Bool
  /// The lines of a plane with its name.
  var lines: Int { picture.lines + 1 }
  /// The lines of all planes.
  var height: Int { rows * lines }

  /// Nil where there is nothing to show.
  init?(_ planes: [ObservationPlane], width: Int, isSmall: Bool) {
    guard let first = planes.first, first.width > 0, first.height > 0, width > 0 else { return nil }
    let across = min(first.width, 20)
    let down = max(1, first.height * across / first.width)
    self.isSmall = isSmall
    picture = (min(width, isSmall ? (across + 1) / 2 : across), (down + 1) / 2)
    columns = min(planes.count, max(1, (width + 1) / (picture.columns + 1)))
    rows = (planes.count + columns - 1) / columns
  }

  /// Draws as many planes as have room; says how many have none.
  func draw(_ planes: [ObservationPlane], in grid: inout TerminalGrid, _ theme: Theme) {
    let shownRows = min(rows, grid.height / lines)
    let shown = min(planes.count, shownRows * columns)
    for (index, plane) in planes.prefix(shown).enumerated() {
      let x = index % columns * (picture.columns + 1)
      let y = index / columns * lines
      let rest = planes.count - shown
      let name = plane.name.isEmpty ? "\(index + 1)" : plane.name
      let isLast = index == shown - 1 && rest > 0
      grid.put(
        isLast ? "+\(rest)" : String(name.prefix(picture.columns)), x: x, y: y,
        limit: picture.columns, TerminalStyle(ink: theme.faint))
      if isSmall {
        drawSmall(plane, in: &grid, x: x, y: y + 1)
      } else {
        let frame = TerminalPicture(
          frame(of: plane), columns: picture.columns, lines: picture.lines)
        grid.place(frame.grid(isPlain: grid.isPlain), x: x, y: y + 1)
      }
    }
  }

  private static let off = Color(0x2A2F37)
  private static let on = Color(0xF2F0EA)

  private func frame(of plane: ObservationPlane) -> Frame {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * plane.cells.count)
    for cell in plane.cells {
      let share = cell.isFinite ? Int(min(1, max(0, cell)) * 256) : 0
      let color = Self.off.mixed(with: Self.on, share: share)
      pixels += [color.red, color.green, color.blue]
    }
    return Frame(width: plane.width, height: plane.height, pixels: pixels)
  }

  private static let quarters = Array(" ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█".unicodeScalars)

  /// Quarters of characters that are on or off: half or more is on.
  private func drawSmall(_ plane: ObservationPlane, in grid: inout TerminalGrid, x: Int, y: Int) {
    let across = 2 * picture.columns
    let step = max(1, (plane.width + across - 1) / across)
    func isOn(_ column: Int, _ row: Int) -> Bool {
      for y in row * step..<min(plane.height, (row + 1) * step) {
        for x in column * step..<min(plane.width, (column + 1) * step)
        where plane.cells[y * plane.width + x] >= 0.5 { return true }
      }
      return false
    }
    for line in 0..<picture.lines {
      for column in 0..<picture.columns {
        var bits = 0
        for part in 0..<4 where isOn(2 * column + part % 2, 2 * line + part / 2) {
          bits |= 1 << part
        }
        grid.put(
          Self.quarters[bits], x: x + column, y: y + line,
          TerminalStyle(ink: Self.on, paper: Self.off))
      }
    }
  }
}
