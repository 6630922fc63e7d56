import Experiments

/// What the scores of a task are, and how they are written.
enum ScoreScale {
  /// The mean return of an environment's episodes.
  case meanReturn
  /// The share of right classes.
  case accuracy
  /// The share of the numbers' variance that is explained.
  case determination
  /// The loss of a pretraining on the test part.
  case loss

  /// The scale of a run.
  init(_ configuration: RunConfiguration) {
    switch configuration.curveMetric {
    case "testAccuracy", "validationAccuracy": self = .accuracy
    case "testRSquared": self = .determination
    case "testLoss": self = .loss
    default: self = .meanReturn
    }
  }

  /// What tables call it.
  var label: String {
    switch self {
    case .meanReturn: "mean return"
    case .accuracy: "accuracy"
    case .determination: "R²"
    case .loss: "test loss"
    }
  }

  /// A score as text.
  func text(_ value: Double) -> String {
    switch self {
    case .meanReturn: Numbers.fixed(value, 2)
    case .accuracy: Numbers.percentage(value)
    case .determination, .loss: Numbers.fixed(value, 4)
    }
  }

  /// A figure with its interval: "475.20 [460.10, 490.30]".
  func text(_ estimate: Estimate) -> String {
    "\(text(estimate.value)) [\(text(estimate.low)), \(text(estimate.high))]"
  }
}
