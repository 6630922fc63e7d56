import Determinism

extension Dataset {
  /// Divides the examples at random, each class in the same proportion.
  ///
  /// - Parameters:
  ///   - testFraction: The share of the test part, from 0 to 1; each class gives its share, rounded to the
  ///     nearest whole number.
  ///   - random: Decides which examples; one shuffle per class.
  /// - Returns: Both parts, each with its examples in the order of the whole.
  /// - Precondition: The fraction is from 0 to 1.
  public func split(
    testFraction: Double, using random: inout RandomStream
  ) -> (training: Dataset, test: Dataset) {
    precondition(
      testFraction >= 0 && testFraction <= 1, "expected a fraction from 0 to 1, got \(testFraction)"
    )
    var isTest = [Bool](repeating: false, count: count)
    for label in classNames.indices {
      var members = labels.indices.filter { Int(labels[$0]) == label }
      random.shuffle(&members)
      let share = Int(Double(members.count) * testFraction + 0.5)
      for index in members.prefix(share) { isTest[index] = true }
    }
    let indices = labels.indices.map { Int32($0) }
    return (subset(indices.filter { !isTest[Int($0)] }), subset(indices.filter { isTest[Int($0)] }))
  }

  /// The batches of one epoch: every example once, in random order.
  ///
  /// - Parameters:
  ///   - size: Examples per batch, at least 1; the last batch may be smaller.
  ///   - random: Decides the order.
  /// - Returns: The indices of each batch's examples, for `batch(_:)`.
  /// - Precondition: `size` is at least 1.
  public func epoch(batchSize size: Int, using random: inout RandomStream) -> [ArraySlice<Int32>] {
    precondition(size >= 1, "expected a batch size of at least 1, got \(size)")
    let order = random.permutation(count)
    return stride(from: 0, to: count, by: size).map { order[$0..<min($0 + size, count)] }
  }
}
