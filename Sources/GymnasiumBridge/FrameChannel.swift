#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// One end of a conversation in frames with a process that is not trusted.
///
/// Nothing here waits longer than it was told, allocates what a length claims before the length has
/// been checked, or raises SIGPIPE. What the process writes to its standard output and error is read
/// all the while, so that it never waits for us, and the end of it is kept for messages.
final class FrameChannel {
  /// Why a conversation cannot go on.
  enum Fault: Error, Hashable {
    /// Nothing came for so many seconds.
    case silence(seconds: Int)
    /// The other end is closed.
    case closed
    /// What came is not a frame, or not the one that was asked for.
    case malformed(String)
    /// The system refused.
    case system(code: Int32)
  }

  /// What is kept of the other end's standard output and error, in bytes.
  static let keptOutput = 8_192

  private let socket: Int32
  private var output: Int32
  private(set) var kept: [UInt8] = []
  /// Whether the process at the other end has ended: another may still hold its descriptors.
  var otherHasEnded: () -> Bool = { false }

  /// Takes over two open descriptors.
  ///
  /// - Parameters:
  ///   - socket: a stream socket to the other end.
  ///   - output: where its standard output and error can be read; -1 for nowhere.
  init(socket: Int32, output: Int32) {
    self.socket = socket
    self.output = output
    for descriptor in [socket, output] where descriptor >= 0 {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
    #if canImport(Darwin)
      var one: Int32 = 1
      setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &one, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  deinit {
    close(socket)
    if output >= 0 { close(output) }
  }

  /// Sends all bytes.
  ///
  /// - Throws: ``Fault``.
  func send(_ bytes: UnsafeRawBufferPointer, seconds: Int) throws {
    let deadline = Deadline(seconds: seconds)
    var sent = 0
    while sent < bytes.count {
      #if canImport(Darwin)
        let flags: Int32 = 0
      #else
        let flags = noSignal
      #endif
      let start = bytes.baseAddress.map { $0 + sent }
      #if canImport(Glibc)
        let count = Glibc.send(socket, start, bytes.count - sent, flags)
      #elseif canImport(Musl)
        let count = Musl.send(socket, start, bytes.count - sent, flags)
      #else
        let count = Darwin.send(socket, start, bytes.count - sent, flags)
      #endif
      if count > 0 {
        sent += count
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(for: Int16(POLLOUT), until: deadline)
      } else if errno == EPIPE || errno == ECONNRESET {
        throw Fault.closed
      } else if errno != EINTR {
        throw Fault.system(code: errno)
      }
    }
  }

  /// Fills a buffer.
  ///
  /// - Throws: ``Fault``.
  func receive(into bytes: UnsafeMutableRawBufferPointer, seconds: Int) throws {
    let deadline = Deadline(seconds: seconds)
    var received = 0
    while received < bytes.count {
      let count = recv(
        socket, bytes.baseAddress.map { $0 + received }, bytes.count - received, 0)
      if count > 0 {
        received += count
      } else if count == 0 || errno == ECONNRESET {
        throw Fault.closed
      } else if errno == EAGAIN || errno == EWOULDBLOCK {
        try wait(for: Int16(POLLIN), until: deadline)
      } else if errno != EINTR {
        throw Fault.system(code: errno)
      }
    }
  }

  /// Waits until the socket can be used, reading what the other end prints meanwhile.
  private func wait(for event: Int16, until deadline: Deadline) throws {
    while true {
      let left = deadline.milliseconds
      guard left > 0 else { throw Fault.silence(seconds: deadline.seconds) }
      var polled = [
        pollfd(fd: socket, events: event, revents: 0),
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      ]
      // What was sent before an ending is still read.
      let hasEnded = otherHasEnded()
      let count = poll(&polled, 2, hasEnded ? 0 : min(left, 1_000))
      if count < 0 && errno != EINTR { throw Fault.system(code: errno) }
      if count == 0 && hasEnded { throw Fault.closed }
      guard count > 0 else { continue }
      if polled[1].revents != 0 { drainOutput() }
      if polled[0].revents != 0 { return }
    }
  }

  /// Reads what the other end has printed so far; does not wait.
  func drainOutput() {
    guard output >= 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 4_096)
    // A flood is read a piece at a time, so that a deadline still holds.
    for _ in 0..<64 {
      let count = read(output, &buffer, buffer.count)
      if count > 0 {
        kept += buffer[..<count]
        if kept.count > Self.keptOutput { kept.removeFirst(kept.count - Self.keptOutput) }
      } else if count == 0 {
        close(output)
        output = -1
        return
      } else {
        return
      }
    }
  }
}

#if !canImport(Darwin)
  /// Asks that a closed other end be an error, and no signal.
  private let noSignal = Int32(MSG_NOSIGNAL)
#endif

/// A moment up to which something is waited for.
private struct Deadline {
  let seconds: Int
  private let end: Int

  init(seconds: Int) {
    self.seconds = seconds
    end = Self.now + seconds * 1_000
  }

  /// What is left, at most an hour at a time.
  var milliseconds: Int32 { Int32(clamping: min(end - Self.now, 3_600_000)) }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000
  }
}
