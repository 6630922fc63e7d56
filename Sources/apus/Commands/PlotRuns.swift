import ArgumentParser
import Documents
import Experiments
import Visualizer

/// `apus runs plot`.
struct PlotRuns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw learning curves of runs, summed up over seeds.",
    discussion: """
      Runs that differ in nothing but their seed are one line; around it is the 95 % bootstrap interval over \
      the seeds. RUN is a run folder, a folder of runs, a pattern in quotes, or a name as apus runs lists it \
      without seed and number. Metrics are the columns of metrics.csv: evaluationReturn, meanReturn, loss, …

      Examples:
        apus runs plot breakout-dqn breakout-pqn --out curves.svg
        apus runs plot runs --out curves.png --width 1920 --height 1080
        apus runs plot cartpole-dqn --out loss.svg --metric loss --smooth 10
        apus runs plot breakout-dqn breakout-pqn --out profile.svg --profile
      """)

  @Argument(help: "The runs to draw.")
  var runs: [String]

  @Option(parsing: .unconditional, help: "The file to write; its ending says the form: .svg, .png.")
  var out: String

  @Option(
    parsing: .unconditional,
    help: "The column of metrics.csv to draw; by default the one by which a training is judged.")
  var metric: String?

  @Option(parsing: .unconditional, help: "The figure over the seeds: iqm, mean, median.")
  var aggregate = "iqm"

  @Option(
    parsing: .unconditional, help: "Draw the mean of so many values of each run, up to each step.")
  var smooth = 1

  @Flag(help: "Draw the share of runs that end above each score instead of the curves.")
  var profile = false

  @Option(parsing: .unconditional, help: "The title; by default the task, or the metric.")
  var title: String?

  @Option(parsing: .unconditional, help: "The colours: light, dark.")
  var theme = "light"

  @Option(
    parsing: .unconditional, help: "The width in pixels (default: 720 for .svg, 1440 for .png).")
  var width: Int?

  @Option(
    parsing: .unconditional, help: "The height in pixels (default: 450 for .svg, 900 for .png).")
  var height: Int?

  mutating func run() throws {
    let isPNG = out.lowercased().hasSuffix(".png")
    guard isPNG || out.lowercased().hasSuffix(".svg") else {
      throw InputError("--out: expected a name that ends in .svg or .png, got '\(shown(out))'")
    }
    let figures = Aggregate.allCases.map { $0.label.lowercased() }
    guard let figure = figures.firstIndex(of: aggregate.lowercased()) else {
      throw unknownWord("--aggregate", aggregate, among: figures)
    }
    guard let colours = ChartTheme(rawValue: theme) else {
      throw unknownWord("--theme", theme, among: ChartTheme.allCases.map(\.rawValue))
    }
    guard (1...10_000).contains(smooth) else {
      throw InputError("--smooth: expected a whole number from 1 to 10,000, got \(smooth)")
    }
    let size = (width: width ?? (isPNG ? 1440 : 720), height: height ?? (isPNG ? 900 : 450))
    for (name, length) in [("width", size.width), ("height", size.height)]
    where !LineChart.sizes.contains(length) {
      let (least, most) = (LineChart.sizes.lowerBound, LineChart.sizes.upperBound)
      throw InputError("--\(name): expected pixels from \(least) to \(most), got \(length)")
    }
    var curves = try RunCurves(
      groups: RunGroup.groups(of: try selectedFolders()), metric: metric,
      aggregate: Aggregate.allCases[figure], smoothing: smooth)
    curves.title = title
    var chart = profile ? try curves.profile() : try curves.chart()
    chart.theme = colours
    if isPNG {
      try writeAtomically(chart.png(width: size.width, height: size.height), to: out)
    } else {
      try writeAtomically(chart.svg(width: size.width, height: size.height), to: out)
    }
    Console.message("wrote \(out): \(curves.summary)")
  }

  /// The folders that the arguments mean, each once.
  private func selectedFolders() throws -> [RunFolder] {
    var folders: [RunFolder] = []
    for folder in try runs.flatMap(RunSelection.folders) where !folders.contains(folder) {
      folders.append(folder)
    }
    return folders
  }
}
