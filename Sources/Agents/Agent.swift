import Environments
import NeuralNetworks
import TensorCore

/// A learner in an environment: what a run trains.
///
/// What every agent keeps the same way (counters, returns, the best policy) is its ``record``.
/// A copy of an agent shares its parameters with it: keep one.
public protocol Agent {
  /// Counters, returns of the last episodes, and the best policy by evaluation.
  var record: TrainingRecord { get }
  /// How long it trains, and how often it is evaluated.
  var plan: TrainingPlan { get }
  /// The parameters that are trained, with their names; none where there is no network.
  var parameters: [Parameter] { get }
  /// What acts now.
  var policy: any ActingPolicy { get }
  /// What is told at the beginning of a training, such as the memory that replay takes; one line each.
  var notes: [String] { get }
  /// The names of the metrics that only this algorithm has, in the order of
  /// `TrainingProgress.further`.
  static var furtherMetrics: [String] { get }
  /// The names of the metrics that this agent reports, which may depend on its configuration.
  var metricNames: [String] { get }

  /// Sets initial parameters, what is trainable and how fast, before any update.
  mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows

  /// Learns until a step is reached.
  ///
  /// May be called in slices: until 1000, then until 2000, is the same as until 2000 at once, bit
  /// for bit, and a checkpoint may be taken between them.
  ///
  /// - Parameters:
  ///   - environment: the copies to learn in, `plan.environments` of them.
  ///   - evaluation: the copies to evaluate in, one episode each, as they stand now, at every
  ///     evaluation the same; left as they were. Their stream must not be the training's.
  ///   - end: the step to stop at, in environment steps; nil for `plan.steps`, which is never
  ///     exceeded by more than one step of all copies (PQN: one rollout of them).
  ///   - shouldContinue: asked before each vector step; false stops there.
  ///   - report: told what happens.
  /// - Throws: ``DivergedTraining`` where a loss or a value is not finite; `InputError` where an
  ///   external environment fails.
  mutating func train(
    in environment: any VectorEnvironment, evaluatingIn evaluation: (any VectorEnvironment)?,
    until end: Int?, shouldContinue: () -> Bool, report: (TrainingEvent) -> Void) throws

  /// Everything needed to go on exactly; the same state gives the same bytes.
  ///
  /// - Parameter environment: the one that is trained in; its snapshot is part of it.
  /// - Returns: what ``restore(_:environment:)`` takes.
  /// - Throws: ``DivergedTraining`` where a parameter is not finite, so that no file is
  ///   overwritten with it; `InputError` where the environment cannot give its state.
  func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors

  /// Goes on from a checkpoint of an agent with the same configuration and spaces.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit; the agent and the
  ///   environment must then not be used further.
  mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws
}

extension Agent {
  /// Environment steps made, over all copies.
  public var step: Int { record.step }
  /// Episodes ended.
  public var episodes: Int { record.episodes }
  /// Updates made.
  public var updates: Int { record.updates }
  /// The best policy by periodic evaluation; nil before the first.
  public var best: BestPolicy? { record.best }
  /// Mean return of the last (at most 100) training episodes; nil before the first ends.
  public var meanReturn: Double? { record.statistics.meanReturn }
  /// Nothing.
  public var notes: [String] { [] }
  /// None.
  public static var furtherMetrics: [String] { [] }
  /// Those of the algorithm.
  public var metricNames: [String] { Self.furtherMetrics }

  /// A policy of its own: the best by evaluation, else the present one.
  public func bestPolicy() throws -> any ActingPolicy {
    func best(of policy: some ActingPolicy) throws -> any ActingPolicy {
      try policy.copy(with: record.best?.tensors ?? policy.tensors)
    }
    return try best(of: policy)
  }
}
