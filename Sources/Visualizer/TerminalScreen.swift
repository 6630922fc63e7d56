import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The terminal as a device: its size, single keys, and a screen that is given back as it was found.
///
/// Use it as `let screen = TerminalScreen(); screen.open(); defer { screen.close() }`.
final class TerminalScreen {
  private var saved = termios()
  private var isOpen = false
  private var hasKeys = false

  /// Whether standard output is a terminal.
  static var isAvailable: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Columns and lines of the terminal; 80 × 24 where it does not say.
  static var size: (columns: Int, lines: Int) {
    var window = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0
    else { return (80, 24) }
    return (Int(window.ws_col), Int(window.ws_row))
  }

  /// Takes the alternate screen, hides the cursor, and reads keys one by one without echo.
  func open() {
    guard !isOpen else { return }
    isOpen = true
    if isatty(STDIN_FILENO) == 1, tcgetattr(STDIN_FILENO, &saved) == 0 {
      var raw = saved
      raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
      hasKeys = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0
    }
    write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J")
  }

  /// Gives the terminal back.
  func close() {
    guard isOpen else { return }
    isOpen = false
    write("\u{1B}[0m\u{1B}[?25h\u{1B}[?1049l")
    if hasKeys { _ = tcsetattr(STDIN_FILENO, TCSANOW, &saved) }
  }

  /// Replaces the whole picture, line by line, without flicker.
  func show(_ lines: [String]) {
    var text = "\u{1B}[H"
    for line in lines { text += line + "\u{1B}[K\r\n" }
    write(text + "\u{1B}[J")
  }

  /// Waits up to the given time for a key; nil where none came.
  ///
  /// Arrow keys are "↑", "↓", "→" and "←".
  func key(within seconds: Double) -> Character? {
    guard hasKeys else {
      Thread.sleep(forTimeInterval: max(0, seconds))
      return nil
    }
    var request = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    let ready = poll(&request, 1, Int32(max(0, min(seconds, 3600)) * 1000))
    guard ready > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 8)
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else {
      hasKeys = false  // the other end is gone: play on without keys
      return nil
    }
    if count >= 3, bytes[0] == 0x1B, bytes[1] == UInt8(ascii: "[") {
      let arrows: [UInt8: Character] = [0x41: "↑", 0x42: "↓", 0x43: "→", 0x44: "←"]
      return arrows[bytes[2]]
    }
    return Character(UnicodeScalar(bytes[0]))
  }

  private func write(_ text: String) {
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
