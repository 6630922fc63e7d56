import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two ways out of the program: results go to standard output, messages to standard error.
///
/// Each line is written at once, so that a reader of a pipe sees it and a kill loses nothing.
enum Console {
  /// Whether the reader of standard output has gone away (`apus … | head`).
  nonisolated(unsafe) private(set) static var outputIsGone = false

  /// Whether standard input is a terminal.
  static var inputIsTerminal: Bool { isatty(STDIN_FILENO) == 1 }
  /// Whether standard output is a terminal.
  static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
  /// Whether standard error is a terminal.
  static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Whether colours are wanted.
  static var usesColor: Bool { variable("NO_COLOR").map(\.isEmpty) ?? true }

  /// Writes a line of results.
  static func result(_ line: String) {
    if !write(line + "\n", to: STDOUT_FILENO) { outputIsGone = true }
  }

  /// Writes a line about what is going on.
  static func message(_ line: String) { raw(line + "\n") }

  /// Writes to standard error as it is: control sequences of a live line.
  static func raw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Prints an error in one or two lines and ends the process with exit code 1.
  static func fail(_ error: InputError) -> Never {
    message("apus: \(error.description)")
    Apus.leave(1)
  }

  /// The width of the terminal in columns; 80 where it does not say.
  static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// A variable of the process's environment.
  static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func write(_ text: String, to descriptor: Int32) -> Bool {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(
          descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR || errno == EAGAIN { continue }
        return false
      }
      written += count
    }
    return true
  }
}
