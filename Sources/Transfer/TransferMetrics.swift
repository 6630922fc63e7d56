/// What a transfer was worth against training from scratch with the same seeds.
///
/// - Source: Taylor & Stone 2009, "Transfer Learning for Reinforcement Learning Domains: A Survey",
///   JMLR 10, section 2.2 and figure 3.
/// - Differences: (1) performance is the mean return of greedy evaluations, not of training
///   episodes; (2) the area ratio is divided by the *absolute* area of the curve from scratch, so
///   that "greater than 0" means "better" also where returns are negative; (3) the asymptote is the
///   mean of the last tenth of the evaluations.
public struct TransferMetrics: Sendable, Hashable {
  /// First return with transfer minus first return from scratch, before any training in the target.
  public let jumpstart: Double
  /// Last returns with transfer minus last returns from scratch.
  public let asymptote: Double
  /// (Area with transfer − area from scratch) / |area from scratch|; nil where that area is 0.
  public let areaRatio: Double?
  /// The return that both had to reach.
  public let threshold: Double
  /// Environment steps to the threshold with transfer; nil where it was not reached.
  public let stepsToThreshold: Int?
  /// Environment steps to the threshold from scratch; nil where it was not reached.
  public let scratchStepsToThreshold: Int?

  /// Compares two learning curves.
  ///
  /// - Parameters:
  ///   - transfer: The curve with transfer.
  ///   - scratch: The curve from scratch, with the same seeds and steps.
  ///   - threshold: The return to reach; by default nine tenths of the way from the start of the
  ///     curve from scratch to its asymptote.
  /// - Precondition: both curves have the same first and last step.
  public init(transfer: LearningCurve, scratch: LearningCurve, threshold: Double? = nil) {
    precondition(
      transfer.points.first?.step == scratch.points.first?.step
        && transfer.points.last?.step == scratch.points.last?.step,
      "expected curves over the same steps")
    let threshold = threshold ?? scratch.start + 0.9 * (scratch.asymptote - scratch.start)
    jumpstart = transfer.start - scratch.start
    asymptote = transfer.asymptote - scratch.asymptote
    let area = scratch.area
    areaRatio = area == 0 ? nil : (transfer.area - area) / abs(area)
    self.threshold = threshold
    stepsToThreshold = transfer.steps(to: threshold)
    scratchStepsToThreshold = scratch.steps(to: threshold)
  }

  /// Steps that the transfer saved on the way to the threshold; nil where either never reached it.
  public var stepsSaved: Int? {
    guard let stepsToThreshold, let scratchStepsToThreshold else { return nil }
    return scratchStepsToThreshold - stepsToThreshold
  }
}
