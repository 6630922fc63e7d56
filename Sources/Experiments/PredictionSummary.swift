import Documents
import Transfer

/// How well a part of a data set was predicted, in a handful of figures.
public struct PredictionSummary: Sendable, Hashable {
  /// Examples predicted.
  public var examples: Int
  /// The mean loss.
  public var loss: Double
  /// The share of right classes, 0...1; nil where numbers are predicted.
  public var accuracy: Double?
  /// The mean absolute error in the numbers' unit; nil where classes are predicted.
  public var meanAbsoluteError: Double?
  /// The share of the numbers' variance that is explained (R²), at most 1; nil where classes are predicted.
  public var determination: Double?

  /// The summary of all scores.
  public init(_ scores: SupervisedScores) {
    examples = scores.count
    loss = scores.loss
    accuracy = scores.accuracy
    meanAbsoluteError = scores.regression?.meanAbsoluteError
    determination = scores.regression?.determination
  }

  /// A summary from its figures.
  init(
    examples: Int, loss: Double, accuracy: Double?, meanAbsoluteError: Double?,
    determination: Double?
  ) {
    self.examples = examples
    self.loss = loss
    self.accuracy = accuracy
    self.meanAbsoluteError = meanAbsoluteError
    self.determination = determination
  }

  /// The figures with spaces between them, as files store them.
  var text: String {
    "\(examples) \(loss) "
      + [accuracy, meanAbsoluteError, determination]
      .map { value in value.map { "\($0)" } ?? "-" }.joined(separator: " ")
  }

  /// Reads what `text` wrote; nil for anything else.
  init?(text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 5, let examples = Int(parts[0]), let loss = Double(parts[1]) else {
      return nil
    }
    var figures: [Double?] = []
    for part in parts[2...] {
      let number = Double(part)
      guard number != nil || part == "-" else { return nil }
      figures.append(number)
    }
    self.examples = examples
    self.loss = loss
    (accuracy, meanAbsoluteError, determination) = (figures[0], figures[1], figures[2])
  }
}
