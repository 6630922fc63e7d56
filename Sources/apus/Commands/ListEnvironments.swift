import ArgumentParser
import Environments

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
    Catalog.show(definitions, json: json) { $1.add("actions", $0.actions) }
  }
}
