import Documents
import Transfer

/// Fine-tuned runs against runs from scratch with the same seeds: what the transfer was worth.
public struct TransferComparison: Sendable, Hashable {
  /// The two learning curves of one seed.
  public struct Pair: Sendable, Hashable {
    /// The seed.
    public let seed: UInt64
    /// The curve of the fine-tuned run.
    public let transfer: LearningCurve
    /// The curve of the run from scratch.
    public let scratch: LearningCurve

    /// The curves of a seed.
    public init(seed: UInt64, transfer: LearningCurve, scratch: LearningCurve) {
      self.seed = seed
      self.transfer = transfer
      self.scratch = scratch
    }
  }

  /// One of the figures that a comparison ends in.
  public enum Metric: String, CaseIterable, Sendable {
    /// How much better the untrained network does.
    case jumpstart
    /// How much better the network does at the end.
    case asymptote
    /// How much higher the curve lies on average: the metric of the overall verdict.
    case totalReward
    /// That as a share of the area from scratch.
    case transferRatio
    /// Steps less to the threshold.
    case stepsSaved

    /// What tables call it.
    public var label: String {
      switch self {
      case .jumpstart: "jumpstart"
      case .asymptote: "asymptote"
      case .totalReward: "total reward"
      case .transferRatio: "transfer ratio"
      case .stepsSaved: "steps saved"
      }
    }
  }

  /// The pairs, by rising seed.
  public let pairs: [Pair]
  /// The return to reach, the same for all seeds; nil where there is none.
  public let threshold: Double?
  /// The figures of each pair.
  public let metrics: [TransferMetrics]

  /// A comparison.
  ///
  /// - Parameters:
  ///   - pairs: The curves; their order does not matter.
  ///   - threshold: The return to reach; nil takes that of the mean curve from scratch, see
  ///     `TransferMetrics.usualThreshold(of:)`.
  /// - Throws: `InputError` where a seed comes twice, or curves do not cover the same steps.
  public init(_ pairs: [Pair], threshold: Double? = nil) throws {
    self.pairs = pairs.sorted { $0.seed < $1.seed }
    for (pair, next) in zip(self.pairs, self.pairs.dropFirst()) where pair.seed == next.seed {
      throw InputError("seed \(pair.seed) comes twice in a comparison")
    }
    guard let steps = self.pairs.first?.scratch.points.map(\.step) else {
      throw InputError("there is nothing to compare: no seed has two runs")
    }
    for pair in self.pairs {
      for curve in [pair.scratch, pair.transfer] where curve.points.map(\.step) != steps {
        throw InputError(
          "the runs of seed \(pair.seed) were not evaluated at the steps of the others: "
            + "\(curve.points.count) evaluations up to step \(curve.lastStep), elsewhere "
            + "\(steps.count) up to step \(steps.last ?? 0)",
          remedy: "compare runs with the same steps and the same evaluationInterval")
      }
    }
    let threshold =
      threshold ?? TransferMetrics.usualThreshold(of: .mean(of: self.pairs.map(\.scratch)))
    self.threshold = threshold
    metrics = self.pairs.map {
      TransferMetrics(transfer: $0.transfer, scratch: $0.scratch, threshold: threshold)
    }
  }

  /// How many seeds there are.
  public var seeds: Int { pairs.count }

  /// A metric over the seeds with its 95 % interval; each resample draws whole pairs.
  ///
  /// The mean of the seeds' figures; the transfer ratio is that of the summed areas, so that a seed
  /// that learned next to nothing from scratch does not decide it.
  ///
  /// - Returns: The figure, with an interval of no width for one seed; nil where there is none: no
  ///   threshold, or no area from scratch.
  public func estimate(_ metric: Metric) -> Estimate? {
    let bootstrap = Bootstrap.expanded(for: seeds)
    guard metric != .transferRatio else { return ratio(bootstrap) }
    let values = metrics.compactMap { $0.value(metric) }
    guard values.count == seeds else { return nil }
    return bootstrap.estimate(pairs: seeds) { drawn in
      drawn.reduce(0) { $0 + values[$1] } / Double(drawn.count)
    }
  }

  private func ratio(_ bootstrap: Bootstrap) -> Estimate? {
    let scratch = pairs.map(\.scratch.area)
    let differences = zip(pairs, scratch).map { $0.transfer.area - $1 }
    guard scratch.reduce(0, +) != 0 else { return nil }
    return bootstrap.estimate(pairs: seeds) { drawn in
      let difference = drawn.reduce(0) { $0 + differences[$1] }
      let area = abs(drawn.reduce(0) { $0 + scratch[$1] })
      // Nothing gained or lost on nothing is nothing; anything on nothing has no bound.
      return difference == 0 ? 0 : difference / area
    }
  }

  /// What a metric says; nil where it has no figure.
  public func verdict(_ metric: Metric) -> TransferVerdict? {
    estimate(metric).map { TransferVerdict($0, seeds: seeds) }
  }

  /// What the whole comparison says: the verdict of the total reward.
  ///
  /// One metric, named beforehand: among five intervals of 95 % one too many excludes 0 by chance.
  public var verdict: TransferVerdict { verdict(.totalReward) ?? .noneShown }
}

extension TransferMetrics {
  /// The figure of a metric; nil where there is none.
  public func value(_ metric: TransferComparison.Metric) -> Double? {
    switch metric {
    case .jumpstart: jumpstart
    case .asymptote: asymptote
    case .totalReward: totalReward
    case .transferRatio: transferRatio
    case .stepsSaved: stepsSaved.map(Double.init)
    }
  }
}
