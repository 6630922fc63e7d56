import Experiments

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows a training while it runs: a live bar, plain lines, JSON objects, or nothing.
final class TrainingDisplay {
  /// How to show it.
  enum Style {
    /// One line on the terminal that is written over.
    case bar
    /// A line now and then.
    case lines
    /// One JSON object per event.
    case json
    /// The figures of the bar with tabs between them, for the process that runs several trainings.
    case figures
    /// Nothing.
    case quiet

    /// The style that the flags and the terminal ask for.
    ///
    /// The bar goes to standard error; it is shown where that and standard output are terminals
    /// that can go back to the beginning of a line.
    static func chosen(json: Bool, quiet: Bool) -> Style {
      if json { return .json }
      if quiet { return .quiet }
      let isDumb = ["dumb", ""].contains(Console.variable("TERM") ?? "")
      return Console.outputIsTerminal && Console.errorIsTerminal && !isDumb ? .bar : .lines
    }
  }

  let style: Style
  private let label: String
  private let run: String
  private let totalSteps: Int
  private let start = ContinuousClock.now
  private let firstStep: Int
  private let firstUpdate: Int
  private var latestStep: Int?
  private var evaluation: String?
  private var lastShown = 0.0

  /// A display of a training that stands at `firstStep`.
  ///
  /// - Parameters:
  ///   - style: How to show it.
  ///   - label: What is trained, for lines.
  ///   - run: The folder of the run, for JSON.
  ///   - totalSteps: Environment steps (or updates on a data set) of the whole training.
  ///   - firstStep: Those done before this process.
  ///   - firstUpdate: Gradient steps done before this process.
  init(
    style: Style, label: String, run: String, totalSteps: Int, firstStep: Int, firstUpdate: Int
  ) {
    self.style = style
    self.label = label
    self.run = run
    self.totalSteps = totalSteps
    self.firstStep = firstStep
    self.firstUpdate = firstUpdate
  }

  /// Shows an event.
  func show(_ event: RunEvent) {
    if style == .quiet { return }
    if style == .json { return Console.result(EventJSON.text(of: event, run: run)) }
    if let evaluation = event.evaluation { self.evaluation = evaluation }
    guard let progress = event.progress(of: totalSteps) else { return }
    switch style {
    case .quiet, .json: return
    case .figures:
      guard isTimeToDraw(progress) else { return }
      Console.result(RunFigures(progress, of: totalSteps, evaluation: evaluation).line)
    case .bar:
      if isTimeToDraw(progress) { drawBar(progress) }
    case .lines:
      // A line each tenth of the way, and each ten seconds where that takes longer.
      let tenth = max(1, totalSteps / 10)
      let isDue =
        progress.step / tenth > (latestStep ?? firstStep) / tenth || seconds - lastShown >= 10
      latestStep = progress.step
      if isDue {
        lastShown = seconds
        Console.result(line(progress))
      }
    }
  }

  /// Takes the bar away, so that the lines after it begin on a clean line.
  func finish() {
    if style == .bar { Console.raw("\r\u{1B}[K") }
  }

  private var seconds: Double {
    let (seconds, attoseconds) = (ContinuousClock.now - start).components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }

  /// Whether to draw: twenty pictures a second are enough for any eye, and cost nothing.
  private func isTimeToDraw(_ progress: RunProgress) -> Bool {
    guard seconds - lastShown >= 0.05 || progress.step >= totalSteps else { return false }
    lastShown = seconds
    return true
  }

  private func drawBar(_ progress: RunProgress) {
    let bar = ProgressBar(
      fraction: Double(progress.step) / Double(totalSteps), parts: parts(progress))
    let text = bar.text(columns: Console.columns - 1, usesColor: Console.usesColor)
    Console.raw("\r" + text + "\u{1B}[K")
  }

  private func line(_ progress: RunProgress) -> String {
    ([label] + parts(progress)).joined(separator: "  ")
  }

  /// The figures, the most wanted first.
  private func parts(_ progress: RunProgress) -> [String] {
    let elapsed = max(seconds, 1e-6)
    let rate = Double(progress.step - firstStep) / elapsed
    let updateRate = Double(progress.updates - firstUpdate) / elapsed
    let left = rate > 0 ? Double(totalSteps - progress.step) / rate : .infinity
    var figures = progress.first + ["left \(Numbers.duration(left))"] + progress.others
    if progress.countsSteps { figures.append("\(Numbers.rate(rate)) steps/s") }
    figures.append("\(Numbers.rate(updateRate)) updates/s")
    return figures + (evaluation.map { [$0] } ?? [])
  }
}
