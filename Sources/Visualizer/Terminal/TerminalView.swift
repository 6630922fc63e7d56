import Environments

/// A moment as the text of a terminal: the picture in half-blocks, the panels beside or below it,
/// several scenes as tiles, and a line that tells pace and place.
///
/// A pure function of the moment and the size.
package enum TerminalView {
  /// The least size in which anything is shown.
  package static let leastColumns = 20
  /// The least number of lines in which anything is shown.
  package static let leastLines = 6

  /// The whole view as lines of text.
  ///
  /// - Parameters:
  ///   - moment: what is shown.
  ///   - columns: the width of the terminal.
  ///   - lines: its height.
  ///   - colour: its colours; without any, everything is ASCII.
  /// - Returns: at most `lines` lines of at most `columns` places, with control sequences for
  ///   colours only; one line that says what is needed where there is less room than 20×6.
  package static func lines(
    of moment: Moment, columns: Int, lines: Int, colour: TerminalColour
  ) -> [String] {
    grid(of: moment, columns: columns, lines: lines, isPlain: colour == .none).lines(colour)
  }

  /// The whole view as a grid of characters.
  static func grid(of moment: Moment, columns: Int, lines: Int, isPlain: Bool) -> TerminalGrid {
    var grid = TerminalGrid(width: max(0, columns), height: max(0, lines), isPlain: isPlain)
    guard columns >= leastColumns, lines >= leastLines else {
      let need = "\(leastColumns)x\(leastLines)"
      let texts = ["the terminal needs \(need) places", "needs \(need)", need]
      grid.put(texts.first { $0.count <= columns } ?? need, x: 0, y: 0)
      return grid
    }
    let theme = Theme.of(moment.viewing.theme)
    let status = TerminalStatus(moment, theme: theme)
    let foot = status.lines(columns: columns, lines: lines)
    let room = TerminalRoom(x: 0, y: 0, width: columns, height: lines - foot)
    if let scene = shownScene(of: moment) {
      draw(scene, moment.viewing, in: &grid, room)
    } else {
      TerminalTiles(moment, theme: theme).draw(in: &grid, room)
    }
    status.draw(in: &grid, y: room.height)
    if moment.viewing.showsHelp {
      TerminalHelp(moment.viewing, theme: theme).draw(in: &grid, room)
    }
    return grid
  }

  /// The only scene, or that of the focus; nil where tiles are to be shown.
  static func shownScene(of moment: Moment) -> Scene? {
    if moment.scenes.count == 1 { return moment.scenes[0] }
    guard let focus = moment.viewing.focus, moment.scenes.indices.contains(focus) else {
      return nil
    }
    return moment.scenes[focus]
  }

  private static func draw(
    _ scene: Scene, _ viewing: Viewing, in grid: inout TerminalGrid, _ room: TerminalRoom
  ) {
    let panels = TerminalPanels.all.filter { viewing.panels.contains($0.panel) }
    let layout = TerminalLayout(
      of: scene, panels: panels, columns: room.width, lines: room.height)
    if let place = layout.picture {
      let picture = TerminalPicture(scene.frame, columns: place.width, lines: place.height)
        .grid(isPlain: grid.isPlain)
      grid.place(
        picture, x: place.x + (place.width - picture.width) / 2,
        y: place.y + (place.height - picture.height) / 2)
    }
    for (panel, place) in layout.panels {
      grid.place(
        panel.grid(
          scene, viewing: viewing, width: place.width, lines: place.height,
          hasHeading: layout.hasHeadings, isPlain: grid.isPlain),
        x: place.x, y: place.y)
    }
  }
}
