/// Means and deviations of a data set's features, to bring that and other sets to mean 0 and deviation 1.
///
/// Made from the training part alone, so that nothing of the test part reaches training.
///
/// ```swift
/// let scale = Standardization(of: training)
/// let (x, y) = (training.standardized(by: scale), test.standardized(by: scale))
/// ```
public struct Standardization: Sendable, Hashable {
  /// The mean of each feature.
  public let means: [Float]
  /// The standard deviation of each feature (divided by N); 1 for a feature that never changes.
  public let deviations: [Float]

  /// Measures a data set.
  ///
  /// - Parameter training: At least one example. Sums are kept in Double, in the order of the examples.
  /// - Precondition: There is an example.
  public init(of training: Dataset) {
    precondition(training.count > 0, "expected at least one example, got none")
    let width = training.featureCount
    let count = Double(training.count)
    var sums = [Double](repeating: 0, count: width)
    for (index, value) in training.features.enumerated() { sums[index % width] += Double(value) }
    let means = sums.map { $0 / count }
    var squares = [Double](repeating: 0, count: width)
    for (index, value) in training.features.enumerated() {
      let difference = Double(value) - means[index % width]
      squares[index % width] += difference * difference
    }
    self.means = means.map { Float($0) }
    deviations = squares.map { sum in
      let deviation = Float((sum / count).squareRoot())
      return deviation > 0 ? deviation : 1
    }
  }
}

extension Dataset {
  /// The same examples with each feature less its mean, divided by its deviation.
  ///
  /// - Parameter scale: Made from a data set of the same shape.
  /// - Returns: The standardized data set.
  /// - Precondition: The number of features is the same.
  public func standardized(by scale: Standardization) -> Dataset {
    let width = featureCount
    precondition(
      scale.means.count == width, "expected \(width) means, got \(scale.means.count)")
    var values = features
    for index in values.indices {
      values[index] = (values[index] - scale.means[index % width]) / scale.deviations[index % width]
    }
    return Dataset(
      name: name, exampleShape: exampleShape, features: values, labels: labels,
      classNames: classNames)
  }
}
