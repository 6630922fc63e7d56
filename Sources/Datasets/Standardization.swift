import TensorKernels

/// Means and deviations of a data set's features, to bring that and other sets to mean 0 and deviation 1.
///
/// Made from the training part alone, so that nothing of the test part reaches training.
///
/// ```swift
/// let scale = Standardization(of: training)
/// let (x, y) = (training.standardized(by: scale), test.standardized(by: scale))
/// ```
public struct Standardization: Sendable, Hashable {
  /// The mean of each feature, or of each channel: equally many consecutive features share one.
  public let means: [Float]
  /// The standard deviation of each (divided by N); 1 for a feature that never changes.
  public let deviations: [Float]

  /// Means and deviations as they were measured.
  ///
  /// - Parameters:
  ///   - means: At least one.
  ///   - deviations: As many, each above 0.
  /// - Precondition: As said.
  public init(means: [Float], deviations: [Float]) {
    precondition(
      !means.isEmpty && means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "expected a deviation above 0 for each of \(means.count) means, got \(deviations)")
    self.means = means
    self.deviations = deviations
  }

  /// Measures the features of a data set.
  ///
  /// - Parameters:
  ///   - training: At least one example. Sums are kept in Double, in the order of the examples.
  ///   - channels: How many runs of consecutive features are measured as one, for instance the 3 colours
  ///     of `[3, 32, 32]`; nil measures each feature by itself.
  /// - Precondition: There is an example; the channels divide the features evenly.
  public init(of training: Dataset, channels: Int? = nil) {
    precondition(training.count > 0, "expected at least one example, got none")
    let width = training.featureCount
    let groups = channels ?? width
    precondition(
      groups >= 1 && width % groups == 0,
      "expected a number of channels that divides \(width) features, got \(groups)")
    let size = width / groups
    var row = [Float](repeating: 0, count: width)
    func sums(_ term: (Float, Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: groups)
      training.withRowWriter { write in
        for index in 0..<training.count {
          row.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { write(index, base) } }
          for group in 0..<groups {
            var sum = sums[group]
            for column in (group * size)..<((group + 1) * size) { sum += term(row[column], group) }
            sums[group] = sum
          }
        }
      }
      return sums
    }
    let count = Double(training.count * size)
    let means = sums { value, _ in Double(value) }.map { $0 / count }
    let squares = sums { value, group in
      let difference = Double(value) - means[group]
      return difference * difference
    }
    self.init(means: means, squares: squares, count: count)
  }

  /// Measures some numbers, for instance the targets of a regression.
  ///
  /// - Parameter values: At least one.
  /// - Precondition: There is one.
  public init(of values: [Float]) {
    precondition(!values.isEmpty, "expected at least one number, got none")
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    let square = values.reduce(0.0) { sum, value in
      sum + (Double(value) - mean) * (Double(value) - mean)
    }
    self.init(means: [mean], squares: [square], count: count)
  }

  private init(means: [Double], squares: [Double], count: Double) {
    self.init(
      means: means.map { Float($0) },
      deviations: squares.map { sum in
        let deviation = Float((sum / count).squareRoot())
        return deviation > 0 ? deviation : 1
      })
  }

  /// Whether it fits examples of so many features.
  ///
  /// - Parameter featureCount: The number of features of one example.
  /// - Returns: Whether each mean stands for equally many of them.
  public func fits(featureCount: Int) -> Bool {
    featureCount >= means.count && featureCount % means.count == 0
  }

  /// Standardizes rows of features in place.
  func apply(to values: UnsafeMutableBufferPointer<Float>, width: Int) {
    precondition(
      fits(featureCount: width), "expected \(width) means or a divisor of that, got \(means.count)")
    let size = width / means.count
    guard let base = values.baseAddress else { return }
    if means.count < width {
      for start in stride(from: 0, to: values.count, by: size) {
        let group = (start / size) % means.count
        let (mean, deviation) = (means[group], deviations[group])
        for index in start..<(start + size) { base[index] = (base[index] - mean) / deviation }
      }
      return
    }
    means.withUnsafeBufferPointer { means in
      deviations.withUnsafeBufferPointer { deviations in
        guard let mean = means.baseAddress, let deviation = deviations.baseAddress else { return }
        for start in stride(from: 0, to: values.count, by: width) {
          ck_subtract(base + start, base + start, mean, width)
          ck_divide(base + start, base + start, deviation, width)
        }
      }
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
    var values = features
    values.withUnsafeMutableBufferPointer { scale.apply(to: $0, width: featureCount) }
    return Dataset(
      name: name, exampleShape: exampleShape, examples: .floats(values), targets: targets,
      labels: labels, numbers: numbers)
  }
}
