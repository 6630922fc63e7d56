import ArgumentParser
import Datasets
import Documents
import Experiments
import TensorCore
import Transfer

/// `apus fewshot`: learns to name classes from a handful of examples, and tests that on classes never seen.
struct FewShot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fewshot",
    abstract: "Train and test few-shot learning on the classes of a data set.",
    discussion: """
      An episode of N ways and K shots shows K examples of each of N classes, and asks for the classes of \
      others. Training draws episodes from the training classes, validation chooses the best network, and \
      the test draws from classes that neither has seen. Without --from the method is trained first (a run \
      folder like that of apus train; go on with it by apus train --resume); with --from it is only tested. \
      The report gives the mean accuracy with its 95 % interval over episodes, and says whether the queries \
      of an episode influence one another (transduction).

      Examples:
        apus fewshot omniglot --method prototypical --ways 5 --shots 1 --test-episodes 1000
        apus fewshot omniglot --from runs/omniglot-prototypical-s1-1 --ways 20 --shots 5
        apus fewshot omniglot --from checkpoints/omniglot-prototypical.safetensors --official-runs
        apus fewshot omniglot --method nearest-neighbour --ways 20
        apus fewshot digits --method prototypical --set updates=300
        apus fewshot omniglot --method matching --show-configuration
        apus fewshot omniglot --method maml --set updates=30000 --set schedule=cosine
        apus fewshot omniglot --from checkpoints/omniglot-maml-5way.safetensors --shots 5 --queries 5
      """)

  @Argument(help: "The id of a data set whose classes are divided for few-shot learning.")
  var dataset: String

  @Option(
    help: ArgumentHelp(
      "How queries are named: \(FewShotConfiguration.Method.allCases.map(\.rawValue).joined(separator: ", ")). (default: that of --from, else prototypical)",
      valueName: "method"))
  var method: String?

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "Test this run folder or policy file, and train nothing.", valueName: "policy"))
  var source: String?

  @Option(parsing: .unconditional, help: "Classes of a test episode.")
  var ways = 5

  @Option(parsing: .unconditional, help: "Labelled examples of each class of a test episode.")
  var shots = 1

  @Option(parsing: .unconditional, help: "Queries of each class of a test episode.")
  var queries = 15

  @Option(parsing: .unconditional, help: "Episodes of the test.")
  var testEpisodes = 1000

  @Flag(help: "Test with the official 20-way one-shot runs instead of drawn episodes.")
  var officialRuns = false

  @Option(
    parsing: .unconditional, help: "The seed of the training and of the test's episodes.")
  var seed = 1

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp(
      "The folder of the data set's files. (default: $APUS_DATA)", valueName: "folder"))
  var dataFolder: String?

  @Option(
    parsing: .unconditional, help: "Threads to use; no result depends on them. (default: 1)")
  var threads: Int?

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Set a field of those that --show-configuration prints; may be repeated.",
      valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the run. (default: runs/<data set>-<method>-s<seed>-<n>)",
      valueName: "folder"))
  var runFolder: String?

  @Flag(help: "Print the resolved configuration as YAML and train nothing.")
  var showConfiguration = false

  @OptionGroup var output: OutputOptions

  mutating func run() throws {
    StopSignals.install()
    let definition = try DatasetRegistry.definition(dataset)
    let shape = try checkedShape()
    if let source {
      guard runFolder == nil, !showConfiguration else {
        throw InputError(
          "--from tests what was trained; --run and --show-configuration are for a training",
          remedy: "leave them out")
      }
      return try test(source, definition, shape)
    }
    let kind = try chosenMethod() ?? .prototypical
    var configuration = try RunConfiguration(fewShot: definition, method: kind)
    try apply(to: &configuration)
    if showConfiguration { return Console.result(configuration.resultYAML.withoutLastLineEnd) }
    try configuration.validate()
    guard let training = configuration.fewShot else { return }
    try training.requireWays(testedWays(shape))
    // What cannot be tested in the end is not trained.
    if officialRuns {
      _ = try definition.oneShotRuns(from: configuration.dataFolder)
    } else {
      let data = try definition.load(from: configuration.dataFolder)
      try FewShotPools(definition, data).test.requireRoom(for: shape)
    }
    guard training.method != .nearestNeighbour else {
      guard runFolder == nil else {
        throw InputError(
          "--run is for a training, and nearest-neighbour learns nothing", remedy: "leave it out")
      }
      return try report(
        FewShotTest(
          definition: definition, method: NearestNeighbour(), name: training.method.rawValue,
          dataFolder: dataFolder), shape)
    }
    let folder = try configuration.makeFolder(at: runFolder)
    try TrainingSession(
      trainer: try Trainer(starting: configuration, in: folder), style: output.style
    ).train()
    // The settings are in the run's configuration already.
    settings = []
    try test(folder.path, definition, shape)
  }

  /// Tests what is in a file.
  private func test(
    _ path: String, _ definition: DatasetDefinition, _ shape: EpisodeShape
  ) throws {
    guard case .encoder(let encoder) = try TrainedNetwork.load(path) else {
      throw InputError(
        "was not trained for few-shot learning", file: path,
        remedy: "give a run folder or a policy file of apus fewshot")
    }
    guard encoder.specification.inputShape == definition.exampleShape else {
      throw InputError(
        "the network takes examples \(encoder.specification.inputShape), but data set "
          + "'\(definition.id)' has \(definition.exampleShape)", file: path,
        remedy: "test it on a data set of its form")
    }
    var wanted = try encoder.fewShotConfiguration()
    if let method = try chosenMethod() {
      wanted = wanted ?? FewShotConfiguration(method: method)
      wanted?.method = method
    }
    for setting in settings where wanted != nil {
      guard let equals = setting.firstIndex(of: "=") else {
        throw InputError(
          "expected key=value after --set, got '\(shown(setting))'",
          remedy: "for example --set transductive=true")
      }
      guard var fields = wanted else { continue }
      try FewShotConfiguration.fields.set(
        &fields, key: String(setting[..<equals]),
        text: String(setting[setting.index(after: equals)...]), file: nil, line: nil)
      wanted = fields
    }
    let (method, configuration) = try encoder.fewShotMethod(wanted)
    try configuration.requireWays(testedWays(shape))
    try report(
      FewShotTest(
        definition: definition, method: method, name: configuration.method.rawValue,
        dataFolder: dataFolder), shape)
  }

  private func report(_ test: FewShotTest, _ shape: EpisodeShape) throws {
    var object = JSONObject()
    object.add("event", "test")
    object.add("dataset", test.definition.id)
    object.add("method", test.name)
    object.add("transductive", test.method.isTransductive)
    if officialRuns {
      let errors = try test.officialErrors()
      let mean = errors.reduce(0, +) / Double(errors.count)
      object.add("officialRuns", errors.count)
      object.add("error", mean)
      object.add("errors", errors)
      if case .json = output.style { return Console.result(object.text) }
      return Console.result(
        "\(test.definition.id), \(test.name): error \(Numbers.percentage(mean)) on the "
          + "\(errors.count) official 20-way one-shot runs; \(test.transduction)")
    }
    let scores = try test.episodes(shape, testEpisodes, seed: UInt64(seed))
    object.add(scores)
    if case .json = output.style { return Console.result(object.text) }
    Console.result(
      "\(test.definition.id), \(test.name): \(shape.ways)-way \(shape.shots)-shot accuracy "
        + "\(Numbers.percentage(scores.accuracy)) ± \(Numbers.fixed(100 * scores.halfWidth, 2)) "
        + "(95 %, \(Numbers.grouped(testEpisodes)) test episodes with \(shape.queries) queries of each "
        + "class)")
    Console.result(test.transduction)
  }

  /// The ways of the test; the official runs have twenty.
  private func testedWays(_ shape: EpisodeShape) -> Int {
    officialRuns ? 20 : shape.ways
  }

  private func chosenMethod() throws -> FewShotConfiguration.Method? {
    try method.map { name in
      guard let found = FewShotConfiguration.Method(rawValue: name) else {
        throw unknownWord(
          "method", name, among: FewShotConfiguration.Method.allCases.map(\.rawValue))
      }
      return found
    }
  }

  private func checkedShape() throws -> EpisodeShape {
    for (option, value, least, most) in [
      ("--ways", ways, 2, 10_000), ("--shots", shots, 1, 1000), ("--queries", queries, 1, 1000),
      ("--test-episodes", testEpisodes, 1, 1_000_000), ("--seed", seed, 0, Int.max),
      ("--threads", threads ?? 1, 1, 256),
    ] where !(least...most).contains(value) {
      throw InputError(
        "\(option): expected a whole number from \(least) to \(most), got \(value)")
    }
    if let threads { Parallel.threads = threads }
    return EpisodeShape(ways: ways, shots: shots, queries: queries)
  }

  private func apply(to configuration: inout RunConfiguration) throws {
    for setting in settings { try configuration.set(argument: setting) }
    if let dataFolder { try configuration.use(data: dataFolder) }
    configuration.seed = UInt64(seed)
    configuration.threads = threads ?? 1
    configuration.command = CommandLine.arguments.map(\.shellQuoted).joined(separator: " ")
  }
}
