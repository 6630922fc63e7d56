import ArgumentParser
import Documents
import Experiments

/// `apus adapt`: how many episodes a trained network needs to learn unseen layouts.
struct Adapt: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count the episodes that a network needs to learn unseen layouts of its grid.",
    discussion: """
      For a network that was trained on a grid with a generator, by --agent reptile or dqn. In each unseen \
      layout DQN learns from the network and from scratch, until greedy play reaches nine tenths of the \
      solved optimum. The same seeds give the same counts.

      Examples:
        apus adapt runs/random-maze-reptile-s1-1
        apus adapt runs/random-maze-dqn-s1-1 --layouts 20 --seeds 1-5
        apus adapt runs/mine --episodes 20 --scratch-episodes 200 --json
      """)

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @Option(parsing: .unconditional, help: "Unseen layouts.")
  var layouts = 10

  @Option(help: "The seeds of the training in each: 3, 1-5, or 1,4,7.")
  var seeds = "1-3"

  @Option(parsing: .unconditional, help: "Episodes after which the network is given up.")
  var episodes = 100

  @Option(parsing: .unconditional, help: "Episodes after which a fresh one is given up.")
  var scratchEpisodes = 1_000

  @Flag(help: "Print one JSON object per layout and seed, and one for all.")
  var json = false

  mutating func run() throws {
    for (name, value) in [
      ("layouts", layouts), ("episodes", episodes), ("scratch-episodes", scratchEpisodes),
    ] where !(1...100_000).contains(value) {
      throw InputError("--\(name): expected a whole number from 1 to 100000, got \(value)")
    }
    var plan = AdaptationSurvey.Plan()
    plan.layouts = layouts
    plan.seeds = try SeedList(seeds).seeds
    plan.episodes = episodes
    plan.scratchEpisodes = scratchEpisodes
    let survey = try AdaptationSurvey(of: try Policy.load(policy), plan: plan) { trial in
      if json { show(trial) }
    }
    json ? showJSON(survey) : showTable(survey)
  }

  private func show(_ trial: AdaptationSurvey.Trial) {
    var object = JSONObject()
    object.add("layout", trial.layout)
    object.add("seed", Int(trial.seed))
    object.add("optimalReturn", trial.optimum)
    object.add("episodes", trial.adapted.map(Double.init))
    object.add("fromScratch", trial.scratch.map(Double.init))
    Console.result(object.text)
  }

  private func showJSON(_ survey: AdaptationSurvey) {
    var object = JSONObject()
    for (name, isAdapted) in [("median", true), ("medianFromScratch", false)] {
      let estimate = survey.median(adapted: isAdapted)
      object.add(name, [estimate.value, estimate.low, estimate.high])
    }
    Console.result(object.text)
  }

  private func showTable(_ survey: AdaptationSurvey) {
    func count(_ episodes: Int?, most: Int) -> String { episodes.map(String.init) ?? "> \(most)" }
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
      let median = survey.median(adapted: isAdapted)
      Console.result(
        "median \(name): \(Numbers.fixed(median.value, 1)) "
          + "[\(Numbers.fixed(median.low, 1)), \(Numbers.fixed(median.high, 1))]")
    }
  }
}
