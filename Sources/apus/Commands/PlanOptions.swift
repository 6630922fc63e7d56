import ArgumentParser
import Documents
import Experiments
import Transfer

/// The options that say what of a source is carried over, and what then learns how fast.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A plan to begin with, as YAML (Documentation/TransferPlans.md); the flags come on top.",
      valueName: "file"))
  var plan: String?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Parameters that take the source's values; may be repeated. (default: *)",
      valueName: "pattern"))
  var take: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Parameters that begin anew; may be repeated.", valueName: "pattern"))
  var skip: [String] = []

  @Option(
    name: .customLong("map"), parsing: .singleValue,
    help: ArgumentHelp(
      "What a tensor of the source is called here; may be repeated.", valueName: "source=target"))
  var names: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Tensors of the source whose inputs stand before their outputs (Keras, JAX); may be repeated.",
      valueName: "pattern"))
  var transpose: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "How parameters of another shape are fitted: reinitialize, overlap, mean (of input channels), names (of actions, classes) or adapter (a map before the first layer, behind the last); may be repeated.",
      valueName: "pattern=method"))
  var fit: [String] = []

  @Flag(
    help:
      "Train a new network beside the source, which is frozen and whose hidden layers the new one sees."
  )
  var progressive = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Parameters that do not learn; may be repeated.", valueName: "pattern"))
  var freeze: [String] = []

  @Option(
    parsing: .unconditional,
    help: "The step (on a data set: update) from which frozen parameters learn. (default: never)")
  var thawAfter: Int?

  @Option(
    parsing: .unconditional,
    help: "Steps after which one more layer learns, from the output down. (default: all at once)")
  var unfreezeEvery: Int?

  @Option(
    parsing: .unconditional,
    help:
      "What the learning rate is multiplied by from each layer to the one below. (default: 1.0)")
  var layerDecay: Float?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A factor on the learning rate of parameters; may be repeated.", valueName: "pattern=factor"))
  var learningRateFactor: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What becomes of the statistics of batch normalizations: train (they go on), freeze (the source's for good), reset, or estimate (on examples of the task). (default: train)",
      valueName: "handling"))
  var batchNorm: String?

  @Option(
    parsing: .unconditional,
    help: "Examples of the task that estimate measures statistics on, at most. (default: 10000)")
  var batchNormExamples: Int?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Weights that learn through low-rank factors, all else but the last layer being held; may be repeated.",
      valueName: "pattern"))
  var lora: [String] = []

  @Option(parsing: .unconditional, help: "The rank of these factors. (default: 4)")
  var loraRank: Int?

  @Option(
    parsing: .unconditional, help: "What they learned counts alpha / rank times. (default: 4.0)")
  var loraAlpha: Float?

  @Option(
    parsing: .unconditional,
    help: "Strength of the pull towards the source's values, L2-SP. (default: 0.0)")
  var l2sp: Float?

  @Option(
    parsing: .unconditional,
    help: "Strength of L2-SP's pull of new parameters towards zero. (default: 0.0)")
  var l2spNew: Float?

  @Option(
    parsing: .unconditional,
    help: "Strength of the pull by importance for the source's task, EWC. (default: 0.0)")
  var ewc: Float?

  @Option(
    parsing: .unconditional,
    help: "Examples of the source's task that the importance is measured on. (default: 200)")
  var ewcExamples: Int?

  @Flag(help: "Print what would become of every tensor, and train nothing.")
  var dryRun = false

  /// The plan for a source: the file of `--plan`, then the flags.
  ///
  /// - Throws: `InputError` where the file, a flag or the source is faulty.
  func plan(from source: String) throws -> TransferPlan {
    try TransferPlan(from: source, rules: rules())
  }

  /// Prints what the plan would do to a run of the configuration; makes no folder.
  func show(
    _ plan: TransferPlan, _ configuration: RunConfiguration, style: TrainingDisplay.Style
  ) throws {
    let configuration = try configuration.with(plan)
    guard let table = try RunStart(configuration).table else { return }
    TransferTableReport(configuration: configuration, table: table).print(style: style)
  }

  /// The rules alone.
  func rules() throws -> TransferRules {
    var rules = TransferRules()
    if let plan {
      let text = try readText(plan)
      try rules.apply(DocumentNode.parse(text, file: plan).mapping())
    }
    try add(take, to: \.take, "take", of: &rules, replacing: true)
    try add(skip, to: \.skip, "skip", of: &rules)
    try add(names, to: \.names, "names", of: &rules)
    try add(transpose, to: \.transpose, "transpose", of: &rules)
    try add(fit, to: \.fit, "fit", of: &rules)
    if progressive { rules.progressive = true }
    try add(freeze, to: \.freeze, "freeze", of: &rules)
    try add(learningRateFactor, to: \.learningRateFactors, "learningRateFactors", of: &rules)
    try set(thawAfter, "thawAfter", of: &rules)
    try set(unfreezeEvery, "unfreezeEvery", of: &rules)
    try set(layerDecay, "layerDecay", of: &rules)
    try set(batchNorm, "batchNorm", of: &rules)
    try set(batchNormExamples, "batchNormExamples", of: &rules)
    try add(lora, to: \.lora, "lora", of: &rules)
    try set(loraRank, "loraRank", of: &rules)
    try set(loraAlpha, "loraAlpha", of: &rules)
    try set(l2sp, "l2sp", of: &rules)
    try set(l2spNew, "l2spNew", of: &rules)
    try set(ewc, "ewc", of: &rules)
    try set(ewcExamples, "ewcExamples", of: &rules)
    return rules
  }

  private func add(
    _ list: [String], to path: WritableKeyPath<TransferRules, [String]>, _ key: String,
    of rules: inout TransferRules, replacing: Bool = false
  ) throws {
    guard !list.isEmpty else { return }
    for entry in list { try TransferRules.check(entry, of: key) }
    rules[keyPath: path] = replacing ? list : rules[keyPath: path] + list
  }

  private func set(
    _ value: (some CustomStringConvertible)?, _ key: String, of rules: inout TransferRules
  ) throws {
    guard let value else { return }
    try TransferRules.fields.set(&rules, key: key, text: "\(value)")
  }
}
