import ArgumentParser
import Datasets
import Documents
import Environments

/// `apus environments verify`.
struct VerifyEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare an environment with a recording of another implementation.",
    discussion: """
      Replays every recorded episode from its recorded start with the recorded random outcomes, and \
      compares observations, rewards and endings. Recordings of Gymnasium, MinAtar and MiniGrid are read, \
      plain or compressed with gzip, and Gymnasium's transition tables. Exit code 1 where anything differs.

      Examples:
        apus environments verify cartpole --against CartPole-v1.jsonl.gz
        apus environments verify taxi-rainy --against Taxi-v4_rainy.P.json.gz
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Option(help: "The recording: a file of JSON lines or a table, plain or ending in .gz.")
  var against: String

  mutating func run() throws {
    let definition = try EnvironmentDefinition.load(environment)
    // Unpacked recordings are read whole; larger ones can be divided by lines.
    let bytes = try readCompressedFile(against, atMost: 1 << 30)
    let report = try RecordingReader.verify(bytes, file: against, against: definition)
    for note in report.notes { Console.message("note: \(note)") }
    Console.result("\(definition.id), version \(definition.version), against \(report.source)")
    Console.result(report.description)
    guard let difference = report.difference else { return }
    Console.result("first difference: \(difference.description)")
    throw InputError(
      "environment '\(definition.id)' does not do what was recorded", file: against)
  }
}
