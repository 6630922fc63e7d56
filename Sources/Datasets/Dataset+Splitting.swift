import Determinism

/// The two parts of a data set: one to learn from, one to be judged by.
public struct DatasetSplits: Sendable, Hashable {
  /// What is learned from.
  public let training: Dataset
  /// What is never learned from.
  public let test: Dataset

  /// Two parts of one set.
  ///
  /// - Parameters:
  ///   - training: What is learned from.
  ///   - test: What is never learned from.
  /// - Precondition: Shapes and targets are equal.
  public init(training: Dataset, test: Dataset) {
    precondition(
      training.exampleShape == test.exampleShape && training.targets == test.targets,
      "expected a test part of the shape \(training.exampleShape), got \(test.exampleShape)")
    self.training = training
    self.test = test
  }
}

extension Dataset {
  /// Divides the examples at random, each class in the same proportion.
  ///
  /// - Parameters:
  ///   - testFraction: The share of the test part, from 0 to 1; each class gives its share, rounded to the
  ///     nearest whole number. Where numbers are predicted, the whole is one class.
  ///   - random: Decides which examples; one shuffle per class.
  /// - Returns: Both parts, each with its examples in the order of the whole.
  /// - Precondition: The fraction is from 0 to 1.
  public func split(
    testFraction: Double, using random: inout RandomStream
  ) -> (training: Dataset, test: Dataset) {
    precondition(
      testFraction >= 0 && testFraction <= 1, "expected a fraction from 0 to 1, got \(testFraction)"
    )
    var classes = [[Int32]](repeating: [], count: max(1, classNames.count))
    for index in 0..<count {
      classes[labels.isEmpty ? 0 : Int(labels[index])].append(Int32(index))
    }
    var isTest = [Bool](repeating: false, count: count)
    for var members in classes {
      random.shuffle(&members)
      let share = Int(Double(members.count) * testFraction + 0.5)
      for index in members.prefix(share) { isTest[Int(index)] = true }
    }
    let indices = Array(0..<Int32(count))
    return (subset(indices.filter { !isTest[Int($0)] }), subset(indices.filter { isTest[Int($0)] }))
  }
}
