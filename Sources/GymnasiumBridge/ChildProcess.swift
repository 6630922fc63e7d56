import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A process that was started here: one socket is its standard input, another takes what it prints.
///
/// It has a process group of its own, so that Ctrl-C in the terminal is ours alone, and it is
/// killed and waited for at the latest when this object goes.
package final class ChildProcess {
  /// How a process ended, in words: "ended with status 1", "was killed by signal 9".
  package private(set) var ending: String?
  /// The number of the process.
  package let identifier: Int32
  /// The conversation with it.
  let channel: FrameChannel

  /// Starts a program.
  ///
  /// - Parameters:
  ///   - executable: a path, or a name that is looked for on the PATH.
  ///   - arguments: without the program's own name.
  /// - Throws: `FrameChannel.Fault.system` with the reason.
  package init(executable: String, arguments: [String]) throws {
    var ends: [Int32] = []
    defer { for end in ends { close(end) } }
    let (ours, theirs) = try Self.socketPair()
    ends.append(theirs)
    let reading: Int32
    let writing: Int32
    do {
      (reading, writing) = try Self.socketPair()
    } catch {
      close(ours)
      throw error
    }
    ends.append(writing)
    let channel = FrameChannel(socket: ours, output: reading)
    self.channel = channel
    identifier = try Self.spawn(
      [executable] + arguments, descriptors: [theirs, writing, writing])
    channel.otherHasEnded = { [weak self] in self?.reap(options: WNOHANG) ?? true }
  }

  deinit { end(seconds: 0) }

  /// Kills the process if it still runs, after so many seconds of grace, and takes its status.
  package func end(seconds: Int) {
    for _ in 0..<(seconds * 1_000) where !reap(options: WNOHANG) { usleep(1_000) }
    if ending == nil {
      kill(-identifier, SIGKILL)
      kill(identifier, SIGKILL)
      _ = reap(options: 0)
    }
  }

  /// Takes the status of the process if it has ended; nothing remains of it then.
  private func reap(options: Int32) -> Bool {
    guard ending == nil else { return true }
    var status: Int32 = 0
    var result: Int32
    repeat { result = waitpid(identifier, &status, options) } while result < 0 && errno == EINTR
    if result == 0 { return false }
    let signal = status & 0x7F
    ending =
      result < 0
      ? "is gone"
      : signal == 0
        ? "ended with status \((status >> 8) & 0xFF)" : "was killed by signal \(signal)"
    return true
  }

  // MARK: Starting

  /// Starts a program in a process group of its own.
  ///
  /// - Parameters:
  ///   - words: The program, a path or a name that is looked for on the PATH, and its arguments.
  ///   - descriptors: What becomes its standard input, output and error.
  /// - Returns: The number of the process, which is to be waited for.
  /// - Throws: `FrameChannel.Fault.system` with the reason.
  package static func spawn(_ words: [String], descriptors: [Int32]) throws -> Int32 {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let variables = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    let arguments = cStrings(words)
    let environment = cStrings(variables.sorted())
    defer { for text in arguments + environment { free(text) } }
    var identifier: pid_t = 0
    let code = posix_spawnp(
      &identifier, words[0], &actions, &attributes, arguments, environment)
    guard code == 0 else { throw FrameChannel.Fault.system(code: code) }
    return identifier
  }

  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  private static func socketPair() throws -> (ours: Int32, theirs: Int32) {
    var pair: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #else
      let type = Int32(SOCK_STREAM)
    #endif
    guard socketpair(AF_UNIX, type, 0, &pair) == 0 else {
      throw FrameChannel.Fault.system(code: errno)
    }
    return try raised(pair)
  }

  /// The same descriptors above those of standard input, output and error, closed on `exec`.
  private static func raised(_ pair: [Int32]) throws -> (Int32, Int32) {
    let raised = pair.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
    let code = errno
    for descriptor in pair { close(descriptor) }
    guard raised.allSatisfy({ $0 >= 0 }) else {
      for descriptor in raised where descriptor >= 0 { close(descriptor) }
      throw FrameChannel.Fault.system(code: code)
    }
    return (raised[0], raised[1])
  }
}
