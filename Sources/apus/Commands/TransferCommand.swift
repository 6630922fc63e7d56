import ArgumentParser
import Documents
import Experiments

/// `apus transfer`: every task carried over to every other.
struct TransferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer",
    abstract: "Carry every one of some tasks over to every other, and show what that was worth.",
    discussion: """
      Examples:
        apus transfer matrix frozen-lake-4x4,frozen-lake-4x4-slippery --budget 20000 --seeds 1-5
        apus transfer show runs/transfer-frozen-lake-4x4-frozen-lake-4x4-slippery
      """,
    subcommands: [MakeMatrix.self, ShowMatrix.self])
}

/// What `apus transfer matrix` and `apus transfer show` print and draw.
struct MatrixOutput: ParsableArguments {
  @Option(
    help:
      "The metric of cells and colours: jumpstart, asymptote, totalReward, transferRatio, stepsSaved."
  )
  var metric = "transferRatio"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Also write the heat map (.svg) or the figures (.csv, .json) to a file; may be repeated.",
      valueName: "file"))
  var out: [String] = []

  @OptionGroup var output: OutputOptions

  /// The metric.
  func checkedMetric() throws -> TransferComparison.Metric {
    guard let metric = TransferComparison.Metric(rawValue: metric) else {
      throw unknownWord(
        "--metric", metric, among: TransferComparison.Metric.allCases.map(\.rawValue))
    }
    try FineTuneFiles.check(out, endings: [".svg", ".csv", ".json"])
    return metric
  }

  /// Prints a matrix and writes its files.
  func show(_ figures: MatrixFigures) throws {
    let report = MatrixReport(figures: figures, metric: try checkedMetric())
    switch output.style {
    case .quiet, .figures: break
    case .json: Console.result(report.json.text)
    case .bar, .lines: Console.result(report.text)
    }
    for file in out {
      let name = file.lowercased()
      let text =
        name.hasSuffix(".svg")
        ? report.heatMap.svg() : name.hasSuffix(".csv") ? figures.csv : report.json.text + "\n"
      try writeAtomically(text, to: file)
      Console.message("wrote \(file)")
    }
  }
}

/// `apus transfer matrix`.
struct MakeMatrix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Train every task, and fine-tune every one of them to every other.",
    discussion: """
      For each seed every task is trained as a source, and its policy is fine-tuned on every other task; the \
      trainings of the tasks themselves are those from scratch. Figures have 95 % intervals over the seeds. Pairs \
      whose networks do not fit are listed with the reason. Repeat an interrupted command, and it goes on: what \
      is trained is not trained again. See Documentation/Transfer.md.

      Examples:
        apus transfer matrix breakout,freeway,asterix --budget 200000 --seeds 1-5 --jobs 2
        apus transfer matrix cartpole cartpole-heavy --source-budget 50000 --budget 15000 --seeds 1-5 \
      --set evaluationInterval=1000
        apus transfer matrix mnist,fashion-mnist --budget 2 --seeds 1-5 --out heat.svg
      """)

  @Argument(help: "The tasks, with commas or blanks between them: at least two.")
  var tasks: [String]

  @Option(
    parsing: .unconditional,
    help: "Steps of each training, on data sets epochs. (default: what each task recommends)")
  var budget: Int?

  @Option(
    parsing: .unconditional, help: "Those of the sources' trainings. (default: the budget)")
  var sourceBudget: Int?

  @Option(help: "The seeds: 1-5, or 1,4,7; a verdict needs five.")
  var seeds = "1-5"

  @Option(
    help: ArgumentHelp(
      "The algorithm for environments. (default: dqn)", valueName: "algorithm"))
  var agent: String?

  @Option(
    parsing: .unconditional,
    help: "Runs to train at a time; no result depends on it. (default: the cores)")
  var jobs: Int?

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the matrix. (default: runs/transfer-<tasks>)", valueName: "folder"))
  var runFolder: String?

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of the data sets' files. (default: $APUS_DATA)", valueName: "folder"))
  var dataFolder: String?

  @Option(
    parsing: .unconditional, help: "Threads of each run; no result depends on them. (default: 1)")
  var threads: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a field of every training; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  @OptionGroup var result: MatrixOutput

  mutating func run() throws {
    StopSignals.install()
    _ = try result.checkedMetric()
    let settings = try checkedSettings()
    let folder = runFolder ?? "runs/transfer-\(Self.name(settings.tasks))"
    let (jobs, style) = (try SideBySide.jobs(jobs, threads: threads ?? 1), result.output.style)
    let options = options
    let command = CommandLine.arguments.map(\.shellQuoted).joined(separator: " ")
    let matrix = TransferMatrix(
      settings: settings, folder: folder,
      finish: { try options.apply(to: &$0, seed: nil) }, prepare: options.prepare)
    let figures = try matrix.run(
      begin: { try Self.claim(folder, settings) },
      train: { runs in
        try SideBySide(
          runs, jobs: jobs, arguments: try options.forChildren, style: style
        ).runWithoutSummary(name: folder, resume: command)
      })
    try writeAtomically(figures.csv, to: "\(folder)/matrix.csv")
    try result.show(figures)
    if style == .bar || style == .lines {
      Console.result("next  apus transfer show \(folder.shellQuoted) --out heat.svg")
    }
  }

  /// The options that each run shares with a training.
  private var options: TrainingOptions {
    var options = TrainingOptions()
    (options.steps, options.epochs, options.settings) = (nil, nil, [])
    (options.dataFolder, options.threads, options.keepPolicies) = (dataFolder, threads, false)
    return options
  }

  private func checkedSettings() throws -> TransferMatrix.Settings {
    let names = tasks.flatMap { $0.split(separator: ",").map(String.init) }
    guard names.count >= 2 else {
      throw InputError("a matrix needs at least two tasks, got \(names.count)")
    }
    // Rows and columns are called by the ids, which two files may share.
    let ids = try names.map { try TaskDefinition.load($0).id }
    guard Set(ids).count == ids.count else {
      throw InputError("a task comes twice in \(ids.joined(separator: ","))")
    }
    for (name, value) in [("--budget", budget), ("--source-budget", sourceBudget)] {
      if let value, value < 1 {
        throw InputError("\(name): expected a whole number of at least 1, got \(value)")
      }
    }
    return TransferMatrix.Settings(
      tasks: names, seeds: try SeedList(seeds).seeds, budget: budget, sourceBudget: sourceBudget,
      algorithm: agent, settings: assignments)
  }

  /// The tasks as part of a folder's name.
  private static func name(_ tasks: [String]) -> String {
    let words = tasks.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
    let all = words.joined(separator: "-")
    return all.count <= 80 ? all : "\(words[0])-and-\(words.count - 1)-more"
  }

  /// Notes in a folder which matrix it holds, or refuses one that holds another.
  private static func claim(_ folder: String, _ settings: TransferMatrix.Settings) throws {
    try FileSystem.createFolders(folder)
    let file = "\(folder)/matrix.yaml"
    if FileSystem.exists(file) {
      guard try readText(file) == settings.yaml else {
        throw InputError(
          "holds a matrix with other settings", file: folder,
          remedy: "see them in \(file), or name another folder with --run")
      }
    } else {
      try writeAtomically(settings.yaml, to: file)
    }
  }
}

/// `apus transfer show`.
struct ShowMatrix: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a finished matrix of transfers again, or draw it.",
    discussion: """
      Examples:
        apus transfer show runs/transfer-cartpole-cartpole-heavy
        apus transfer show runs/transfer-cartpole-cartpole-heavy --metric jumpstart --out heat.svg
      """)

  @Argument(help: "The folder of the matrix.")
  var folder: String

  @OptionGroup var result: MatrixOutput

  mutating func run() throws {
    let file = "\(folder)/matrix.csv"
    guard FileSystem.exists(file) else {
      throw InputError(
        FileSystem.exists("\(folder)/matrix.yaml")
          ? "the matrix is not finished" : "there is no matrix of transfers", file: folder,
        remedy: "repeat the command apus transfer matrix: what is trained is not trained again")
    }
    try result.show(try MatrixFigures(csv: try readText(file), file: file))
  }
}
