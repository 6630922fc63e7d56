import ArgumentParser
import Documents
import Experiments
import Transfer

/// `apus pretrain`: layers that learn from examples without labels, for others to begin from.
struct Pretrain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train layers on a data set without its labels, to begin other trainings from.",
    discussion: """
      Leaves a run folder whose policy.safetensors is an encoder: the layers of a network without its head, \
      with the names that they have in the network that is fine-tuned from them. Methods: \
      autoencoder and denoising-autoencoder give examples again (from damaged copies of them), rotation says by how many \
      quarters an image was turned, simclr finds the two of many distorted images that show the same. labels is \
      apus train: a network learns the data set's own classes or numbers. How much is masked, shifted or erased \
      is a field; --show-configuration prints them all.

      Examples:
        apus pretrain mnist --run runs/base
        apus pretrain mnist --method denoising-autoencoder --set noise=0.5 --set hiddenSizes=[400,400]
        apus pretrain fashion-mnist --method rotation --set updates=3000
        apus pretrain mnist --method simclr --network cnn --show-configuration
        apus train --resume runs/base
        apus finetune --from runs/base --on mnist --labels 100,1000 --against scratch
      """)

  @Argument(help: "The id of a data set.")
  var task: String

  @Option(
    help: ArgumentHelp(
      "What is learned: "
        + (PretrainingConfiguration.Method.allCases.map(\.rawValue) + ["labels"])
        .joined(separator: ", ") + ".", valueName: "method"))
  var method = PretrainingConfiguration.Method.denoisingAutoencoder.rawValue

  @Option(
    help: ArgumentHelp(
      "The layers: mlp or cnn. (default: mlp to give examples again, cnn to tell images apart)",
      valueName: "kind"))
  var network: String?

  @OptionGroup var options: TrainingOptions

  @Option(
    name: .customLong("run"),
    help: ArgumentHelp(
      "The folder of the run. (default: runs/<data set>-<method>-s<seed>-<n>)", valueName: "folder")
  )
  var runFolder: String?

  @Option(parsing: .unconditional, help: "The seed of all randomness. (default: 1)")
  var seed: Int?

  @Flag(help: "Print the resolved configuration as YAML and train nothing.")
  var showConfiguration = false

  @OptionGroup var output: OutputOptions

  mutating func run() throws {
    StopSignals.install()
    var configuration = try Self.configuration(of: task, method: method, network: network)
    try options.apply(to: &configuration, seed: seed)
    if showConfiguration { return Console.result(configuration.resultYAML.withoutLastLineEnd) }
    try configuration.validate()
    let folder: RunFolder =
      if let runFolder {
        try RunFolder.create(at: runFolder)
      } else {
        try RunFolder.createNumbered(
          in: "runs", name: "\(configuration.name)-s\(configuration.seed)")
      }
    let trainer = try Trainer(starting: configuration, in: folder)
    try options.prepare(folder, configuration)
    try TrainingSession(trainer: trainer, style: output.style).run()
  }

  private static func configuration(
    of task: String, method: String, network: String?
  ) throws -> RunConfiguration {
    guard !task.contains(",") else {
      throw InputError(
        "pretraining takes one data set, got '\(shown(task))'",
        remedy: "name one of them: \(task.split(separator: ",").first.map(String.init) ?? "mnist")")
    }
    guard case .dataset(let definition) = try TaskDefinition.load(task) else {
      throw InputError(
        "'\(shown(task))' is an environment; pretraining takes a data set",
        remedy:
          "train an agent in it, which is a source for apus finetune as well: apus train \(task)")
    }
    guard method != "labels" else {
      return try RunConfiguration(definition: .dataset(definition), network: network)
    }
    let methods = PretrainingConfiguration.Method.allCases.map(\.rawValue) + ["labels"]
    guard methods.contains(method) else { throw unknownWord("method", method, among: methods) }
    return try RunConfiguration(pretraining: definition, method: method, network: network)
  }
}
