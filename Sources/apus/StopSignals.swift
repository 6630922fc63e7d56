import Synchronization
import Visualizer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ctrl-C, SIGTERM and a closed terminal: the first asks the training to save and stop, the second leaves at once.
enum StopSignals {
  private static let received = Atomic<Int32>(0)

  /// The signal that came, if one did.
  static var signal: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// Whether the work may go on: no signal came and somebody still reads the output.
  static var allowContinuing: Bool { signal == nil && !Console.outputIsGone }

  /// The exit code of a command that was asked to stop: 128 + the signal's number.
  static var exitCode: Int32 { 128 + (signal ?? SIGPIPE) }

  /// Begins to listen.
  static func install() {
    // Made now: a handler must not be the first to touch a lazy global.
    received.store(0, ordering: .relaxed)
    // Some parents start their children with these signals blocked, and the mask is inherited.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      Glibc.signal(number) { number in
        if StopSignals.received.exchange(number, ordering: .relaxed) != 0 {
          TerminalRescue.restore()
          _exit(128 + number)
        }
      }
    }
  }
}
