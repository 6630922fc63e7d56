import Documents
import Foundation

/// One run of ffmpeg: what it is given goes to its standard input, and what it complains of is
/// kept for the error's message.
final class FilmEncoder {
  private let process = Process()
  private let path: String
  /// Our ends of its standard input and error; -1 once they are closed.
  private var input: Int32
  private let errors: Int32
  private var complaint: [UInt8] = []

  /// How long ffmpeg may take for a part of what it is given, in seconds.
  private static let patience: Int32 = 60

  /// Starts ffmpeg.
  ///
  /// - Parameters:
  ///   - arguments: after those for silence.
  ///   - path: the film, for errors.
  ///   - programs: folders in which ffmpeg is looked for, as in the variable PATH.
  /// - Throws: `InputError` where there is no ffmpeg, or it does not start.
  init(_ arguments: [String], path: String, programs: String) throws {
    self.path = path
    let folders = programs.split(separator: ":")
    guard let folder = folders.first(where: { access("\($0)/ffmpeg", X_OK) == 0 }) else {
      throw InputError(
        "films are packed by ffmpeg, which is not installed", file: path,
        remedy: "install it (apt-get install ffmpeg, brew install ffmpeg), or record a .gif")
    }
    let (input, read) = try Self.pair(path)
    let errors: Int32
    let write: Int32
    do {
      (errors, write) = try Self.pair(path)
    } catch {
      close(input)
      close(read)
      throw error
    }
    self.input = input
    self.errors = errors
    process.executableURL = URL(fileURLWithPath: "\(folder)/ffmpeg")
    process.arguments = ["-hide_banner", "-loglevel", "error", "-nostdin"] + arguments
    process.standardInput = FileHandle(fileDescriptor: read, closeOnDealloc: true)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: write, closeOnDealloc: true)
    do {
      try process.run()
    } catch {
      throw InputError("ffmpeg does not start: \(error.localizedDescription)", file: path)
    }
    // It has copies of its own: only with ours closed do we hear of its end.
    process.standardInput = nil
    process.standardError = nil
  }

  /// Ends its input; it then finishes the film by itself.
  deinit {
    closeInput()
    close(errors)
  }

  /// Hands it bytes.
  ///
  /// - Throws: `InputError` with its last complaint where it has ended.
  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var written = 0
    while written < bytes.count {
      guard try wait(toWrite: true) else { continue }
      let count = send(
        input, bytes.baseAddress.map { $0 + written }, bytes.count - written, Self.flags)
      if count > 0 {
        written += count
      } else if errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK {
        throw failure()
      }
    }
  }

  /// Ends its input and waits until it is done.
  ///
  /// - Throws: `InputError` with its last complaint where it failed.
  func finish() throws {
    closeInput()
    while try !wait(toWrite: false) {}
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw failure()
    }
  }

  /// Waits until it takes or ends something, and reads what it complains of.
  ///
  /// - Returns: whether it can be written to; without that wish, whether it has ended.
  private func wait(toWrite: Bool) throws -> Bool {
    var polled = [
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      pollfd(fd: toWrite ? input : -1, events: Int16(POLLOUT), revents: 0),
    ]
    let count = poll(&polled, 2, Self.patience * 1000)
    guard count > 0 else {
      if count < 0 && errno == EINTR { return false }
      process.terminate()
      throw InputError("ffmpeg has not moved for \(Self.patience) seconds", file: path)
    }
    if polled[0].revents != 0 {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = recv(errors, &buffer, buffer.count, 0)
      if count > 0 { complaint = (complaint + buffer[..<count]).suffix(4096) }
      if count == 0 {
        if toWrite { throw failure() }
        return true
      }
    }
    return toWrite && polled[1].revents != 0
  }

  /// The error of an ffmpeg that has ended or is about to.
  private func failure() -> InputError {
    closeInput()
    while (try? wait(toWrite: false)) == false {}
    process.waitUntilExit()
    let lines = String(decoding: complaint, as: UTF8.self).split(whereSeparator: \.isNewline)
    let ending =
      process.terminationReason == .exit
      ? "ended with status \(process.terminationStatus)"
      : "was killed by signal \(process.terminationStatus)"
    let words = lines.last.map { "\(ending): \($0)" } ?? ending
    return InputError(
      "ffmpeg \(words)", file: path,
      remedy: "what was written before can be played; a .gif needs no ffmpeg")
  }

  private func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  // A socket, and not a pipe: a program that is gone is then an error, and no signal.

  #if canImport(Darwin)
    private static let flags: Int32 = 0
  #else
    private static let flags = Int32(MSG_NOSIGNAL)
  #endif

  private static func pair(_ path: String) throws -> (ours: Int32, theirs: Int32) {
    var pair: [Int32] = [-1, -1]
    #if canImport(Darwin)
      let type = SOCK_STREAM
    #else
      let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    #endif
    guard socketpair(AF_UNIX, type, 0, &pair) == 0 else {
      throw fileError("ffmpeg cannot be started", path, errno)
    }
    #if canImport(Darwin)
      var one: Int32 = 1
      setsockopt(pair[0], SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
      for descriptor in pair { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    #endif
    return (pair[0], pair[1])
  }
}
