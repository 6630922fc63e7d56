/// The terminal as a screen: moments as text, keys one by one.
package final class TerminalDisplay: Screen {
  private let view: TerminalView
  private let terminal = TerminalScreen()

  /// Whether standard output is a terminal.
  package static var isAvailable: Bool { TerminalScreen.isAvailable }

  /// A display in these colours.
  package init(colour: TerminalColour) { view = TerminalView(colour: colour) }

  /// Takes the terminal.
  package func open() { terminal.open() }

  /// Gives the terminal back as it was.
  package func close() { terminal.close() }

  package func show(_ moment: Moment) {
    let size = TerminalScreen.size
    let scene = moment.scenes[moment.viewing.focus ?? 0]
    terminal.show(
      view.lines(
        of: scene, columns: size.columns, lines: size.lines - 1, viewing: moment.viewing))
  }

  package func nextEvent(within seconds: Double) -> ScreenEvent? {
    terminal.key(within: seconds).map { .key(Self.key($0)) }
  }

  package func toggleFullScreen() {}

  package func picture(of moment: Moment) -> Picture {
    Stage(width: 960, height: 540).picture(of: moment)
  }

  private static func key(_ character: Character) -> Key {
    switch character {
    case "↑": .up
    case "↓": .down
    case "←": .left
    case "→": .right
    case "\t": .tab
    case "\r", "\n": .enter
    case "\u{1B}": .escape
    case "\u{7F}": .backspace
    default: .character(character)
    }
  }
}
