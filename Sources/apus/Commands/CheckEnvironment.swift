import ArgumentParser
import Documents
import Environments
import Experiments
import GymnasiumBridge

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
    if case .external(let world) = definition.world, world is GymnasiumWorld {
      return try inspect(definition, path)
    }
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
