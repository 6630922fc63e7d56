import Documents
import TensorCore
import Transfer

extension TransferPlan {
  /// Prepares a learner that has learned nothing.
  ///
  /// - Parameters:
  ///   - learner: Takes the source's weights, and learns as the rules say.
  ///   - task: Names the outputs.
  ///   - loadingWeights: Whether the source is read; a resumed run has its weights already.
  /// - Returns: What was carried over, and what learns when.
  /// - Throws: `InputError` where the source or a pattern does not fit.
  func apply(
    to learner: any TaskLearner, of task: TaskDefinition, loadingWeights: Bool
  ) throws -> (WeightTransfer?, LearningPlan) {
    var report: WeightTransfer?
    var plan: LearningPlan?
    try learner.initializeParameters { parameters in
      let learning = try LearningPlan(rules, for: parameters)
      if loadingWeights { report = try load(into: parameters, of: task) }
      learning.apply(at: 0)
      plan = learning
    }
    guard let plan else { preconditionFailure("expected a learner that hands out its parameters") }
    return (report, plan)
  }
}

extension RunConfiguration {
  /// What would become of every tensor if a run of this configuration began, which needs no folder.
  ///
  /// - Returns: The table; nil where nothing is carried over.
  /// - Throws: `InputError` as beginning the run does.
  public func transferTable() throws -> TransferTable? {
    guard let transfer else { return nil }
    try validate()
    let task = try taskDefinition()
    let learner = try makeLearner(for: task)
    let (report, plan) = try transfer.apply(to: learner, of: task, loadingWeights: true)
    return report.map { TransferTable($0, plan) }
  }
}
