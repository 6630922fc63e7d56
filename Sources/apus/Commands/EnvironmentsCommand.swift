import ArgumentParser
import Documents
import Environments
import Experiments
import GymnasiumBridge

/// `apus environments`: the tasks, what they are, whether a definition is sound, what is optimal.
struct EnvironmentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environments",
    abstract: "List, show, check and solve environments.",
    discussion: """
      Wherever an environment is named, a definition file ending in .yaml will do as well, and gym:ID, a \
      Gymnasium environment of the Python that APUS_PYTHON names (else python3), such as gym:CartPole-v1.

      Examples:
        apus environments
        apus environments show four-rooms
        apus environments check my-maze.yaml
        apus environments check gym:LunarLander-v3
        apus environments solve frozen-lake-8x8-slippery --json
      """,
    subcommands: [
      ListEnvironments.self, ShowEnvironment.self, CheckEnvironment.self, SolveEnvironment.self,
      VerifyEnvironment.self, PlayEnvironment.self,
    ],
    defaultSubcommand: ListEnvironments.self)
}

/// `apus environments list`.
struct ListEnvironments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the built-in environments.",
    discussion: """
      Example:
        apus environments list
      """)

  @Flag(help: "Print one JSON object per environment.")
  var json = false

  mutating func run() throws {
    let definitions = try EnvironmentRegistry.ids.map(EnvironmentRegistry.definition)
    guard json else {
      return Console.result(
        Table(header: [], rows: definitions.map { [$0.id, $0.summary] }).text)
    }
    for definition in definitions {
      var object = JSONObject()
      object.add("id", definition.id)
      object.add("version", definition.version)
      object.add("summary", definition.summary)
      object.add("actions", definition.actions)
      Console.result(object.text)
    }
  }
}

/// `apus environments show`.
struct ShowEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show states, actions, rewards and map of an environment.",
    discussion: """
      Examples:
        apus environments show four-rooms
        apus environments show four-rooms --yaml > my-rooms.yaml
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Flag(help: "Print the definition file itself, to begin one of your own with.")
  var yaml = false

  mutating func run() throws {
    let definition = try EnvironmentDefinition.load(environment)
    let text = yaml ? definition.text : definition.describe().text
    Console.result(text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }
}

/// `apus environments check`.
struct CheckEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a definition: that it reads, can be done, and behaves.",
    discussion: """
      Reads the file, looks for goals that cannot be reached, parts that are never used and agents \
      that cannot train, and plays random episodes. Exit code 1 where anything is wrong; warnings alone are 0.

      Example:
        apus environments check my-maze.yaml
      """)

  @Argument(help: "A definition file, or an environment's id.")
  var file: String

  mutating func run() throws {
    let path = file
    let definition =
      FileSystem.exists(path)
      ? try EnvironmentDefinition.parse(readText(path), file: path)
      : try EnvironmentDefinition.load(path)
    _ = try RunConfiguration(definition: .environment(definition))
    let findings = definition.check()
    for finding in findings { Console.message(finding.description) }
    guard !findings.contains(where: { $0.severity == .error }) else {
      throw InputError("the environment cannot be used as it stands", file: path)
    }
    if definition.isExternal { return try inspect(definition, path) }
    let failures = try EnvironmentChecker(definition).failures()
    for failure in failures { Console.message("\(path): \(failure)") }
    guard failures.isEmpty else { throw InputError("the environment misbehaves", file: path) }
    Console.result(
      "\(path): environment '\(definition.id)', version \(definition.version), is sound")
  }
}

extension CheckEnvironment {
  /// A look at an environment in the user's Python, whose misbehaviour is not ours to refuse.
  private func inspect(_ definition: EnvironmentDefinition, _ path: String) throws {
    let inspection = try GymnasiumWorld.inspect(definition)
    for finding in inspection.findings { Console.message(finding.description) }
    Console.result(
      "\(path): \(inspection.versions); observations \(definition.observationSpace), "
        + "\(definition.actionSpace.count) actions; it can be trained in")
  }
}

/// `apus environments solve`.
struct SolveEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve",
    abstract: "Compute the best possible return of a finite environment.",
    discussion: """
      The optimal return is the best expected undiscounted return of an episode under the time limit, \
      found backwards over the remaining steps, from the distribution of starts. The map shows what is best \
      at the first step of an episode.

      Examples:
        apus environments solve four-rooms
        apus environments solve cliff-walking --json
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Flag(help: "Print the solution as one JSON object.")
  var json = false

  mutating func run() throws {
    let definition = try EnvironmentDefinition.load(environment)
    guard let solution = try definition.solve() else {
      throw InputError(
        "'\(definition.id)' cannot be solved exactly: its states cannot be listed",
        remedy: "grid worlds and other finite environments can")
    }
    let maps = definition.maps(of: solution)
    guard !json else {
      var object = JSONObject()
      object.add("environment", definition.id)
      object.add("version", definition.version)
      object.add("optimalReturn", solution.optimalReturn)
      object.add("terminationProbability", solution.terminationProbability)
      object.add("expectedLength", solution.expectedLength)
      object.add("values", solution.values)
      object.add("policy", solution.policy)
      if let maps { object.add("policyMap", maps.policy) }
      return Console.result(object.text)
    }
    Console.result("optimal return  \(solution.optimalReturn)")
    Console.result("ends by its rules with probability \(solution.terminationProbability)")
    Console.result("expected length \(solution.expectedLength) steps")
    guard let maps else { return }
    Console.result("\nvalues\n" + maps.values.joined(separator: "\n"))
    Console.result("\nbest actions\n" + maps.policy.joined(separator: "\n"))
  }
}
