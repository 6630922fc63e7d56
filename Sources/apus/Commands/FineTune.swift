import ArgumentParser
import Determinism
import Documents
import Experiments
import Transfer

/// `apus finetune`: carries what one network learned to another task, and says what it was worth.
struct FineTune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finetune",
    abstract: "Fine-tune a policy on another task, and compare with training from scratch.",
    discussion: """
      Parameters are carried over by name where the shapes are equal; the rest begins anew. For each seed \
      one run is fine-tuned and one trained from scratch with the same configuration, which takes the hidden \
      layers from the source. A policy goes on in an environment, a network that learned a data set on a data \
      set; where the number of classes differs, its last layer begins anew. Patterns are names of parameters with * for any characters; a network with \
      hidden layers [64, 64] has 0.weight, 0.bias, 2.weight, 2.bias, 4.weight and 4.bias.

      Examples:
        apus finetune --from runs/mine --on cartpole-heavy
        apus finetune --from runs/mine --on cartpole-heavy --freeze '0.*' --seeds 1-3
        apus finetune --from runs/mine --on cartpole-heavy --set epsilonStart=0.2
        apus finetune --from runs/mine --on maze --learning-rate-factor '0.*=0.1'
        apus finetune --from runs/mnist-cnn-s1-1 --on fashion-mnist --freeze '0.*' --epochs 3
        apus finetune --from runs/mine --on maze --freeze 'body.*' --thaw-after 20000 --dry-run
        apus finetune --from runs/mine --on maze --fit '0.weight=overlap' --fit 'head.*=names'
        apus finetune --from torch.safetensors --on mnist --map 'fc1.*=1.*' --map 'fc2.*=3.*'
      """)

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("A run folder or a policy file to begin from.", valueName: "policy"))
  var source: String

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "The task to learn: the id of an environment or a data set, or a definition file.",
      valueName: "task"))
  var task: String

  @OptionGroup var planOptions: PlanOptions

  @Option(help: "The seeds: 3, 1-5, or 1,4,7.")
  var seeds = "1"

  @Option(
    parsing: .unconditional,
    help: "The figure for the time to threshold. (default: nine tenths of the way from scratch)")
  var threshold: Double?

  @OptionGroup var options: TrainingOptions

  @OptionGroup var output: OutputOptions

  mutating func run() throws {
    StopSignals.install()
    let seeds = try SeedList(seeds).seeds
    let definition = try TaskDefinition.load(task)
    let plan = try planOptions.plan(from: source)
    var configuration = try plan.configuration(for: definition)
    try options.apply(to: &configuration, seed: nil)
    try configuration.validate()
    if planOptions.dryRun { return try planOptions.show(plan, configuration, style: output.style) }
    if let agent = configuration.agent, agent.configuration.evaluationInterval == 0 {
      throw InputError("the comparison needs evaluations: set evaluationInterval above 0")
    }
    var pairs: [FineTuneReport.Pair] = []
    for seed in seeds {
      configuration.seed = seed
      let fineTuned = try train(configuration, plan)
      pairs.append(
        .init(seed: seed, transfer: fineTuned, scratch: try train(configuration, nil)))
    }
    try FineTuneReport(
      source: source, task: configuration.task, kind: configuration.kind, pairs: pairs,
      threshold: threshold
    ).print(style: output.style)
  }

  /// Trains one run and gives its learning curve, which begins before the first step.
  private func train(
    _ configuration: RunConfiguration, _ plan: TransferPlan?
  ) throws -> FineTuneReport.Run {
    var configuration = configuration
    configuration.transfer = plan
    let kind = plan == nil ? "scratch" : "finetuned"
    let folder = try RunFolder.createNumbered(
      in: "runs", name: "\(configuration.name)-\(kind)-s\(configuration.seed)")
    let trainer = try Trainer(starting: configuration, in: folder)
    try options.prepare(folder, configuration)
    if let transfer = trainer.transfer { show(transfer, frozen: trainer.frozen) }
    let start = try trainer.evaluate()
    try TrainingSession(trainer: trainer, style: output.style).train()
    return .init(folder: folder, curve: LearningCurve([start] + trainer.evaluations))
  }

  private func show(_ transfer: WeightTransfer, frozen: [String]) {
    switch output.style {
    case .quiet, .figures: return
    case .json:
      var object = JSONObject()
      object.add("event", "transfer")
      object.add("loaded", transfer.loaded)
      object.add("adapted", transfer.adapted.map(\.name))
      object.add("reinitialized", transfer.reinitialized.map(\.name))
      object.add("ignored", transfer.ignored.map(\.name))
      object.add("frozen", frozen)
      Console.result(object.text)
    case .bar, .lines:
      func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
      }
      func list(_ differences: [WeightTransfer.Difference]) -> String {
        list(differences.map { "\($0.name) (\($0.reason))" })
      }
      Console.message("loaded         \(list(transfer.loaded))")
      if !transfer.adapted.isEmpty { Console.message("adapted        \(list(transfer.adapted))") }
      Console.message("reinitialized  \(list(transfer.reinitialized))")
      Console.message("ignored        \(list(transfer.ignored))")
      Console.message("frozen         \(list(frozen))")
    }
  }
}
