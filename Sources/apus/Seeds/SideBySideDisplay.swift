import Experiments

/// Shows several trainings while they run: a live bar for each, plain lines, JSON objects, or nothing.
final class SideBySideDisplay {
  private let style: TrainingDisplay.Style
  private let runs: [RunRecord]
  private let names: [String]
  private let start = ContinuousClock.now
  private var done = 0
  private var drawnLines = 0
  private var lastDrawn = -1.0
  /// The tenth of the way at which each run's last line was.
  private var shownTenths: [String: Int] = [:]

  /// A display of these trainings.
  init(style: TrainingDisplay.Style, runs: [RunRecord]) {
    self.style = style
    self.runs = runs
    names = Set(runs.map(\.configuration.name)).sorted()
  }

  /// Says what is about to be trained.
  func begin(jobs: Int, finishedBefore: Int, name: String) {
    guard style == .bar || style == .lines else { return }
    let seeds = runs.map { "\($0.configuration.seed)" }.joined(separator: ", ")
    let list = names.count > 1 ? "" : ", seed\(runs.count == 1 ? "" : "s") \(seeds)"
    Console.message(
      "training \(names.joined(separator: ", "))\(list), \(min(jobs, runs.count)) at a time"
        + (finishedBefore > 0 ? " (\(finishedBefore) finished before)" : "") + " -> \(name)")
  }

  /// Shows a line that a training's process wrote.
  func show(_ line: String, of process: RunProcess) {
    if style == .json { return Console.result(line) }
    guard let figures = RunFigures(line: line) else { return }
    process.figures = figures
    process.firstFraction = process.firstFraction ?? figures.fraction
    guard style == .lines else { return }
    let tenth = Int(figures.fraction * 10)
    let folder = process.run.folder.path
    if let shown = shownTenths[folder], shown == tenth { return }
    shownTenths[folder] = tenth
    Console.result(([label(process)] + figures.parts).joined(separator: "  "))
  }

  /// Shows that a training has ended.
  func showEnding(_ ending: RunProcess.Ending, of process: RunProcess) {
    done += 1
    guard style == .bar || style == .lines else { return }
    clear()
    let seconds = Numbers.duration(SideBySide.seconds(since: process.start))
    switch ending {
    case .finished: Console.result("\(label(process))  finished in \(seconds)")
    case .stopped: Console.result("\(label(process))  stopped and saved after \(seconds)")
    case .failed: Console.result("\(label(process))  failed after \(seconds)")
    }
  }

  /// Draws the bars anew.
  func draw(_ processes: [RunProcess], waiting: Int) {
    let seconds = SideBySide.seconds(since: start)
    guard style == .bar, seconds - lastDrawn >= 0.1 else { return }
    lastDrawn = seconds
    clear()
    let columns = Console.columns - 1
    var lines = [
      "\(done) of \(runs.count) done, \(processes.count) training, \(waiting) waiting, "
        + Numbers.duration(seconds)
    ]
    for process in processes.prefix(16) {
      let label = label(process) + "  "
      let bar = ProgressBar(
        fraction: process.figures?.fraction ?? 0,
        parts: (process.figures?.parts ?? []) + left(process))
      lines.append(
        label + bar.text(columns: columns - label.count, usesColor: Console.usesColor))
    }
    drawnLines = lines.count
    Console.raw(lines.map { $0 + "\u{1B}[K\n" }.joined())
  }

  /// Takes the bars away, so that the lines after them begin on a clean line.
  func clear() {
    guard drawnLines > 0 else { return }
    Console.raw("\u{1B}[\(drawnLines)A\u{1B}[J")
    drawnLines = 0
  }

  private func label(_ process: RunProcess) -> String {
    // Where several are of one task and one seed, only their folders tell them apart.
    if runs.contains(where: { $0.configuration.transfer != nil }) {
      return String(process.run.folder.path.split(separator: "/").last ?? "")
    }
    let seed = "seed \(process.run.configuration.seed)"
    return names.count > 1 ? "\(process.run.configuration.name)  \(seed)" : seed
  }

  private func left(_ process: RunProcess) -> [String] {
    guard let figures = process.figures, let first = process.firstFraction,
      figures.fraction > first
    else { return [] }
    let rate = (figures.fraction - first) / SideBySide.seconds(since: process.start)
    return ["left \(Numbers.duration((1 - figures.fraction) / rate))"]
  }
}
