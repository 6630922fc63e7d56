import Agents
import Determinism
import NeuralNetworks
import TensorCore
import Transfer

/// What a training tells the outside, in a run of any kind.
public enum RunEvent: Sendable {
  /// An event of an agent's training in an environment.
  case environment(TrainingEvent)
  /// An event of a network's training on a data set.
  case dataset(SupervisedEvent)
  /// An event of a pretraining on a data set's examples without their labels.
  case pretraining(PretrainingEvent)
  /// An event of a few-shot training.
  case fewShot(FewShotEvent)
}

/// The run in whose folder the policies of the evaluations are kept.
struct PolicyKeeper {
  let folder: RunFolder
  let configuration: RunConfiguration
}

/// That which a `Trainer` trains: it knows how to learn, the trainer how to keep files.
protocol TaskLearner: AnyObject {
  /// How far it is: environment steps, or updates on a data set.
  var step: Int { get }
  /// How far the whole training goes, in the same unit.
  var totalSteps: Int { get }
  /// Episodes ended, or epochs completed.
  var rounds: Int { get }
  /// Gradient steps done.
  var updates: Int { get }
  /// The network's parameters, with their names.
  var parameters: [Parameter] { get }
  /// The network's buffers, with their names: statistics of batch normalizations.
  var buffers: [Parameter] { get }
  /// What evaluations found that the policy files repeat, as text for the resume file; nil before the
  /// first.
  var bestEvaluation: String? { get }
  /// What is told at the beginning of a training, one line each.
  var notes: [String] { get }
  /// Names of the metrics that only this learner has, the last columns of `metrics.csv`.
  var furtherMetrics: [String] { get }
  /// The first line of `metrics.csv`, with its end.
  var metricsHeader: String { get }

  /// Sets first parameters, what is trainable and how fast, before anything was learned.
  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows
  /// Measures the statistics of batch normalizations anew on examples of the task, before anything was
  /// learned; nothing where there are none.
  func measureStatistics(examples: Int, random: RandomStream) throws
  /// Learns until `step`, or until it is asked to stop.
  ///
  /// - Parameters:
  ///   - step: where to stop.
  ///   - keeper: the run that keeps the policy of each evaluation; nil where none are kept.
  ///   - shouldContinue: asked before each step.
  ///   - report: told what happens.
  /// - Throws: `InputError` where a file cannot be written; `DivergedTraining`.
  func train(
    until step: Int, keeper: PolicyKeeper?, shouldContinue: () -> Bool,
    report: (RunEvent) -> Void) throws
  /// The figure of the learning curve as it is now; nothing of the run changes by it.
  func score() throws -> Double
  /// Everything that is needed to go on exactly.
  func checkpoint() throws -> SafeTensors
  /// Goes on from a checkpoint; `bestEvaluation` is what it was then.
  func restore(_ file: SafeTensors, bestEvaluation: String?) throws
  /// Writes the last and the best policy of a run into its folder.
  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws
}

extension TaskLearner {
  /// None.
  var buffers: [Parameter] { [] }
  /// There are none.
  func measureStatistics(examples: Int, random: RandomStream) throws {}
  /// Nothing.
  var notes: [String] { [] }
  /// None.
  var furtherMetrics: [String] { [] }
}
