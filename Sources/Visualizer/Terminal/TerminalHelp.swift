/// The keys and what they do, in a box over the view; where the box has no room, in short words.
struct TerminalHelp {
  private let viewing: Viewing
  private let theme: Theme

  init(_ viewing: Viewing, theme: Theme) {
    self.viewing = viewing
    self.theme = theme
  }

  /// Draws the help over what is there.
  func draw(in grid: inout TerminalGrid, _ room: TerminalRoom) {
    let actions = viewing.isPerson ? viewing.actionHelp.map(TerminalCharacters.plain) : []
    let long =
      KeyHelp.lines.map(TerminalCharacters.plain) + (actions.isEmpty ? [] : [""] + actions)
    let columns = [1, 2, 3].first { count in
      (long.count + count - 1) / count + 2 <= room.height
        && count * width(of: long) + 2 * (count - 1) + 4 <= room.width
    }
    if let columns {
      draw(long, columns: columns, hasFrame: true, in: &grid, room)
    } else {
      let short = Self.short + actions
      let needed = (short.count + room.height - 1) / room.height
      let columns = max(1, min(needed, (room.width + 1) / 10))
      draw(short, columns: columns, hasFrame: false, in: &grid, room)
    }
  }

  private func width(of lines: [String]) -> Int {
    lines.map { TerminalCharacters.columns(of: $0) }.max() ?? 0
  }

  private func draw(
    _ lines: [String], columns: Int, hasFrame: Bool, in grid: inout TerminalGrid,
    _ room: TerminalRoom
  ) {
    let margin = hasFrame ? 2 : 0
    let gap = hasFrame ? 2 : 1
    let each =
      hasFrame ? width(of: lines) : (room.width - (columns - 1) * gap) / columns
    let rows = min(room.height - margin, (lines.count + columns - 1) / columns)
    var box = TerminalGrid(
      width: hasFrame ? columns * each + (columns - 1) * gap + 2 * margin : room.width,
      height: hasFrame ? rows + margin : room.height, isPlain: grid.isPlain)
    if hasFrame { Self.frame(&box, TerminalStyle(ink: theme.accent)) }
    for (index, line) in lines.enumerated() where index / max(1, rows) < columns {
      box.put(
        line, x: margin + index / rows * (each + gap), y: margin / 2 + index % rows, limit: each)
    }
    grid.place(
      box, x: room.x + (room.width - box.width) / 2, y: room.y + (room.height - box.height) / 2)
  }

  private static func frame(_ box: inout TerminalGrid, _ style: TerminalStyle) {
    let (right, bottom) = (box.width - 1, box.height - 1)
    for y in [0, bottom] { box.fill("─", x: 1, y: y, count: right - 1, style) }
    for y in 1..<max(1, bottom) {
      for x in [0, right] { box.put("│", x: x, y: y, style) }
    }
    let corners: [(Int, Int, Unicode.Scalar)] = [
      (0, 0, "┌"), (right, 0, "┐"), (0, bottom, "└"), (right, bottom, "┘"),
    ]
    for (x, y, sign) in corners { box.put(sign, x: x, y: y, style) }
    box.put(" Keys ", x: 2, y: 0, TerminalStyle(isBold: true))
  }

  /// The table of keys in words of a few letters, the most needed first.
  private static var short: [String] {
    let words: [(KeyHelp.Meaning, String)] = [
      (.pause, "pause"), (.stepForward, "step"), (.stepBack, "back"), (.faster, "faster"),
      (.slower, "slower"), (.nextEpisode, "next"), (.quit, "quit"), (.help, "help"),
      (.person, "play"), (.firstStep, "1st"), (.lastStep, "last"), (.focus, "focus"),
      (.panel, "panel"), (.previousCheckpoint, "older"), (.nextCheckpoint, "newer"),
      (.theme, "theme"), (.screenshot, "photo"), (.record, "record"), (.leave, "leave"),
      (.fullScreen, "full"),
    ]
    return words.compactMap { meaning, word in
      guard let key = KeyHelp.table.first(where: { $0.meaning == meaning })?.keys.first else {
        return nil
      }
      return "\(meaning == .panel ? "1-7" : key == .character(" ") ? "spc" : key.name) \(word)"
    }
  }
}
