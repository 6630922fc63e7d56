import ArgumentParser
import Experiments

/// The options that name who teaches, and whose replay a run begins with.
struct TeachingOptions: ParsableArguments {
  @Option(
    name: .customLong("teacher"), parsing: .singleValue,
    help: ArgumentHelp(
      "A run folder or policy file that teaches, with --set guidance=distillation, kickstarting or qdagger; may be repeated.",
      valueName: "run or file"))
  var teachers: [String] = []

  @Option(
    name: .customLong("carry-replay"),
    help: ArgumentHelp(
      "Begin with the transitions that another run's replay holds; their rewards stay those of its task.",
      valueName: "run"))
  var carriedReplay: String?

  /// Whether nothing was named.
  var isEmpty: Bool { teachers.isEmpty && carriedReplay == nil }

  /// Puts the options into a configuration.
  func apply(to configuration: inout RunConfiguration) throws {
    if !teachers.isEmpty { try configuration.use(teachers: teachers) }
    if let carriedReplay { try configuration.use(carriedReplay: carriedReplay) }
  }
}
