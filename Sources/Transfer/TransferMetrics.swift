/// What a transfer was worth in one pair of runs, against training from scratch with the same seed.
///
/// - Source: Taylor & Stone 2009, "Transfer Learning for Reinforcement Learning Domains: A Survey",
///   JMLR 10, section 2.2 and figure 3.
/// - Differences: see Documentation/Transfer.md.
public struct TransferMetrics: Sendable, Hashable {
  /// First return with transfer minus first return from scratch, before any training in the target.
  public let jumpstart: Double
  /// Last returns with transfer minus last returns from scratch.
  public let asymptote: Double
  /// How much higher the curve with transfer lies on average: the difference of the areas divided by
  /// the length of the training, in return.
  public let totalReward: Double
  /// (Area with transfer − area from scratch) / |area from scratch|; nil where that area is 0.
  public let transferRatio: Double?
  /// The return that both had to reach; nil where there is none.
  public let threshold: Double?
  /// Environment steps to the threshold with transfer; nil where it was not reached.
  public let stepsToThreshold: Int?
  /// Environment steps to the threshold from scratch; nil where it was not reached.
  public let scratchStepsToThreshold: Int?
  /// Steps that the transfer saved on the way to the threshold; nil where there is none.
  ///
  /// A run that never gets there counts with its whole length, so that the figure is then nearer to 0
  /// than the truth, and never of another sign.
  public let stepsSaved: Int?

  /// Compares two learning curves.
  ///
  /// - Parameters:
  ///   - transfer: The curve with transfer.
  ///   - scratch: The curve from scratch, with the same seed and steps.
  ///   - threshold: The return to reach; nil for none. See ``usualThreshold(of:)``.
  /// - Precondition: both curves have the same first and last step.
  public init(transfer: LearningCurve, scratch: LearningCurve, threshold: Double?) {
    precondition(
      transfer.firstStep == scratch.firstStep && transfer.lastStep == scratch.lastStep,
      "expected curves over the same steps")
    jumpstart = transfer.start - scratch.start
    asymptote = transfer.asymptote - scratch.asymptote
    let difference = transfer.area - scratch.area
    let length = scratch.lastStep - scratch.firstStep
    totalReward = length == 0 ? jumpstart : difference / Double(length)
    transferRatio = scratch.area == 0 ? nil : difference / abs(scratch.area)
    self.threshold = threshold
    stepsToThreshold = threshold.flatMap { transfer.steps(to: $0) }
    scratchStepsToThreshold = threshold.flatMap { scratch.steps(to: $0) }
    let last = scratch.lastStep
    stepsSaved =
      threshold == nil ? nil : (scratchStepsToThreshold ?? last) - (stepsToThreshold ?? last)
  }

  /// The return to reach where none is asked for: nine tenths of the way from the start of the curve
  /// from scratch to its asymptote.
  ///
  /// - Returns: The return; nil where the training from scratch came to nothing, so that there is no way.
  public static func usualThreshold(of scratch: LearningCurve) -> Double? {
    scratch.asymptote > scratch.start
      ? scratch.start + 0.9 * (scratch.asymptote - scratch.start) : nil
  }
}
