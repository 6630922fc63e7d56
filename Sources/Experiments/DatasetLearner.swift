import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// A network with the data set that it learns; the test part judges it and decides nothing.
final class DatasetLearner: TaskLearner {
  private let definition: DatasetDefinition
  private let test: Dataset
  private var learner: SupervisedLearner
  /// What the test part said of the latest network that was judged, and of the best one.
  private var judgements = Judgements<TestJudgement>()

  init(
    _ configuration: SupervisedConfiguration, on definition: DatasetDefinition,
    from dataFolder: String?, labels: LabelBudget?, random: RandomStream
  ) throws {
    self.definition = definition
    let data = try definition.load(from: dataFolder)
    test = data.test
    let training = try labels.map { try data.training.labelled($0, random: random) }
    learner = try SupervisedLearner(
      configuration: configuration, dataset: training ?? data.training,
      standardizedBy: training == nil ? nil : data.training, random: random)
  }

  var step: Int { learner.step }
  var totalSteps: Int { learner.totalSteps }
  var rounds: Int { learner.epoch }
  var updates: Int { learner.step }
  var parameters: [Parameter] { learner.network.parameters }
  var buffers: [Parameter] { learner.network.buffers }
  var metricsHeader: String { MetricsRow.header(MetricsRow.datasetColumns(definition.targets)) }
  var bestEvaluation: String? { judgements.text }

  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    try learner.initializeParameters(body)
  }

  func measureStatistics(examples: Int, random: RandomStream) throws {
    try learner.measureStatistics(examples: examples, random: random)
  }

  /// Keeps nothing of its evaluations: there is nothing to watch.
  func train(
    until step: Int, keeper: PolicyKeeper?, shouldContinue: () -> Bool,
    report: (RunEvent) -> Void
  ) throws {
    try learner.train(
      until: step, evaluatingOn: test, shouldContinue: shouldContinue,
      report: { event in
        if case .epoch(let epoch) = event, let scores = epoch.test {
          self.judgements.add(
            TestJudgement(step: epoch.step, summary: PredictionSummary(scores)),
            isBest: epoch.isBest)
        }
        report(.dataset(event))
      })
  }

  func score() throws -> Double { try learner.evaluate(on: test).score }

  func checkpoint() throws -> SafeTensors {
    var file = try learner.checkpoint()
    file.append(judgedOn: test)
    return file
  }

  func restore(_ file: SafeTensors, bestEvaluation: String?) throws {
    try learner.restore(file)
    try file.require(judgedOn: test, of: definition)
    try judgements.restore(bestEvaluation)
  }

  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws {
    func write(
      _ model: SupervisedNetwork, step: Int, _ found: TestJudgement?, _ path: String
    ) throws {
      try Predictor(
        model: model, definition: definition, configuration: configuration.policyYAML,
        seed: configuration.seed, step: step, epoch: step / learner.stepsPerEpoch,
        scores: found?.step == step ? found?.summary : nil
      ).write(to: path)
    }
    try write(learner.model, step: learner.step, judgements.latest, folder.lastPolicy)
    // Without a part held out nothing says that an earlier network was better.
    try write(
      try learner.bestNetwork(), step: learner.best?.step ?? learner.step, judgements.best,
      folder.policy)
  }
}

extension SafeTensors {
  /// Notes the examples that a network is judged by.
  mutating func append(judgedOn test: Dataset) {
    append("test.checksum", integers: [Int64(test.checksum)])
  }

  /// Refuses other examples than those that were noted.
  ///
  /// - Throws: `InputError` where the files of the data set are others now.
  func require(judgedOn test: Dataset, of definition: DatasetDefinition) throws {
    guard try integers("test.checksum", count: 1)[0] == Int(test.checksum) else {
      throw InputError(
        "it was judged on other examples than those of '\(definition.id)' now",
        remedy: "give the folder with the same files as at the training's beginning")
    }
  }
}

/// What the test part said of the network after an update.
private struct TestJudgement: Judgement {
  var step: Int
  var summary: PredictionSummary

  init(step: Int, summary: PredictionSummary) {
    self.step = step
    self.summary = summary
  }

  /// The update and the figures with spaces between them.
  var text: String { "\(step) \(summary.text)" }

  /// Reads what `text` wrote; nil for anything else.
  init?(text: Substring) {
    let parts = text.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let step = Int(parts[0]),
      let summary = PredictionSummary(text: String(parts[1]))
    else { return nil }
    self.init(step: step, summary: summary)
  }
}
