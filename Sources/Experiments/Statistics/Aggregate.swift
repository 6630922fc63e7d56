/// The figures that sum up the scores of runs.
public enum Aggregate: String, CaseIterable, Sendable {
  /// The mean.
  case mean
  /// The median.
  case median
  /// The mean of the middle half.
  case interquartileMean

  /// What tables call it: "mean", "median", "IQM".
  public var label: String {
    switch self {
    case .mean: "mean"
    case .median: "median"
    case .interquartileMean: "IQM"
    }
  }

  /// The figure of some scores.
  public func callAsFunction(_ scores: ScoreTable) -> Double {
    switch self {
    case .mean: scores.mean
    case .median: scores.median
    case .interquartileMean: scores.interquartileMean
    }
  }
}
