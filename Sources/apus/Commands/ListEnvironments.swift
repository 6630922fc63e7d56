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
