import ArgumentParser
import Documents
import Environments
import Experiments

/// `apus environments new`.
struct NewEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a commented definition to begin an environment with.",
    discussion: """
      The file is a complete environment: it can be checked, solved and trained at once. One that \
      exists is never written over.

      Examples:
        apus environments new my-maze
        apus environments new my-house --template keys --output tasks/my-house.yaml
      """)

  @Argument(help: "The id: lower-case letters, digits and hyphens.")
  var id: String

  @Option(
    help: ArgumentHelp(
      "What it begins with: "
        + EnvironmentTemplate.allCases.map(\.rawValue).joined(separator: ", ") + "."))
  var template = EnvironmentTemplate.room.rawValue

  @Option(help: "The file to write; ID.yaml where none is named.")
  var output: String?

  mutating func run() throws {
    guard let chosen = EnvironmentTemplate(rawValue: template) else {
      throw unknownWord("template", template, among: EnvironmentTemplate.allCases.map(\.rawValue))
    }
    let file = output ?? "\(id).yaml"
    let text = chosen.text(id: id)
    // Read back before it is written: a faulty id is refused here.
    let definition = try EnvironmentDefinition.parse(text, file: file)
    guard !EnvironmentRegistry.ids.contains(id) else {
      throw InputError(
        "there is a built-in environment '\(id)'", remedy: "choose another id for your own")
    }
    guard !FileSystem.exists(file) else {
      throw InputError(
        "the file exists already", file: file,
        remedy: "name another one with --output, or remove it first")
    }
    try writeAtomically(text, to: file)
    Console.result("\(file): environment '\(definition.id)' from the template '\(template)'")
    Console.result("next: apus environments check \(file)")
  }
}
