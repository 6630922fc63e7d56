import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Transfer

/// A transfer in a run that has begun: what was carried over, and what acts while it learns.
struct BegunTransfer {
  /// What a learner is prepared for.
  enum Purpose {
    /// To be trained from the first step.
    case training
    /// To go on from a checkpoint, which has the weights already: the source is not read.
    case resuming
    /// To be looked at, not trained.
    case preview
  }

  /// What was carried over; nil in a resumed run.
  let report: WeightTransfer?
  /// What learns when.
  let learning: LearningPlan
  /// What acts at every step of the optimizer.
  var adaptations: TransferAdaptations
}

extension RunConfiguration {
  /// Prepares a learner that has learned nothing, where something is carried over.
  ///
  /// - Parameters:
  ///   - learner: Takes the source's weights, and learns as the plan says.
  ///   - task: Names the outputs.
  ///   - purpose: What for.
  /// - Returns: What is to be kept; nil for a training from scratch.
  /// - Throws: `InputError` where the source or a pattern does not fit.
  func beginTransfer(
    into learner: any TaskLearner, of task: TaskDefinition, for purpose: BegunTransfer.Purpose
  ) throws -> BegunTransfer? {
    guard let plan = transfer else {
      guard purpose != .training || !learner.buffers.contains(where: \.isOfColumn) else {
        throw InputError(
          "column (true) holds the hidden layers of a source, and there is none",
          remedy: "apus finetune --from RUN --on \(task.id) --progressive")
      }
      return nil
    }
    let random = RandomStream(seed: seed).stream("transfer")
    var begun: BegunTransfer?
    let buffers = learner.buffers
    try learner.initializeParameters { parameters in
      let learning = try LearningPlan(plan.rules, for: parameters, buffers: buffers)
      let source = purpose == .resuming ? nil : try plan.readSource()
      let report = try source.map {
        try plan.load($0, into: parameters, buffers: buffers, of: task)
      }
      learning.apply(at: 0)
      var adaptations = TransferAdaptations(plan.rules, learning, random: random)
      if purpose == .training, let source, let report {
        let importance = try importance(of: source, plan.rules, report, random)
        adaptations.begin(report, importance: importance)
      }
      begun = BegunTransfer(report: report, learning: learning, adaptations: adaptations)
    }
    if purpose != .resuming, plan.rules.batchNorm == .estimate {
      try learner.measureStatistics(
        examples: plan.rules.batchNormExamples, random: random.stream("statistics"))
    }
    return begun
  }

  /// How much the source's task depends on each parameter that was loaded as it is, by its name here.
  private func importance(
    of source: TransferSource, _ rules: TransferRules, _ report: WeightTransfer,
    _ random: RandomStream
  ) throws -> [String: Tensor] {
    guard rules.ewc > 0 else { return [:] }
    let measured = try source.importance(
      examples: rules.ewcExamples, dataFolder: training == nil ? nil : dataFolder,
      random: random.stream("importance"))
    return try rules.renamed(measured).filter { report.loaded.contains($0.key) }
  }
}

extension Parameter {
  /// Whether it belongs to a frozen column.
  fileprivate var isOfColumn: Bool { name.hasPrefix("column.") }
}
