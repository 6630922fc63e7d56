import Environments
import Foundation

/// A terminal in which moments are shown and keys are heard.
///
/// Only what changed since the last moment is written. The terminal is given back when the display
/// is closed or released, and where the process ends before that.
package final class TerminalDisplay: Screen {
  private let colour: TerminalColour
  private let device: TerminalDevice
  private var keys = TerminalKeys()
  /// When the byte came that may be Esc or the beginning of a sequence.
  private var waitingSince = Date.distantPast
  /// What stands on the screen; nil where that is not known.
  private var shown: TerminalGrid?
  private var size: TerminalSize
  private var last: Moment?
  private var hasEnded = false

  /// How long the rest of a sequence may take, in seconds; over slow lines bytes come apart.
  private static let patience = 0.1
  /// How often the size is looked at while nothing happens, in seconds.
  private static let sizeInterval = 0.1

  /// Whether standard output is a terminal that can show a picture: one whose cursor can be moved.
  package static var isAvailable: Bool {
    let name = ProcessInfo.processInfo.environment["TERM"] ?? ""
    return isatty(STDOUT_FILENO) == 1 && !["", "dumb", "unknown"].contains(name)
  }

  /// A display that is still to be opened.
  ///
  /// - Parameters:
  ///   - colour: the colours to use.
  ///   - input: the file descriptor of the keys; without keys where it is no terminal.
  ///   - output: the file descriptor of the screen.
  package init(
    colour: TerminalColour, input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO
  ) {
    self.colour = colour
    device = TerminalDevice(input: input, output: output)
    size = device.size
  }

  deinit { device.close() }

  /// Takes the terminal.
  package func open() { device.open() }

  /// Gives the terminal back; below what stood there before it says how the episodes stand.
  package func close() {
    guard device.isOpen else { return }
    device.close()
    for scene in last?.scenes ?? [] {
      device.write(TerminalCharacters.plain("\(scene.title): \(scene.statusLine)") + "\n")
    }
  }

  /// Writes what changed.
  package func show(_ moment: Moment) throws {
    guard device.isOpen else { return }
    last = moment
    size = device.size
    let grid = TerminalView.grid(
      of: moment, columns: size.columns, lines: size.lines, isPlain: colour == .none)
    var text = ""
    if let shown, shown.width == grid.width, shown.height == grid.height {
      text = grid.changes(from: shown, colour)
    } else {
      text = "\u{1B}[0m\u{1B}[2J"
      for (y, line) in grid.lines(colour).enumerated() where !line.isEmpty {
        text += "\u{1B}[\(y + 1);1H" + line
      }
    }
    shown = grid
    guard !text.isEmpty else { return }
    // Terminals that know it show the update at once; others leave the sequence out.
    device.write(colour == .none ? text : "\u{1B}[?2026h" + text + "\u{1B}[?2026l")
  }

  /// Waits for a key or another size.
  package func nextEvent(within seconds: Double) throws -> ScreenEvent? {
    let deadline = Date().addingTimeInterval(max(0, min(seconds, 3600)))
    while true {
      if let input = keys.next() { return obey(input) }
      if hasEnded || device.isGone { return .closed }
      if device.size != size {
        size = device.size
        return .resized
      }
      var wait = min(deadline.timeIntervalSinceNow, Self.sizeInterval)
      if keys.isWaiting {
        let patience = Self.patience + waitingSince.timeIntervalSinceNow
        guard patience > 0 else {
          keys.giveUpWaiting()
          continue
        }
        wait = min(wait, patience)
      }
      switch device.read(within: wait) {
      case .bytes(let bytes):
        keys.append(bytes)
        waitingSince = Date()
      case .ended: hasEnded = true
      case .nothing: if deadline.timeIntervalSinceNow <= 0 { return nil }
      }
    }
  }

  private func obey(_ input: TerminalKeys.Input) -> ScreenEvent {
    switch input {
    case .key(let key): return .key(key)
    case .suspend: device.suspend()
    case .redraw: break
    }
    shown = nil
    return .resized
  }

  /// A terminal is as large as it is.
  package func toggleFullScreen() {}

  /// The moment as the window would show it, for screenshots and recordings.
  package func picture(of moment: Moment) throws -> Picture {
    Stage(width: 1280, height: 720).picture(of: moment)
  }
}
