import Datasets
import Determinism
import Documents
import Experiments
import Transfer

/// The runs that tell what a source is worth where labels are few: for each budget and seed one that
/// begins from the source, and one from scratch on the same labels with the same configuration.
struct LabelBudgetRuns {
  /// The runs of one budget.
  struct Row {
    /// The budget's name.
    let name: String
    /// How many labelled examples it means.
    let count: Int
    /// Those that begin from the source, by seed.
    let transfer: [RunRecord]
    /// Those from scratch, by seed; none where nothing is compared.
    let scratch: [RunRecord]
  }

  /// The runs of all budgets, from the fewest labels to the most.
  let rows: [Row]

  /// All runs.
  var all: [RunRecord] { rows.flatMap { $0.transfer + $0.scratch } }

  /// Finds the runs, or makes folders for them.
  ///
  /// - Parameters:
  ///   - configuration: What a run on all labels is made of, but for the seed.
  ///   - plan: What is carried over.
  ///   - budgets: How many labels.
  ///   - seeds: The seeds, of labels and of training.
  ///   - hasScratch: Whether runs from scratch belong to it.
  ///   - fit: Suits a configuration to a number of labels.
  ///   - parent: The folder of the runs.
  /// - Throws: `InputError` where there are not so many labels, or a folder cannot be made.
  init(
    _ configuration: RunConfiguration, _ plan: TransferPlan,
    budgets: [LabelBudgetOptions.Budget], seeds: [UInt64], hasScratch: Bool,
    fit: (inout RunConfiguration, Int) throws -> Void, in parent: String
  ) throws {
    guard case .dataset(let dataset) = try configuration.taskDefinition() else {
      throw InputError("'\(configuration.task)' is an environment: it has no labels")
    }
    let counted = try budgets.map {
      ($0, try Self.count($0, of: dataset, from: configuration.dataFolder))
    }
    rows = try counted.sorted { $0.1 < $1.1 }.map { budget, count in
      var own = configuration
      own.labels = budget.labels
      try fit(&own, count)
      try own.validate()
      let name = "\(configuration.name)-labels-\(budget.name)"
      let tuned = try own.with(plan)
      return Row(
        name: budget.name, count: count,
        transfer: try EqualRuns.findOrMake(
          seeds.map { tuned.with(seed: $0) }, in: parent, name: "\(name)-finetuned",
          prepare: { _, _ in }),
        scratch: hasScratch
          ? try EqualRuns.findOrMake(
            seeds.map { own.withoutSurroundings.with(seed: $0) }, in: parent,
            name: "\(name)-scratch",
            prepare: { _, _ in }) : [])
    }
  }

  /// How many examples a budget means; of a class that has fewer than asked for, all.
  private static func count(
    _ budget: LabelBudgetOptions.Budget, of dataset: DatasetDefinition, from dataFolder: String?
  ) throws -> Int {
    switch budget.labels {
    case nil: return dataset.trainingCount
    case .perClass(let shots):
      guard !dataset.targets.classNames.isEmpty else {
        throw InputError(
          "--shots counts examples per class; data set '\(dataset.id)' predicts a number",
          remedy: "count them all together: --labels \(shots)")
      }
      // How many it is does not depend on the stream that chooses them.
      return try dataset.load(from: dataFolder).training
        .labelled(.perClass(shots), random: RandomStream(seed: 0)).count
    case .total(let count):
      guard count <= dataset.trainingCount else {
        throw InputError(
          "data set '\(dataset.id)' has \(dataset.trainingCount) examples to learn from; \(count) were "
            + "asked for", remedy: "ask for fewer, or for all")
      }
      return count
    }
  }
}

extension LabelBudgetOptions {
  /// The fewest updates of a run: what few labels need to be learned.
  private static let fewestUpdates = 500
  /// The fewest passes through the labels.
  private static let fewestEpochs = 5

  /// What trainings with few labels begin from, before `--set`: one optimizer for every number of
  /// them, judged at the end alone.
  func prepare(_ configuration: inout RunConfiguration) {
    configuration.training?.optimizer = .adam
    configuration.training?.momentum = 0
    configuration.training?.learningRate = 1e-3
    configuration.training?.schedule = .cosine
    configuration.training?.warmUp = 0
    configuration.training?.learningRateEnd = 0
    configuration.training?.batchSize = 250
    configuration.training?.evaluationInterval = 0
  }

  /// Suits batches and epochs to a number of labels: batches of a quarter of them at most, of at least
  /// ten, and as many updates for few as for many.
  ///
  /// - Parameters:
  ///   - configuration: What a run is made of; what its options set stays.
  ///   - count: The labels.
  ///   - options: The options of the training.
  /// - Throws: `InputError` where its length is said twice.
  func fit(
    _ configuration: inout RunConfiguration, to count: Int, _ options: TrainingOptions
  ) throws {
    guard let training = configuration.training else { return }
    func isSet(_ key: String) -> Bool { options.settings.contains { $0.hasPrefix("\(key)=") } }
    let batch =
      isSet("batchSize")
      ? min(training.batchSize, count) : min(training.batchSize, max(count / 4, min(count, 10)))
    configuration.training?.batchSize = batch
    if options.epochs != nil || isSet("epochs") {
      guard updates == nil else {
        throw InputError(
          "--updates and epochs both say how long a run is", remedy: "leave one of them out")
      }
      return
    }
    let stepsPerEpoch = (count + batch - 1) / batch
    let wanted = updates ?? max(Self.fewestUpdates, Self.fewestEpochs * stepsPerEpoch)
    configuration.training?.epochs = max(1, (wanted + stepsPerEpoch - 1) / stepsPerEpoch)
  }
}
