import ArgumentParser
import Datasets
import Documents
import Experiments
import Transfer

/// `apus pretrain`: a network that learns examples without labels, or several environments at once, for
/// others to begin from.
struct Pretrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Train a network to begin others from: on a data set without labels, or in several environments.",
    discussion: """
      Several environments with commas between them are learned by one network, episode by episode in turn, with \
      the actions in common or, with --separate-heads, a head for each; see Documentation/Mixtures.md. Its policy is a source for apus finetune \
      like any other.

      A data set leaves a run folder whose policy.safetensors is an encoder: the layers of a network without its head, \
      with the names that they have in the network that is fine-tuned from them. Methods: \
      autoencoder and denoising-autoencoder give examples again (from damaged copies of them), rotation says by how many \
      quarters an image was turned, simclr finds the two of many distorted images that show the same. labels is \
      apus train: a network learns the data set's own classes or numbers. How much is masked, shifted or erased \
      is a field; --show-configuration prints them all.

      Examples:
        apus pretrain minigrid-empty-8x8,minigrid-fourrooms --run runs/rooms
        apus pretrain breakout,catch --separate-heads --agent pqn --steps 500000
        apus pretrain mnist --run runs/base
        apus pretrain mnist --method denoising-autoencoder --set noise=0.5 --set hiddenSizes=[400,400]
        apus pretrain fashion-mnist --method rotation --set updates=3000
        apus pretrain mnist --method simclr --network cnn --show-configuration
        apus train --resume runs/base
        apus finetune --from runs/base --on mnist --labels 100,1000 --against scratch
      """)

  @Argument(help: "The id of a data set, or environments with commas between them.")
  var task: String

  @Option(
    help: ArgumentHelp(
      "What is learned of a data set: "
        + (PretrainingConfiguration.Method.allCases.map(\.rawValue) + ["labels"])
        .joined(separator: ", ") + ". (default: denoising-autoencoder)", valueName: "method"))
  var method: String?

  @Option(
    help: ArgumentHelp(
      "The layers: mlp or cnn. (default: mlp to give examples again, cnn to tell images apart)",
      valueName: "kind"))
  var network: String?

  @Option(
    help: ArgumentHelp(
      "The algorithm that learns environments; see apus train. (default: dqn)", valueName: "name"))
  var agent: String?

  @Flag(help: "Give each of several environments actions of its own, that is a head.")
  var separateHeads = false

  @OptionGroup var options: TrainingOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the run. (default: runs/<task>-<method>-s<seed>-<n>)", valueName: "folder")
  )
  var runFolder: String?

  @Option(parsing: .unconditional, help: "The seed of all randomness. (default: 1)")
  var seed: Int?

  @Flag(help: "Print the resolved configuration as YAML and train nothing.")
  var showConfiguration = false

  @OptionGroup var output: OutputOptions

  mutating func run() throws {
    StopSignals.install()
    var configuration = try resolved()
    try options.apply(to: &configuration, seed: seed)
    if showConfiguration { return Console.result(configuration.resultYAML.withoutLastLineEnd) }
    try configuration.validate()
    let folder = try configuration.makeFolder(at: runFolder)
    let trainer = try Trainer(starting: configuration, in: folder)
    try options.prepare(folder, configuration)
    try TrainingSession(trainer: trainer, style: output.style).run()
  }

  /// What the arguments ask for, before the options of every training.
  private func resolved() throws -> RunConfiguration {
    let names = task.split(separator: ",", omittingEmptySubsequences: false).map {
      TaskDefinition.id(spelled: String($0))
    }
    let tasks = try names.map { try TaskDefinition.load($0) }
    let kinds = Set(tasks.map(\.kind))
    guard kinds.count == 1 else {
      throw InputError(
        "data sets and environments cannot be learned together, got '\(shown(task))'",
        remedy: "name environments alone, or one data set")
    }
    if case .dataset(let definition) = tasks[0] { return try configuration(of: definition) }
    return try configuration(ofEnvironments: names, tasks)
  }

  private func configuration(
    ofEnvironments names: [String], _ tasks: [TaskDefinition]
  ) throws -> RunConfiguration {
    for (option, value) in [("--method", method), ("--network", network)] where value != nil {
      throw InputError(
        "\(option) is for data sets; '\(shown(task))' is learned by an agent",
        remedy: "say which: --agent dqn; its network is a field of its own: --set network=mlp")
    }
    guard names.count > 1 else {
      guard !separateHeads else {
        throw InputError("--separate-heads is for several environments, got '\(shown(task))'")
      }
      return try RunConfiguration(definition: tasks[0], algorithm: agent)
    }
    let mixture = "mixture:" + (separateHeads ? "separate:" : "") + names.joined(separator: ",")
    return try RunConfiguration(definition: try TaskDefinition.load(mixture), algorithm: agent)
  }

  private func configuration(of dataset: DatasetDefinition) throws -> RunConfiguration {
    guard !task.contains(",") else {
      throw InputError(
        "pretraining takes one data set, got '\(shown(task))'",
        remedy: "name one of them: \(dataset.id)")
    }
    guard agent == nil, !separateHeads else {
      throw InputError(
        "\(agent == nil ? "--separate-heads" : "--agent") is for environments; '\(dataset.id)' is a "
          + "data set", remedy: "say what is learned of it: --method denoising-autoencoder")
    }
    let method = method ?? PretrainingConfiguration.Method.denoisingAutoencoder.rawValue
    guard method != "labels" else {
      return try RunConfiguration(definition: .dataset(dataset), network: network)
    }
    let methods = PretrainingConfiguration.Method.allCases.map(\.rawValue) + ["labels"]
    guard methods.contains(method) else { throw unknownWord("method", method, among: methods) }
    return try RunConfiguration(pretraining: dataset, method: method, network: network)
  }
}
