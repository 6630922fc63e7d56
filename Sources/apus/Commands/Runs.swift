import ArgumentParser

/// `apus runs`: what trainings left, what they reached, and which did better.
struct Runs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List, show, draw and compare runs.",
    discussion: """
      Runs that differ in nothing but their seed are a group. A group's scores are those of the best \
      policies in the tests at the end of the trainings.

      Examples:
        apus runs
        apus runs show runs/cartpole-dqn-s1-1
        apus runs compare cartpole-dqn cartpole-rainbow
      """,
    subcommands: [ListRuns.self, ShowRun.self, PlotRuns.self, CompareRuns.self],
    defaultSubcommand: ListRuns.self)
}
