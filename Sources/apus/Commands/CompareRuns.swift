import ArgumentParser
import Documents
import Experiments

/// `apus runs compare`.
struct CompareRuns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare groups of runs of one task, with intervals.",
    discussion: """
      Scores are those of the best policies in their tests: the mean return over \(TestScores.episodes) episodes, or \
      what was reached on a data set's test part. Intervals hold 95 % of the resamples of a bootstrap over \
      the seeds. The probability of improvement is that of a run of the one group to score higher than a \
      run of the other. See Documentation/Statistics.md.

      Examples:
        apus runs compare cartpole-dqn cartpole-rainbow
        apus runs compare 'runs/breakout-dqn-s*-1' 'runs/breakout-pqn-s*-1'
        apus runs compare old/ new/ --json
      """)

  @Argument(
    help: ArgumentHelp(
      "Run folders, folders of runs, patterns in quotes, or names as in 'breakout-dqn' for those in runs/.",
      valueName: "runs"))
  var arguments: [String]

  @Option(
    parsing: .unconditional,
    help: "A score to reach: also print how far the runs fall short of it on average.")
  var target: Double?

  @Flag(help: "Print one JSON object.")
  var json = false

  mutating func run() throws {
    if let target, !target.isFinite {
      throw InputError("--target: expected a number, got \(target)")
    }
    let comparison = try RunComparison(try RunSelection.groups(arguments), target: target)
    Console.result(json ? comparison.json.text : comparison.text)
  }
}
