import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Gives the terminal back whatever happens: also where the process exits or is killed while it
/// holds the screen.
///
/// All that it needs lies ready beforehand, so that a handler of signals may call it.
public enum TerminalRescue {
  private static let isArmed = Atomic<Bool>(false)
  private static let hasKeys = Atomic<Bool>(false)
  private static let input = Atomic<Int32>(0)
  private static let output = Atomic<Int32>(1)
  nonisolated(unsafe) private static let saved = UnsafeMutablePointer<termios>.allocate(capacity: 1)
  /// Ends a synchronized update and the colours, shows the cursor, wraps lines, leaves the alternate
  /// screen.
  private static let farewell: StaticString =
    "\u{1B}[?2026l\u{1B}[0m\u{1B}[?25h\u{1B}[?7h\u{1B}[?1049l"

  /// Once: handlers for what kills a process, and for its exit.
  private static let handlers: Void = {
    atexit { TerminalRescue.restore() }
    for number in [SIGQUIT, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV] {
      signal(number) { number in
        TerminalRescue.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }()

  /// Remembers how to give the terminal back.
  static func arm(input: Int32, output: Int32, _ state: termios?) {
    _ = handlers
    if let state { saved.initialize(to: state) }
    Self.input.store(input, ordering: .relaxed)
    Self.output.store(output, ordering: .relaxed)
    hasKeys.store(state != nil, ordering: .relaxed)
    isArmed.store(true, ordering: .sequentiallyConsistent)
  }

  /// Gives the terminal back if it is held.
  ///
  /// A handler of signals may call it.
  public static func restore() {
    guard isArmed.exchange(false, ordering: .sequentiallyConsistent) else { return }
    let output = output.load(ordering: .relaxed)
    var (place, rest) = (farewell.utf8Start, farewell.utf8CodeUnitCount)
    var attempts = 0
    while rest > 0, attempts < 100 {
      attempts += 1
      let count = Foundation.write(output, place, rest)
      if count > 0 { (place, rest) = (place + count, rest - count) }
      if count < 0, errno == EAGAIN {
        var request = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
        _ = poll(&request, 1, 10)
      } else if count < 0, errno != EINTR {
        break
      }
    }
    if hasKeys.load(ordering: .relaxed) {
      _ = tcsetattr(input.load(ordering: .relaxed), TCSADRAIN, saved)
    }
  }
}
