import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A terminal as a device: its size, single keys, and a screen that is given back as it was found.
final class TerminalDevice {
  /// What came from the keyboard.
  enum Input {
    case nothing, ended
    case bytes([UInt8])
  }

  private let input: Int32
  private let output: Int32
  private var saved: termios?
  private(set) var isOpen = false
  /// Whether nobody sees the output any more.
  private(set) var isGone = false

  /// The device of two file descriptors; output is a terminal.
  init(input: Int32, output: Int32) {
    self.input = input
    self.output = output
  }

  /// Columns and lines; 80×24 where the terminal does not say.
  var size: TerminalSize {
    var window = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &window) == 0, window.ws_col > 0, window.ws_row > 0
    else { return TerminalSize(columns: 80, lines: 24) }
    return TerminalSize(columns: Int(window.ws_col), lines: Int(window.ws_row))
  }

  /// Takes the alternate screen, hides the cursor, and reads keys one by one without echo.
  ///
  /// Ctrl-C stays a signal. Ctrl-Z becomes a key, so that the screen can be given back before the
  /// process stops; where the input is no terminal there are no keys.
  func open() {
    guard !isOpen else { return }
    isOpen = true
    var state = termios()
    if isatty(input) == 1, tcgetattr(input, &state) == 0 {
      saved = state
      TerminalRescue.arm(input: input, output: output, state)
      state.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
      state.c_iflag &= ~tcflag_t(IXON | ICRNL)
      withUnsafeMutableBytes(of: &state.c_cc) { characters in
        characters[Int(VMIN)] = 0
        characters[Int(VTIME)] = 0
        characters[Int(VSUSP)] = 0  // _POSIX_VDISABLE
      }
      _ = tcsetattr(input, TCSANOW, &state)
    } else {
      TerminalRescue.arm(input: input, output: output, nil)
    }
    write("\u{1B}[?1049h\u{1B}[?7l\u{1B}[?25l\u{1B}[2J")
  }

  /// Gives the terminal back.
  func close() {
    guard isOpen else { return }
    isOpen = false
    TerminalRescue.restore()
    saved = nil
  }

  /// Gives the terminal back, stops the process as Ctrl-Z does elsewhere, and takes the terminal
  /// again when the process goes on.
  func suspend() {
    close()
    kill(0, SIGTSTP)
    open()
  }

  /// Waits for keys, at most so long; a signal ends the wait.
  func read(within seconds: Double) -> Input {
    let milliseconds = Int32((max(0, min(seconds, 3600)) * 1000).rounded(.up))
    guard saved != nil else {
      _ = poll(nil, 0, milliseconds)
      return .nothing
    }
    var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    guard poll(&request, 1, milliseconds) > 0 else { return .nothing }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = Foundation.read(input, &bytes, bytes.count)
    if count > 0 { return .bytes(Array(bytes[..<count])) }
    if count < 0, errno == EINTR || errno == EAGAIN { return .nothing }
    // With VMIN 0 a terminal gives nothing when there is nothing; one that is gone hangs up.
    return count < 0 || request.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
      ? .ended : .nothing
  }

  /// Writes all of a text, in as many pieces as the terminal takes.
  func write(_ text: String) {
    guard !isGone else { return }
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(output, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var request = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 100)
      } else if errno != EINTR {
        isGone = true
        return
      }
    }
  }
}
