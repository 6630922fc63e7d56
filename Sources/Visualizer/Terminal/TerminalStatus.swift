/// The last lines: the keys of a person's actions, the slider of the episode, pace, messages.
struct TerminalStatus {
  private let moment: Moment
  private let theme: Theme

  init(_ moment: Moment, theme: Theme) {
    self.moment = moment
    self.theme = theme
  }

  private var viewing: Viewing { moment.viewing }

  /// The number of lines.
  func lines(columns: Int, lines: Int) -> Int {
    let isDivided = columns < 60 && lines >= 10
    return (isDivided ? 2 : 1) + actionLines(columns: columns, lines: lines).count
  }

  /// Writes the lines from line `y` to the last one.
  func draw(in grid: inout TerminalGrid, y: Int) {
    var y = y
    for line in actionLines(columns: grid.width, lines: grid.height) {
      grid.put(line, x: 0, y: y, limit: grid.width, TerminalStyle(ink: theme.accent))
      y += 1
    }
    if grid.height - y > 1 {
      drawSlider(in: &grid, x: 0, y: y, width: grid.width)
      y += 1
      let end = drawState(in: &grid, x: 0, y: y)
      drawMessage(in: &grid, x: end, y: y, end: drawHint(in: &grid, y: y, from: end))
    } else {
      let end = drawState(in: &grid, x: 0, y: y)
      let hint = drawHint(in: &grid, y: y, from: end)
      let message = viewing.message.map { TerminalCharacters.columns(of: $0) + 2 } ?? 0
      let slider = hint - end - message - 4
      if slider >= 8 { drawSlider(in: &grid, x: end + 2, y: y, width: slider) }
      drawMessage(in: &grid, x: slider >= 8 ? end + slider + 2 : end, y: y, end: hint)
    }
  }

  /// The keys of the actions while a person plays, as many as two or three lines hold.
  private func actionLines(columns: Int, lines: Int) -> [String] {
    guard viewing.isPerson else { return [] }
    var result: [String] = []
    for entry in viewing.actionHelp.map(TerminalCharacters.plain) {
      if let last = result.last,
        TerminalCharacters.columns(of: last) + 3 + TerminalCharacters.columns(of: entry) <= columns
      {
        result[result.count - 1] = last + "   " + entry
      } else {
        result.append(entry)
      }
    }
    return Array(result.prefix(max(1, lines / 8)))
  }

  /// Who plays, how fast, and whether it is recorded; returns the place after it.
  private func drawState(in grid: inout TerminalGrid, x: Int, y: Int) -> Int {
    var end = x
    if viewing.isRecording {
      end = grid.put("● REC", x: end, y: y, TerminalStyle(ink: theme.negative, isBold: true)) + 2
    }
    if viewing.isPerson {
      end = grid.put("you play", x: end, y: y, TerminalStyle(ink: theme.accent, isBold: true)) + 2
    }
    let pace =
      viewing.isPaused
      ? "paused"
      : "▶ " + (viewing.speed.isFinite ? "\(Figures.short(viewing.speed))×" : "unlimited")
    end = grid.put(pace, x: end, y: y, TerminalStyle(isBold: viewing.isPaused))
    var notes: [String] = []
    if moment.scenes.count > 1, let focus = viewing.focus {
      notes.append("scene \(focus + 1)/\(moment.scenes.count)")
    }
    if viewing.checkpoints.count > 1, viewing.checkpoints.indices.contains(viewing.checkpoint) {
      notes.append(
        "[\(viewing.checkpoint + 1)/\(viewing.checkpoints.count)] "
          + viewing.checkpoints[viewing.checkpoint])
    }
    for note in notes where end + 2 + TerminalCharacters.columns(of: note) + 8 <= grid.width {
      end = grid.put(note, x: end + 2, y: y, TerminalStyle(ink: theme.faint))
    }
    return end
  }

  /// Where the keys are explained; returns the place before it.
  private func drawHint(in grid: inout TerminalGrid, y: Int, from start: Int) -> Int {
    let hint = ["h help  q quit", "h help"].first { start + 2 + $0.count <= grid.width }
    guard let hint, viewing.message == nil || grid.width >= 44 else { return grid.width }
    grid.put(hint, endingAt: grid.width, y: y, TerminalStyle(ink: theme.faint))
    return grid.width - hint.count
  }

  private func drawMessage(in grid: inout TerminalGrid, x: Int, y: Int, end: Int) {
    guard let message = viewing.message else { return }
    grid.put(
      message, x: x + 2, y: y, limit: end - x - (end < grid.width ? 4 : 2),
      TerminalStyle(ink: theme.second))
  }

  /// The way from the first step to the last one that was reached.
  private func drawSlider(in grid: inout TerminalGrid, x: Int, y: Int, width: Int) {
    let scenes = TerminalView.shownScene(of: moment).map { [$0] } ?? moment.scenes
    let (step, last) = (scenes.map(\.step).max() ?? 0, scenes.map(\.lastStep).max() ?? 0)
    let text = "\(Figures.count(step))/\(Figures.count(last))"
    let room = width - text.count - 1
    let length = room >= 6 ? room : width
    let knob = last > 0 ? min(length - 1, step * (length - 1) / last) : 0
    grid.fill("━", x: x, y: y, count: knob, TerminalStyle(ink: theme.accent))
    grid.put("●", x: x + knob, y: y, TerminalStyle(ink: theme.accent, isBold: true))
    grid.fill("─", x: x + knob + 1, y: y, count: length - knob - 1, TerminalStyle(ink: theme.muted))
    if length == room { grid.put(text, endingAt: x + width, y: y) }
  }
}
