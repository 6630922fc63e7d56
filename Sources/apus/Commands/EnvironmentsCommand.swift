import ArgumentParser

/// `apus environments`: the tasks, what they are, whether a definition is sound, what is optimal.
struct EnvironmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments",
    abstract: "List, show, check, solve and begin environments.",
    discussion: """
      Wherever an environment is named, a definition file ending in .yaml will do as well, and gym:ID, a \
      Gymnasium environment of the Python that APUS_PYTHON names (else python3), such as gym:CartPole-v1.

      Examples:
        apus environments
        apus environments show four-rooms
        apus environments new my-maze
        apus environments check my-maze.yaml
        apus environments check gym:LunarLander-v3
        apus environments solve frozen-lake-8x8-slippery --json
      """,
    subcommands: [
      ListEnvironments.self, ShowEnvironment.self, CheckEnvironment.self, SolveEnvironment.self,
      NewEnvironment.self, VerifyEnvironment.self, Play.self,
    ],
    defaultSubcommand: ListEnvironments.self)
}
