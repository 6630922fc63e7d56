import ArgumentParser
import Determinism
import Documents
import Experiments

/// `apus adapt`: how many episodes a trained network needs to learn unseen layouts.
struct Adapt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count the episodes that a network needs to learn unseen layouts of its grid.",
    discussion: """
      For a network that was trained on a grid with a generator, by --agent reptile, dqn or pqn. In each unseen \
      layout DQN learns from the network and from scratch, until greedy play reaches nine tenths of the \
      solved optimum. Every layout and seed is written to the folder as it is done: repeat an interrupted \
      command, and it goes on to the same bytes. See Documentation/MetaLearning.md.

      Examples:
        apus adapt runs/random-maze-reptile-s1-1
        apus adapt runs/random-maze-dqn-s1-1 --layouts 20 --seeds 1-5
        apus adapt runs/mine --episodes 20 --scratch-episodes 200 --json
        apus adapt runs/mine --set learningRate=0.0005 --scratch-set epsilonSteps=5000
        apus adapt runs/mine --scratch-episodes 0 --run runs/survey
      """)

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @Option(parsing: .unconditional, help: "Unseen layouts.")
  var layouts = 10

  @Option(help: "The seeds of the training in each: 3, 1-5, or 1,4,7.")
  var seeds = "1-3"

  @Option(parsing: .unconditional, help: "Episodes after which the network is given up.")
  var episodes = 100

  @Option(
    parsing: .unconditional,
    help: "Episodes after which a fresh one is given up; 0 tries none.")
  var scratchEpisodes = 1_000

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a field of how a layout is learned, by both; may be repeated.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Set such a field for the fresh network alone; may be repeated.", valueName: "key=value"))
  var scratchSet: [String] = []

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the survey. (default: runs/<task>-adapt-<n>)", valueName: "folder"))
  var runFolder: String?

  @Flag(help: "Print one JSON object per layout and seed, and one for all.")
  var json = false

  mutating func run() throws {
    StopSignals.install()
    let plan = try checkedPlan()
    let file = try Policy.file(of: policy)
    let trained = try Policy.load(file)
    var survey = try AdaptationSurvey(of: trained, plan: plan)
    let yaml = plan.yaml(policyHash: try SHA256.hex(ofFile: file))
    let folder =
      try runFolder.map { try AdaptationFolder(at: $0, plan: yaml) }
      ?? AdaptationFolder(in: "runs", name: "\(trained.definition.id)-adapt", plan: yaml)
    let isDone = try survey.run(
      file: folder.trials, shouldContinue: { StopSignals.allowContinuing },
      report: { if json { show($0) } })
    guard isDone else { stop(survey, folder) }
    json ? showJSON(survey) : showTable(survey)
  }

  private func checkedPlan() throws -> AdaptationPlan {
    for (name, value, least) in [
      ("layouts", layouts, 1), ("episodes", episodes, 1), ("scratch-episodes", scratchEpisodes, 0),
    ] where !(least...100_000).contains(value) {
      throw InputError("--\(name): expected a whole number from \(least) to 100000, got \(value)")
    }
    var plan = AdaptationPlan()
    plan.layouts = layouts
    plan.seeds = try SeedList(seeds).seeds
    plan.episodes = episodes
    plan.scratchEpisodes = scratchEpisodes
    plan.settings = settings
    plan.scratchSettings = scratchSet
    return plan
  }

  /// Says how to go on, and ends the process.
  private func stop(_ survey: AdaptationSurvey, _ folder: AdaptationFolder) -> Never {
    Console.message(
      "stopped after \(survey.trials.count) of \(survey.count) trials; they are in \(folder.path)")
    Console.message(
      "  go on with: \(CommandLine.arguments.map(\.shellQuoted).joined(separator: " "))")
    Apus.leave(StopSignals.exitCode)
  }

  private func show(_ trial: AdaptationSurvey.Trial) {
    var object = JSONObject()
    object.add("layout", trial.layout)
    object.add("seed", Int(clamping: trial.seed))
    object.add("optimalReturn", trial.optimum)
    object.add("episodes", trial.adapted.map(Double.init))
    object.add("fromScratch", trial.scratch.map(Double.init))
    Console.result(object.text)
  }

  private func showJSON(_ survey: AdaptationSurvey) {
    var object = JSONObject()
    for (name, isAdapted) in [("median", true), ("medianFromScratch", false)] {
      guard let estimate = survey.median(adapted: isAdapted) else { continue }
      object.add(name, [estimate.value, estimate.low, estimate.high])
    }
    Console.result(object.text)
  }

  private func showTable(_ survey: AdaptationSurvey) {
    func count(_ episodes: Int?, most: Int) -> String {
      episodes.map(String.init) ?? (most > 0 ? "> \(most)" : "-")
    }
    let rows = survey.trials.map { trial in
      [
        "\(trial.layout)", "\(trial.seed)", Numbers.fixed(trial.optimum, 2),
        count(trial.adapted, most: episodes), count(trial.scratch, most: scratchEpisodes),
      ]
    }
    Console.result(
      Table(
        header: ["layout", "seed", "optimum", "episodes", "from scratch"], rows: rows,
        alignsRight: true
      ).text)
    for (name, isAdapted) in [("episodes", true), ("from scratch", false)] {
      guard let median = survey.median(adapted: isAdapted) else { continue }
      Console.result(
        "median \(name): \(Numbers.fixed(median.value, 1)) "
          + "[\(Numbers.fixed(median.low, 1)), \(Numbers.fixed(median.high, 1))]")
    }
  }
}
