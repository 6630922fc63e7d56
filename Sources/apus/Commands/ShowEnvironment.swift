import ArgumentParser
import Environments

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
