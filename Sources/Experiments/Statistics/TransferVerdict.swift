/// What an interval says of a transfer.
public enum TransferVerdict: Sendable, Hashable {
  /// The whole interval lies above 0: the transfer helped.
  case positive
  /// The interval holds 0.
  case noneShown
  /// The whole interval lies below 0: the transfer did harm.
  case negative
  /// So few seeds show nothing, whatever their figures are.
  case tooFewSeeds(Int)

  /// Seeds that a verdict needs.
  ///
  /// Resampling n seeds finds nothing beyond their extremes, between which the truth lies with a probability of
  /// 1 − 2 / 2ⁿ: with 4 seeds 88 %, with 5 seeds 94 %.
  public static let fewestSeeds = 5

  /// The verdict of the interval of a difference.
  ///
  /// - Parameters:
  ///   - interval: The difference, above 0 where the transfer did better.
  ///   - seeds: How many pairs of runs it is of.
  public init(_ interval: Estimate, seeds: Int) {
    self =
      seeds < Self.fewestSeeds
      ? .tooFewSeeds(seeds)
      : interval.low > 0 ? .positive : interval.high < 0 ? .negative : .noneShown
  }

  /// The verdict in words.
  public var label: String {
    switch self {
    case .positive: "positive"
    case .noneShown: "none shown"
    case .negative: "negative"
    case .tooFewSeeds(1): "one seed shows nothing"
    case .tooFewSeeds(let count): "\(count) seeds show nothing"
    }
  }
}
