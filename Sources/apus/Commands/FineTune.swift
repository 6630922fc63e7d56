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
      layers from the source; all are trained side by side. Runs of equal configuration that are in the folder \
      already are not trained again: repeat an interrupted command, and it goes on. The report says with 95 % \
      intervals over the seeds what the transfer was worth and what was forgotten; see Documentation/Transfer.md. A policy goes on in an environment, a network that learned a data set on a data \
      set; where the number of classes differs, its last layer begins anew. Patterns are names of parameters with * for any characters; a network with \
      hidden layers [64, 64] has 0.weight, 0.bias, 2.weight, 2.bias, 4.weight and 4.bias; body.* are all \
      but the last layer, head.* is that one. Documentation/TransferPlans.md has all that a plan can say.

      Examples:
        apus finetune --from runs/mine --on cartpole-heavy
        apus finetune --from runs/mine --on cartpole-heavy --freeze '0.*' --seeds 1-3
        apus finetune --from runs/mine --on cartpole-heavy --set epsilonStart=0.2
        apus finetune --from runs/mine --on cartpole-heavy --carry-replay
        apus finetune --from runs/mine --on maze --learning-rate-factor '0.*=0.1'
        apus finetune --from runs/mazes --on random-maze --agent reptile --against none
        apus finetune --from runs/mnist-cnn-s1-1 --on fashion-mnist --freeze '0.*' --epochs 3
        apus finetune --from runs/base --on fashion-mnist --shots 10,100,1000 --against scratch --seeds 1-5
        apus finetune --from runs/base --on mnist --labels 100,1000,all --linear-probe --out labels.svg
        apus finetune --from runs/mine --on maze --freeze 'body.*' --thaw-after 20000 --dry-run
        apus finetune --from runs/mine --on maze --fit '0.weight=overlap' --fit 'head.*=names'
        apus finetune --from runs/mine --on acrobot --fit '*=adapter' --freeze 'body.*' --thaw-after 5000
        apus finetune --from runs/mine --on cartpole-heavy --progressive --seeds 1-5
        apus finetune --from runs/mine --on cartpole-heavy --lora 'body.*' --lora-rank 8
        apus finetune --from runs/mnist-mlp-s1-1 --on fashion-mnist --ewc 1000
        apus finetune --from checkpoints/omniglot-prototypical.safetensors --on mnist --freeze 'body.*' --batch-norm estimate
        apus finetune --from torch.safetensors --on mnist --map 'fc1.*=1.*' --map 'fc2.*=3.*'
        apus finetune --from runs/mine --on cartpole-heavy --seeds 1-5 --jobs 2 --out curves.svg --out report.csv
        apus finetune --from runs/mine --on cartpole-heavy --against 'runs/cartpole-heavy-dqn-s*-1'
      """)

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp(
      "A run folder, a policy file, or a safetensors file of another library to begin from.",
      valueName: "policy"))
  var source: String

  @Option(
    name: .customLong("on"),
    help: ArgumentHelp(
      "The task to learn: the id of an environment or a data set, or a definition file.",
      valueName: "task"))
  var task: String

  @Option(
    help: ArgumentHelp(
      "What an environment is learned by. (default: what the source was)", valueName: "algorithm"))
  var agent: String?

  @OptionGroup var planOptions: PlanOptions

  @Flag(
    help:
      "Begin the fine-tuned runs with the replay of the source's run too; its rewards stay those of the source's task."
  )
  var carryReplay = false

  @OptionGroup var budgets: LabelBudgetOptions

  @Option(help: "The seeds: 3, 1-5, or 1,4,7; a verdict needs five.")
  var seeds = "1"

  @Option(
    help: ArgumentHelp(
      "What the fine-tuned runs are held against: scratch, none, or runs as apus runs compare takes them.",
      valueName: "runs"))
  var against = "scratch"

  @Option(
    parsing: .unconditional,
    help: "The figure for the time to threshold. (default: nine tenths of the way from scratch)")
  var threshold: Double?

  @Option(
    parsing: .unconditional,
    help: "Runs to train at a time; no result depends on it. (default: the cores)")
  var jobs: Int?

  @Option(
    name: .customLong("run"), help: ArgumentHelp("The folder of the runs.", valueName: "folder"))
  var runFolder = "runs"

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Also write the curves (.svg, .png) or the figures (.csv, .json) to a file; may be repeated.",
      valueName: "file"))
  var out: [String] = []

  @OptionGroup var options: TrainingOptions

  @OptionGroup var output: OutputOptions

  mutating func run() throws {
    StopSignals.install()
    let seeds = try SeedList(seeds).seeds
    try FineTuneFiles.check(out)
    if let threshold, !threshold.isFinite {
      throw InputError("--threshold: expected a number, got \(threshold)")
    }
    let definition = try TaskDefinition.load(task)
    try budgets.check(for: definition)
    var plan = try planOptions.plan(from: source)
    if budgets.linearProbe { plan.rules.freeze.append("body.*") }
    var configuration = try plan.configuration(for: definition, algorithm: agent)
    let replay = try carriedReplay(into: configuration)
    if budgets.areAskedFor { return try runLabelBudgets(plan, configuration, seeds: seeds) }
    try options.apply(to: &configuration, seed: nil)
    if planOptions.dryRun { return try planOptions.show(plan, configuration, style: output.style) }
    try configuration.requireEvaluations()
    let reference = try TransferTrial.Reference(against, for: configuration, seeds: seeds)
    try show(configuration, plan, replay, seed: seeds[0])
    let trial = try TransferTrial(
      source: source, configuration: configuration, plan: plan, replay: replay, seeds: seeds,
      against: reference, in: runFolder, prepare: options.prepare)
    // The source may be trained on while these runs are.
    let sourceTask = try TransferSource(reading: plan.source).network?.task.id ?? source
    try trial.noteStarts()
    try SideBySide(
      trial.fineTuned + trial.newScratch,
      jobs: try SideBySide.jobs(jobs, threads: options.threads ?? 1),
      arguments: try options.forChildren, style: output.style
    ).runWithoutSummary(name: runFolder, resume: configuration.command)
    let report = try FineTuneReport(trial, sourceTask: sourceTask, threshold: threshold)
    try report.print(style: output.style)
    try FineTuneFiles(report).write(to: out)
  }

  /// The replay that the fine-tuned runs begin with, where that is asked for.
  private func carriedReplay(into configuration: RunConfiguration) throws -> SourceFile? {
    guard carryReplay else { return nil }
    var carrying = configuration
    try carrying.use(carriedReplay: source)
    try carrying.validate()
    return carrying.carriedReplay
  }

  /// Shows what is carried over, and so refuses a source that does not fit before anything is made.
  private func show(
    _ configuration: RunConfiguration, _ plan: TransferPlan, _ replay: SourceFile?, seed: UInt64
  ) throws {
    var tuned = try configuration.with(seed: seed).with(plan)
    tuned.carriedReplay = replay
    let start = try RunStart(tuned)
    if let transfer = start.transfer { show(transfer, frozen: start.frozen) }
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
