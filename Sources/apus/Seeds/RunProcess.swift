import Documents
import Experiments
import GymnasiumBridge

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One of several trainings: this program once more, in a process of its own.
final class RunProcess {
  /// How it ended.
  enum Ending {
    /// All steps are done, and the best policy was tested.
    case finished
    /// It was asked to stop, and has saved.
    case stopped
    /// Why it did not get so far.
    case failed(String)
  }

  /// What it trains.
  let run: RunRecord
  /// When it began.
  let start = ContinuousClock.now
  /// How its training stands.
  var figures: RunFigures?
  /// What it had done when it began, 0...1.
  var firstFraction: Double?

  private let identifier: Int32
  private let lifeline: Int32
  private var channels: [Channel]
  private var wasAskedToStop = false

  /// A stream that it writes to, and what came and was not taken yet.
  private struct Channel {
    var descriptor: Int32
    var bytes: [UInt8] = []
  }

  /// Bytes of its messages that are kept.
  private static let keptMessage = 4_096

  /// Begins or goes on with a run.
  ///
  /// - Parameters:
  ///   - run: The run; its folder holds its configuration.
  ///   - arguments: Further ones for `apus train --resume FOLDER`.
  /// - Throws: `InputError` where no process can be started.
  init(_ run: RunRecord, arguments: [String]) throws {
    self.run = run
    // Whatever was built since, the processes are of this very program.
    #if os(Linux)
      let program = "/proc/self/exe"
    #else
      let program = CommandLine.arguments[0]
    #endif
    var ends: [Int32] = []
    defer { for end in ends { close(end) } }
    func pipe() throws -> (reading: Int32, writing: Int32) {
      var pair: [Int32] = [-1, -1]
      guard Glibc.pipe(&pair) == 0 else { throw Self.failure(run, errno) }
      // Above standard input, output and error, and not for other processes.
      let raised = pair.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
      let code = errno
      for end in pair { close(end) }
      ends += raised.filter { $0 >= 0 }
      guard raised.allSatisfy({ $0 >= 0 }) else { throw Self.failure(run, code) }
      return (raised[0], raised[1])
    }
    let (input, output, errors) = (try pipe(), try pipe(), try pipe())
    do {
      identifier = try ChildProcess.spawn(
        [program, "train", "--resume", run.folder.path, "--child"] + arguments,
        descriptors: [input.reading, output.writing, errors.writing])
    } catch {
      throw Self.failure(run, errno)
    }
    lifeline = input.writing
    channels = [Channel(descriptor: output.reading), Channel(descriptor: errors.reading)]
    let ours = [input.writing, output.reading, errors.reading]
    ends.removeAll(where: ours.contains)
  }

  deinit {
    close(lifeline)
    for channel in channels where channel.descriptor >= 0 { close(channel.descriptor) }
  }

  /// The descriptors on which something may come.
  var descriptors: [Int32] { channels.map(\.descriptor).filter { $0 >= 0 } }

  /// Asks it to save and stop.
  func stop() {
    guard !wasAskedToStop else { return }
    wasAskedToStop = true
    kill(identifier, SIGINT)
  }

  /// Takes what came on a descriptor.
  ///
  /// - Returns: The lines of standard output that are complete now.
  func read(_ descriptor: Int32) -> [String] {
    guard let index = channels.firstIndex(where: { $0.descriptor == descriptor }) else { return [] }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return [] }
    guard count > 0 else {
      close(descriptor)
      channels[index].descriptor = -1
      return []
    }
    channels[index].bytes += buffer[..<count]
    if index == 1 {
      channels[1].bytes = channels[1].bytes.suffix(Self.keptMessage)
      return []
    }
    guard let end = channels[0].bytes.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = channels[0].bytes[..<end].split(separator: UInt8(ascii: "\n"))
    let texts = lines.map { String(decoding: $0, as: UTF8.self) }
    channels[0].bytes.removeSubrange(...end)
    return texts
  }

  /// Takes the process's status, once nothing more can come from it.
  func takeEnding() -> Ending {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0 && errno == EINTR {}
    let signal = status & 0x7F
    let code = (status >> 8) & 0xFF
    if signal == 0 && code == 0 { return .finished }
    // By the signal itself where it came before the process was ready to take it.
    if wasAskedToStop && (signal == 0 ? code > 128 : signal == SIGINT) { return .stopped }
    var message = String(decoding: channels[1].bytes, as: UTF8.self)
    while message.hasSuffix("\n") { message.removeLast() }
    if message.hasPrefix("apus: ") { message.removeFirst("apus: ".count) }
    if !message.isEmpty { return .failed(message) }
    return .failed(
      signal != 0
        ? "was killed by signal \(signal)"
        : code > 128 ? "was stopped by signal \(code - 128)" : "ended with status \(code)")
  }

  private static func failure(_ run: RunRecord, _ code: Int32) -> InputError {
    InputError(
      "no process can be started: \(String(cString: strerror(code)))", file: run.folder.path,
      remedy: "train fewer at a time: --jobs 1")
  }
}
