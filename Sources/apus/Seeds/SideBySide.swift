import Documents
import Experiments

import class Foundation.ProcessInfo

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Several runs, trained side by side, each by a process of its own.
///
/// No result depends on how many are trained at a time: each process trains one run in its folder as `apus
/// train --resume` would, and can be watched, stopped and resumed alone.
final class SideBySide {
  private let runs: [RunRecord]
  private let jobs: Int
  private let arguments: [String]
  private let style: TrainingDisplay.Style
  private let display: SideBySideDisplay
  private var waiting: [RunRecord]
  private var processes: [RunProcess] = []
  private var failures: [SeedsSummary.Failure] = []
  private var stoppedCount = 0
  private let start = ContinuousClock.now

  /// Prepares the training of those runs that are not finished.
  ///
  /// - Parameters:
  ///   - runs: The runs; their folders hold their configurations.
  ///   - jobs: How many are trained at a time.
  ///   - arguments: Further ones for each process: threads, the folder of the data.
  ///   - style: How it is shown.
  init(
    _ runs: [RunRecord], jobs: Int, arguments: [String] = [], style: TrainingDisplay.Style
  ) {
    self.runs = runs
    self.jobs = jobs
    self.arguments = arguments + (style == .json ? ["--json"] : [])
    self.style = style
    waiting = runs.filter { !$0.isFinished }
    display = SideBySideDisplay(style: style, runs: waiting)
  }

  /// Trains them all and prints the summary; leaves the process where it was asked to stop, or where
  /// a run failed.
  ///
  /// - Parameter name: What `apus train --resume` takes to go on with all of them.
  /// - Throws: `InputError` where no process can be started or a file cannot be read.
  func run(resumedBy name: String) throws {
    let resume = "apus train --resume \(name.shellQuoted)"
    let summary = try trainAll(name: name, resume: resume)
    try summary.print(style: style)
    leaveWhereOneFailed(summary, resume)
  }

  /// Trains them all and prints nothing of what they reached; leaves the process where it was asked
  /// to stop, or where a run failed.
  ///
  /// - Parameters:
  ///   - name: What names the runs together.
  ///   - resume: The command that goes on with them.
  /// - Throws: `InputError` where no process can be started.
  func runWithoutSummary(name: String, resume: String) throws {
    guard !waiting.isEmpty else { return }
    leaveWhereOneFailed(try trainAll(name: name, resume: resume), resume)
  }

  /// Trains them all; leaves the process where it was asked to stop.
  private func trainAll(name: String, resume: String) throws -> SeedsSummary {
    display.begin(jobs: jobs, finishedBefore: runs.count - waiting.count, name: name)
    try train()
    display.clear()
    // In the order of the seeds, not in that of their ends.
    failures.sort { $0.run.configuration.seed < $1.run.configuration.seed }
    let summary = SeedsSummary(
      runs: runs, failures: failures, name: name, seconds: Self.seconds(since: start))
    if stoppedCount + waiting.count > 0 && !StopSignals.allowContinuing {
      summary.printStop(resume: resume, unfinished: stoppedCount + waiting.count, style: style)
      Apus.leave(StopSignals.exitCode)
    }
    return summary
  }

  private func leaveWhereOneFailed(_ summary: SeedsSummary, _ resume: String) {
    summary.printFailures(resume: resume)
    if !failures.isEmpty { Apus.leave(1) }
  }

  private func train() throws {
    while !processes.isEmpty || (!waiting.isEmpty && StopSignals.allowContinuing) {
      if StopSignals.allowContinuing {
        while processes.count < jobs, !waiting.isEmpty {
          let process = try RunProcess(waiting[0], arguments: arguments)
          waiting.removeFirst()
          processes.append(process)
        }
      } else {
        for process in processes { process.stop() }
      }
      waitForOutput()
      for process in processes where process.descriptors.isEmpty { take(process) }
      processes.removeAll { $0.descriptors.isEmpty }
      display.draw(processes, waiting: waiting.count)
    }
  }

  private func waitForOutput() {
    var requests = processes.flatMap { process in
      process.descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    }
    // A signal ends the waiting at once; the time limit keeps a display of the clock alive.
    guard poll(&requests, nfds_t(requests.count), 500) > 0 else { return }
    for request in requests where request.revents != 0 {
      guard let process = processes.first(where: { $0.descriptors.contains(request.fd) }) else {
        continue
      }
      for line in process.read(request.fd) { display.show(line, of: process) }
    }
  }

  private func take(_ process: RunProcess) {
    let ending = process.takeEnding()
    switch ending {
    case .finished: break
    case .stopped: stoppedCount += 1
    case .failed(let message):
      failures.append(.init(run: process.run, message: message))
      // What could not begin leaves nothing behind that looks like a run.
      process.run.folder.removeIfNotBegun()
    }
    display.showEnding(ending, of: process)
  }

  /// Seconds since a moment.
  static func seconds(since start: ContinuousClock.Instant) -> Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// How many runs to train at a time: as asked for, or as many as there are cores for.
  ///
  /// - Throws: `InputError` where the number asked for is out of range.
  static func jobs(_ asked: Int?, threads: Int) throws -> Int {
    if let asked, !(1...256).contains(asked) {
      throw InputError("--jobs: expected a whole number from 1 to 256, got \(asked)")
    }
    return asked ?? max(1, cores / threads)
  }

  /// The cores that this process may use.
  static var cores: Int {
    ProcessInfo.processInfo.activeProcessorCount
  }
}
