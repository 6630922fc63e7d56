import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The only place of a run where a clock is read: `timing.csv`.
///
/// One row per checkpoint: when this process began (seconds since 1970), the steps, episodes and
/// updates of the run so far, and the seconds and rates of this process. Nothing of a training depends on
/// the file; tables read it back.
final class RunTiming {
  private let file: String
  private let began = Int(time(nil))
  private let start = ContinuousClock.now
  private let firstStep: Int
  private let firstUpdate: Int

  init(file: String, step: Int, updates: Int) throws {
    self.file = file
    firstStep = step
    firstUpdate = updates
    if !FileSystem.exists(file) {
      try append("began,step,episodes,updates,seconds,stepsPerSecond,updatesPerSecond\n")
    }
  }

  /// Seconds since this process took up the run.
  var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  func record(step: Int, episodes: Int, updates: Int) throws {
    let seconds = max(seconds, 1e-6)
    let stepRate = (Double(step - firstStep) / seconds).rounded()
    let updateRate = (Double(updates - firstUpdate) / seconds).rounded()
    let millis = (seconds * 1000).rounded() / 1000
    try append("\(began),\(step),\(episodes),\(updates),\(millis),\(stepRate),\(updateRate)\n")
  }

  private func append(_ line: String) throws {
    let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw fileError("cannot be written", file, errno) }
    defer { close(descriptor) }
    let bytes = Array(line.utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count else {
      throw fileError("cannot be written", file, errno)
    }
  }
}

extension RunFolder {
  /// Seconds that all processes together have trained the run; nil where `timing.csv` does not say.
  public var trainingSeconds: Double? {
    guard let text = try? readText(timing, atMost: 1 << 26) else { return nil }
    var sum = 0.0
    var latest: (began: Substring, seconds: Double)?
    for line in text.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count >= 5, let seconds = Double(fields[4]) else { continue }
      // The seconds of one process grow from row to row.
      if let latest, latest.began != fields[0] || seconds < latest.seconds {
        sum += latest.seconds
      }
      latest = (fields[0], seconds)
    }
    return latest.map { sum + $0.seconds }
  }
}
