import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// A few-shot method with the data set whose classes it learns with; validation episodes choose the best
/// network, and the test classes decide nothing.
final class FewShotLearner: TaskLearner {
  /// The names of the columns of `metrics.csv`.
  static let columns = [
    "update", "episodes", "learningRate", "loss", "accuracy", "validationLoss",
    "validationAccuracy", "validationHalfWidth",
  ]

  private let definition: DatasetDefinition
  private var training: FewShotTraining
  /// What the validation said of the latest network that was judged, and of the best one.
  private var judgements = Judgements<FewShotJudgement>()

  init(
    _ configuration: FewShotConfiguration, on definition: DatasetDefinition,
    from dataFolder: String?, random: RandomStream
  ) throws {
    self.definition = definition
    training = try FewShotTraining(
      configuration: configuration, definition: definition,
      data: try definition.load(from: dataFolder), random: random)
  }

  var step: Int { training.step }
  var totalSteps: Int { training.configuration.updates }
  var rounds: Int { training.episodes }
  var updates: Int { training.step }
  var parameters: [Parameter] { training.network.parameters }
  var metricsHeader: String { MetricsRow.header(Self.columns) }
  var bestEvaluation: String? { judgements.text }
  var notes: [String] {
    let shape = training.configuration.trainingShape
    return [
      "\(training.configuration.method.rawValue), \(shape.ways)-way \(shape.shots)-shot episodes with "
        + "\(shape.queries) queries of each class, from \(training.pools.training.count) classes"
    ]
  }

  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(step == 0, "expected an untrained learner, got one after \(step) updates")
    try body(training.network.parameters)
  }

  /// Keeps nothing of its validations: there is nothing to watch.
  func train(
    until step: Int, keeper: PolicyKeeper?, shouldContinue: () -> Bool,
    report: (RunEvent) -> Void
  ) throws {
    try training.train(
      until: step, shouldContinue: shouldContinue,
      report: { event in
        if case .validation(let step, let scores, let isBest) = event {
          self.judgements.add(FewShotJudgement(step: step, scores), isBest: isBest)
        }
        report(.fewShot(event))
      })
  }

  func score() throws -> Double { training.validationScores().accuracy }

  func checkpoint() throws -> SafeTensors { try training.checkpoint() }

  func restore(_ file: SafeTensors, bestEvaluation: String?) throws {
    try training.restore(file)
    try judgements.restore(bestEvaluation)
  }

  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws {
    func write(_ network: Sequential, step: Int, _ found: FewShotJudgement?, _ path: String) throws
    {
      let shape = training.configuration.validationShape
      try Encoder(
        network: network, specification: training.specification, inputScale: nil,
        definition: definition, method: training.configuration.method.rawValue,
        configuration: configuration.resultYAML, seed: configuration.seed, step: step,
        scores: found?.step == step ? found?.line(shape) : nil
      ).write(to: path)
    }
    try write(training.network, step: training.step, judgements.latest, folder.lastPolicy)
    try write(
      training.bestNetwork(), step: training.best?.step ?? training.step, judgements.best,
      folder.policy)
  }
}

/// What the validation said of the network after an update.
private struct FewShotJudgement: Judgement {
  var step: Int
  var accuracy: Double
  var halfWidth: Double

  init(step: Int, _ scores: FewShotScores) {
    self.step = step
    accuracy = scores.accuracy
    halfWidth = scores.halfWidth
  }

  /// Update, accuracy and half width with spaces between them.
  var text: String { "\(step) \(accuracy) \(halfWidth)" }

  /// Reads what `text` wrote; nil for anything else.
  init?(text: Substring) {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let step = Int(parts[0]), let accuracy = Double(parts[1]),
      let halfWidth = Double(parts[2]), (0...1).contains(accuracy), halfWidth >= 0
    else { return nil }
    (self.step, self.accuracy, self.halfWidth) = (step, accuracy, halfWidth)
  }

  /// "5-way 1-shot 98.7 % ± 0.2 in validation".
  func line(_ shape: EpisodeShape) -> String {
    func percent(_ value: Double) -> String {
      let tenths = Int((1000 * value).rounded())
      return "\(tenths / 10).\(tenths % 10)"
    }
    return "\(shape.ways)-way \(shape.shots)-shot \(percent(accuracy)) % ± \(percent(halfWidth)) "
      + "in validation"
  }
}
