/// How a part of the view beside the picture is written in a terminal.
protocol TerminalPanel: Sendable {
  /// The panel.
  static var panel: Panel { get }
  /// The least and the greatest number of lines that are of use; nil where there is nothing to show.
  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>?
  /// The number of lines, of so many with the heading, that the panel makes use of.
  static func settled(_ lines: Int, for scene: Scene, width: Int) -> Int
  /// A figure beside the heading.
  static func figure(of scene: Scene) -> String?
  /// Fills a grid of the panel's size.
  static func draw(_ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme)
}

extension TerminalPanel {
  static func settled(_ lines: Int, for scene: Scene, width: Int) -> Int { lines }
  static func figure(of scene: Scene) -> String? { nil }

  /// The panel with its heading, if there is one, and a figure at the right of that.
  static func grid(
    _ scene: Scene, viewing: Viewing, width: Int, lines: Int, hasHeading: Bool, isPlain: Bool
  ) -> TerminalGrid {
    let theme = Theme.of(viewing.theme)
    let top = hasHeading ? 1 : 0
    var content = TerminalGrid(width: width, height: max(0, lines - top), isPlain: isPlain)
    draw(scene, viewing: viewing, in: &content, theme: theme)
    var grid = TerminalGrid(width: width, height: lines, isPlain: isPlain)
    grid.place(content, x: 0, y: top)
    guard hasHeading else { return grid }
    let faint = TerminalStyle(ink: theme.muted)
    let end = grid.put(
      panel.rawValue, x: 0, y: 0, limit: width, TerminalStyle(ink: theme.faint, isBold: true))
    let figure = figure(of: scene).map(TerminalCharacters.plain) ?? ""
    let room = width - end - 2 - TerminalCharacters.columns(of: figure)
    if !figure.isEmpty, room >= 1 { grid.put(figure, endingAt: width, y: 0) }
    let rule = (figure.isEmpty || room < 1 ? width : end + room) - end - 1
    grid.fill("─", x: end + 1, y: 0, count: rule, faint)
    return grid
  }
}

/// The panels of a terminal, in the order of `Panel.allCases`.
enum TerminalPanels {
  static let all: [any TerminalPanel.Type] = [
    TerminalEpisodePanel.self, TerminalActionPanel.self, TerminalMapPanel.self,
    TerminalObservationPanel.self, TerminalValuePanel.self, TerminalRewardPanel.self,
    TerminalReturnPanel.self,
  ]
}
