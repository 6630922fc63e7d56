#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What ties a training in a process of its own to the process that started it.
///
/// That process holds the other end of our standard input and writes nothing to it. When it goes, however it
/// goes, the system closes its end: the training then saves and stops, as after a SIGTERM.
enum Lifeline {
  /// Begins to watch standard input.
  static func watch() {
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { _ in
        var byte: UInt8 = 0
        var count: Int
        repeat {
          count = read(STDIN_FILENO, &byte, 1)
        } while count > 0 || (count < 0 && errno == EINTR)
        kill(getpid(), SIGTERM)
        return nil
      }, nil)
    if code == 0 { pthread_detach(thread) }
  }
}
