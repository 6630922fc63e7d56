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
    parsing: .unconditional, help: "Threads to use; no result depends on them. (default: 1)")
  var threads: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a field of those that train --show-configuration prints; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  /// Whether nothing but the number of threads was given.
  var isEmptyButThreads: Bool { steps == nil && settings.isEmpty }

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
    if let steps {
      guard steps >= 1 else {
        throw InputError("--steps: expected a whole number of at least 1, got \(steps)")
      }
      configuration.agent.steps = steps
    }
    if let seed {
      guard seed >= 0 else {
        throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
      }
      configuration.seed = UInt64(seed)
    }
    if let threads = try checkedThreads() { configuration.threads = threads }
    configuration.command = CommandLine.arguments.map(\.shellQuoted).joined(separator: " ")
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
