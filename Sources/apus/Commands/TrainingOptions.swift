import ArgumentParser
import Documents
import Experiments

/// The options that decide how something is trained; shared by `train` and `finetune`.
struct TrainingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Environment steps of the training. (default: what the environment recommends)")
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: "Passes over a data set. (default: what the data set recommends)")
  var epochs: Int?

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of a data set's files (default: $APUS_DATA); for cql, behaviour-cloning and guidance=demonstrations the file of recorded transitions.",
      valueName: "path"))
  var dataFolder: String?

  @Flag(help: "Keep the policy of each evaluation in the run's folder policies/, for apus watch.")
  var keepPolicies = false

  @Option(
    parsing: .unconditional, help: "Threads to use; no result depends on them. (default: 1)")
  var threads: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a field of those that train --show-configuration prints; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  /// Whether nothing but the number of threads and the folder of the data was given.
  var isEmptyForResume: Bool { steps == nil && epochs == nil && settings.isEmpty }

  /// What the processes of runs that are there already are told: threads, the folder of the data.
  var forChildren: [String] {
    get throws {
      var arguments = try checkedThreads().map { ["--threads", "\($0)"] } ?? []
      if let dataFolder { arguments += ["--data", dataFolder] }
      if keepPolicies { arguments.append("--keep-policies") }
      return arguments
    }
  }

  /// The number of threads if one was given.
  func checkedThreads() throws -> Int? {
    if let threads, !(1...256).contains(threads) {
      throw InputError("--threads: expected a whole number from 1 to 256, got \(threads)")
    }
    return threads
  }

  /// Puts the options into a configuration: first `--set`, then the flags.
  func apply(to configuration: inout RunConfiguration, seed: Int?) throws {
    for setting in settings { try configuration.set(argument: setting) }
    if let steps { try apply(steps: steps, to: &configuration) }
    if let epochs { try apply(epochs: epochs, to: &configuration) }
    if let dataFolder { try configuration.use(data: dataFolder) }
    if let seed {
      guard seed >= 0 else {
        throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
      }
      configuration.seed = UInt64(seed)
    }
    if let threads = try checkedThreads() { configuration.threads = threads }
    try checkKeeping(of: configuration)
    configuration.command = CommandLine.arguments.map(\.shellQuoted).joined(separator: " ")
  }

  /// Has a run keep the policies of its evaluations where that was asked for.
  func prepare(_ folder: RunFolder, _ configuration: RunConfiguration) throws {
    try checkKeeping(of: configuration)
    if keepPolicies { try folder.keepPolicies() }
  }

  private func checkKeeping(of configuration: RunConfiguration) throws {
    guard !keepPolicies || configuration.agent != nil else {
      throw InputError(
        "--keep-policies keeps what can be watched; '\(configuration.task)' is a data set")
    }
  }

  private func apply(steps: Int, to configuration: inout RunConfiguration) throws {
    guard steps >= 1 else {
      throw InputError("--steps: expected a whole number of at least 1, got \(steps)")
    }
    guard configuration.agent != nil else {
      throw InputError(
        "--steps counts steps of an environment; '\(configuration.task)' is a data set",
        remedy: "say how often to go through it: --epochs 10")
    }
    configuration.agent?.configuration.steps = steps
  }

  private func apply(epochs: Int, to configuration: inout RunConfiguration) throws {
    guard (1...1_000_000).contains(epochs) else {
      throw InputError("--epochs: expected a whole number from 1 to 1000000, got \(epochs)")
    }
    guard configuration.pretraining == nil else {
      throw InputError(
        "--epochs is for trainings with labels; a pretraining counts updates",
        remedy: "say how many to make: --set updates=6000")
    }
    guard configuration.training != nil else {
      throw InputError(
        "--epochs counts passes over a data set; '\(configuration.task)' is an environment",
        remedy: "say how many steps to make: --steps 50000")
    }
    configuration.training?.epochs = epochs
  }
}

extension RunConfiguration {
  /// The folder of a new run: the one that was named, or the next number in `runs`.
  func makeFolder(at path: String?) throws -> RunFolder {
    if let path { return try RunFolder.create(at: path) }
    return try RunFolder.createNumbered(in: "runs", name: "\(name)-s\(seed)")
  }
}

/// How a command shows what it does.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object per event on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors.")
  var quiet = false

  func validate() throws {
    if json && quiet { throw ValidationError("--json and --quiet exclude each other.") }
  }

  /// The style that the flags and the terminal ask for.
  var style: TrainingDisplay.Style { .chosen(json: json, quiet: quiet) }
}

extension String {
  /// As a shell would need it: quoted where it holds anything but harmless characters.
  var shellQuoted: String {
    let isHarmless =
      !isEmpty
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,+@%".contains($0)) }
    if isHarmless { return self }
    let parts = split(separator: "'", omittingEmptySubsequences: false)
    return "'" + parts.joined(separator: "'\\''") + "'"
  }
}
