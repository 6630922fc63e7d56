/// How a network did on a data set.
public struct SupervisedScores: Sendable, Hashable {
  /// The figures of a classification.
  public struct Classification: Sendable, Hashable {
    /// The names of the classes.
    public let classNames: [String]
    /// How many examples of class `row` were taken for class `column`: `[true][predicted]`.
    public let confusion: [[Int]]
  }

  /// The figures of one class.
  public struct ClassScores: Sendable, Hashable {
    /// The class.
    public let name: String
    /// Of the examples taken for it, the share that was; 0 where none was taken for it.
    public let precision: Double
    /// Of its examples, the share that was found; 0 where it has none.
    public let recall: Double
    /// The harmonic mean of both; 0 where both are.
    public let f1: Double
    /// How many examples it has.
    public let support: Int
  }

  /// The figures of a regression, in the unit of the data set.
  public struct Regression: Sendable, Hashable {
    /// The mean squared error.
    public let meanSquaredError: Double
    /// The mean absolute error.
    public let meanAbsoluteError: Double
    /// R²: 1 for perfect predictions, 0 for those of the mean (and where all numbers are equal), below 0 for worse.
    public let determination: Double
  }

  /// The mean loss as it is trained on, without label smoothing or weight decay.
  public let loss: Double
  /// How many examples were judged.
  public let count: Int
  /// What was found of the classes; nil for a regression.
  public let classification: Classification?
  /// What was found of the numbers; nil for a classification.
  public let regression: Regression?

  /// The share of examples whose class was found; nil for a regression.
  public var accuracy: Double? { classification?.accuracy }

  /// The figure by which networks are compared, the larger the better: accuracy, or R².
  public var score: Double { accuracy ?? regression?.determination ?? 0 }
}

extension SupervisedScores.Classification {
  /// Counts of what was taken for what.
  ///
  /// - Parameters:
  ///   - labels: The classes.
  ///   - predictions: As many classes that were predicted.
  ///   - classNames: The names of the classes.
  /// - Precondition: There are as many of both, all below the number of names.
  public init(labels: [Int32], predictions: [Int32], classNames: [String]) {
    precondition(
      labels.count == predictions.count,
      "expected \(labels.count) predictions, got \(predictions.count)")
    var counts = [[Int]](
      repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
    for (label, prediction) in zip(labels, predictions) {
      counts[Int(label)][Int(prediction)] += 1
    }
    self.classNames = classNames
    confusion = counts
  }

  /// The share of examples whose class was found; 0 where there is none.
  public var accuracy: Double {
    let count = confusion.joined().reduce(0, +)
    let found = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    return ratio(found, count)
  }

  /// The figures of each class, in their order.
  public var classes: [SupervisedScores.ClassScores] {
    confusion.indices.map { index in
      let found = confusion[index][index]
      let support = confusion[index].reduce(0, +)
      let taken = confusion.reduce(0) { $0 + $1[index] }
      return SupervisedScores.ClassScores(
        name: classNames[index], precision: ratio(found, taken), recall: ratio(found, support),
        f1: ratio(2 * found, support + taken), support: support)
    }
  }

  /// The mean of the classes' F1, each class counting alike.
  public var macroF1: Double {
    classes.reduce(0) { $0 + $1.f1 } / Double(max(1, confusion.count))
  }
}

extension SupervisedScores.Regression {
  /// Figures of predictions.
  ///
  /// - Parameters:
  ///   - numbers: What was to be predicted.
  ///   - predictions: As many.
  /// - Precondition: There are as many of both, at least one.
  public init(numbers: [Float], predictions: [Double]) {
    precondition(
      numbers.count == predictions.count && !numbers.isEmpty,
      "expected \(numbers.count) predictions, at least one, got \(predictions.count)")
    let count = Double(numbers.count)
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / count
    var (squares, absolutes, spread) = (0.0, 0.0, 0.0)
    for (number, prediction) in zip(numbers, predictions) {
      let error = prediction - Double(number)
      squares += error * error
      absolutes += abs(error)
      spread += (Double(number) - mean) * (Double(number) - mean)
    }
    meanSquaredError = squares / count
    meanAbsoluteError = absolutes / count
    determination = spread > 0 ? 1 - squares / spread : 0
  }
}

private func ratio(_ part: Int, _ whole: Int) -> Double {
  whole > 0 ? Double(part) / Double(whole) : 0
}
