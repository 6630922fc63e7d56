import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// Layers that learn from a data set's examples without their labels; the test part judges them in
/// the same task and decides nothing.
final class EncoderLearner: TaskLearner {
  private let definition: DatasetDefinition
  private let test: Dataset
  private var learner: PretrainingLearner
  /// What the latest evaluation found, in one line.
  private var scores: String?

  init(
    _ configuration: PretrainingConfiguration, on definition: DatasetDefinition,
    from dataFolder: String?, random: RandomStream
  ) throws {
    self.definition = definition
    let data = try definition.load(from: dataFolder)
    test = data.test
    learner = try PretrainingLearner(
      configuration: configuration, dataset: data.training, random: random)
  }

  var step: Int { learner.step }
  var totalSteps: Int { learner.totalSteps }
  var rounds: Int { learner.epoch }
  var updates: Int { learner.step }
  var parameters: [Parameter] { learner.body.parameters }
  var metricsHeader: String { MetricsRow.header(MetricsRow.pretrainingColumns) }
  var bestEvaluation: String? { scores }

  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    try learner.initializeParameters(body)
  }

  /// Keeps nothing of its evaluations: there is nothing to watch.
  func train(
    until step: Int, keeper: PolicyKeeper?, shouldContinue: () -> Bool,
    report: (RunEvent) -> Void
  ) throws {
    try learner.train(
      until: step, evaluatingOn: test, shouldContinue: shouldContinue,
      report: { event in
        if case .evaluation(let found) = event { self.scores = found.headline }
        report(.pretraining(event))
      })
  }

  /// The share of right decisions, or where the method makes none what is wanted: little loss.
  func score() throws -> Double {
    let found = learner.evaluate(on: test)
    return found.accuracy ?? -found.loss
  }

  func checkpoint() throws -> SafeTensors {
    var file = try learner.checkpoint()
    file.append(judgedOn: test)
    return file
  }

  func restore(_ file: SafeTensors, bestEvaluation: String?) throws {
    try learner.restore(file)
    try file.require(judgedOn: test, of: definition)
    scores = bestEvaluation
  }

  /// The last encoder is the one that is kept: nothing says that an earlier one was better.
  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws {
    let encoder = Encoder(
      network: learner.body, specification: learner.specification, inputScale: learner.inputScale,
      definition: definition, method: learner.configuration.method.rawValue,
      configuration: configuration.resultYAML, seed: configuration.seed, step: learner.step,
      scores: scores)
    try encoder.write(to: folder.lastPolicy)
    try encoder.write(to: folder.policy)
  }
}

extension PretrainingScores {
  /// The figures in one line: "test loss 0.0871", "test loss 0.41, 86.20 % right".
  public var headline: String {
    let loss = "test loss \(Self.decimals(loss, 4))"
    return accuracy.map { "\(loss), \(Self.decimals(100 * $0, 2)) % right" } ?? loss
  }

  /// A number of at least 0 with so many digits behind the point.
  private static func decimals(_ value: Double, _ count: Int) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    var scale = 1
    for _ in 0..<count { scale *= 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    let digits = "\(whole % scale)"
    return (value < 0 ? "-" : "") + "\(whole / scale)."
      + String(repeating: "0", count: count - digits.count) + digits
  }
}
