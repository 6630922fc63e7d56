import Documents
import Experiments
import Visualizer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Reads how a training goes from its run folder, while it goes on; nothing there is changed.
struct TrainingFollower {
  /// How a training stands.
  enum State: Hashable {
    case running, finished, stopped
    /// Its folder is no longer there.
    case gone
  }

  private let folder: RunFolder
  private let totalSteps: Int
  private var steps: [Int] = []
  private var returns: [Double] = []
  private var columns: [String] = []
  /// The file as it was read last, and how much of it.
  private var identity: FileIdentity?
  private var offset = 0
  private var stateRead: ContinuousClock.Instant?
  /// The environment steps of the last row.
  private(set) var lastStep = 0
  /// How the training stood when it was asked last.
  private(set) var state = State.running

  /// Seconds between two looks at whether the training goes on.
  private static let pause = 0.25

  /// Follows the run in a folder.
  init(_ folder: RunFolder, totalSteps: Int) {
    self.folder = folder
    self.totalSteps = totalSteps
  }

  /// The evaluations so far.
  var curve: TrainingCurve {
    TrainingCurve(
      steps: steps, returns: returns, totalSteps: totalSteps, isRunning: state == .running)
  }

  /// Reads what was added; a file that is gone or half written is no error.
  ///
  /// - Returns: whether anything is new.
  mutating func read() -> Bool {
    let rows = readRows()
    let before = state
    if stateRead.map({ $0.duration(to: .now) >= .seconds(Self.pause) }) ?? true {
      stateRead = .now
      state = presentState
    }
    return rows || state != before
  }

  private var presentState: State {
    guard folder.isRun else { return .gone }
    if RunLock.isHeld(folder) { return .running }
    return lastStep >= totalSteps ? .finished : .stopped
  }

  private mutating func readRows() -> Bool {
    guard let present = FileIdentity(folder.metrics), present != identity else { return false }
    if present.number != identity?.number || present.size < offset {
      (offset, columns, steps, returns, lastStep) = (0, [], [], [], 0)
    }
    identity = present
    guard let bytes = Self.bytes(of: folder.metrics, from: offset),
      let end = bytes.lastIndex(of: UInt8(ascii: "\n"))
    else { return false }
    offset += end + 1
    for line in bytes[..<end].split(separator: UInt8(ascii: "\n")) {
      take(String(decoding: line, as: UTF8.self))
    }
    return true
  }

  private mutating func take(_ line: String) {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !columns.isEmpty else {
      columns = fields
      return
    }
    guard fields.count == columns.count, let step = Int(fields[0]), step >= lastStep else { return }
    lastStep = step
    guard let column = columns.firstIndex(of: "evaluationReturn"),
      let value = Double(fields[column])
    else { return }
    steps.append(step)
    returns.append(value)
  }

  /// The end of a file; nil where it cannot be read.
  private static func bytes(of path: String, from offset: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, off_t(offset + bytes.count))
      guard count > 0 else { return count == 0 ? bytes : nil }
      bytes += buffer[..<count]
    }
  }
}

/// What tells a file from the one that takes its place.
struct FileIdentity: Hashable {
  /// The file's number in its file system.
  let number: UInt64
  /// Bytes.
  let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// The file at a path; nil where there is none.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    number = UInt64(status.st_ino)
    size = Int(status.st_size)
    #if canImport(Glibc)
      (seconds, nanoseconds) = (Int(status.st_mtim.tv_sec), Int(status.st_mtim.tv_nsec))
    #else
      let time = status.st_mtimespec
      (seconds, nanoseconds) = (Int(time.tv_sec), Int(time.tv_nsec))
    #endif
  }
}
