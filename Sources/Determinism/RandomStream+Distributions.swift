extension RandomStream {
  /// A number from 0 to 1, without 1: a multiple of 2⁻²⁴, all equally likely.
  ///
  /// Draws one word.
  ///
  /// - Returns: The number.
  @inlinable public mutating func uniform() -> Float {
    Float(nextWord() >> 8) * 0x1p-24
  }

  /// A number from 0 to 1, without 1: a multiple of 2⁻⁵³, all equally likely.
  ///
  /// Draws two words.
  ///
  /// - Returns: The number.
  @inlinable public mutating func uniformDouble() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from a range, evenly.
  ///
  /// Draws one word.
  ///
  /// - Parameter range: The range; its upper end is never returned.
  /// - Returns: `low + (high − low) u`, u from `uniform()`, rounded to Float once.
  /// - Precondition: The range is not empty and its ends are finite.
  @inlinable public mutating func uniform(in range: Range<Float>) -> Float {
    precondition(
      !range.isEmpty && range.lowerBound.isFinite && range.upperBound.isFinite,
      "expected a finite range that is not empty, got \(range)")
    let low = Double(range.lowerBound)
    let value = Float(low + (Double(range.upperBound) - low) * Double(uniform()))
    return value < range.upperBound ? value : range.upperBound.nextDown
  }

  /// A number from a range, evenly.
  ///
  /// Draws two words.
  ///
  /// - Parameter range: The range; its upper end is never returned.
  /// - Returns: `low + (high − low) u`, u from `uniformDouble()`.
  /// - Precondition: The range is not empty and its length is finite.
  @inlinable public mutating func uniformDouble(in range: Range<Double>) -> Double {
    let length = range.upperBound - range.lowerBound
    precondition(length > 0 && length.isFinite, "expected a finite range, got \(range)")
    let value = range.lowerBound + length * uniformDouble()
    return value < range.upperBound ? value : range.upperBound.nextDown
  }

  /// A whole number from 0 to `bound` − 1, all exactly equally likely.
  ///
  /// - Parameter bound: How many numbers there are.
  /// - Returns: The number. Draws one word (two for a bound above 2³²), seldom more.
  /// - Precondition: `bound` is at least 1.
  /// - Source: Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS 29(1), 2019.
  @inlinable public mutating func integer(below bound: Int) -> Int {
    precondition(bound >= 1, "expected a bound of at least 1, got \(bound)")
    guard bound <= 0xFFFF_FFFF else { return wideInteger(below: UInt64(bound)) }
    let bound = UInt64(bound)
    var product = UInt64(nextWord()) &* bound
    if product & 0xFFFF_FFFF < bound {
      // The lowest 2³² mod bound products of each number would make it likelier than others.
      let excess = (0x1_0000_0000 - bound) % bound
      while product & 0xFFFF_FFFF < excess { product = UInt64(nextWord()) &* bound }
    }
    return Int(truncatingIfNeeded: product >> 32)
  }

  @usableFromInline mutating func wideInteger(below bound: UInt64) -> Int {
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let excess = (0 &- bound) % bound
      while product.low < excess { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// True with a probability.
  ///
  /// Draws two words.
  ///
  /// - Parameter probability: From 0 (never) to 1 (always).
  /// - Returns: Whether the event happens.
  @inlinable public mutating func bernoulli(_ probability: Double) -> Bool {
    precondition(
      probability >= 0 && probability <= 1, "expected a probability, got \(probability)")
    return uniformDouble() < probability
  }

  /// A number from the normal distribution of mean 0 and standard deviation 1.
  ///
  /// Draws two words.
  ///
  /// - Returns: The number; at most 6.7 away from 0.
  /// - Source: Box & Muller 1958; the second number of the pair is not kept, so that a stream stays
  ///   a key and a position.
  public mutating func normal() -> Float {
    let (first, second) = (nextWord(), nextWord())
    return quickNormal(first, second) ?? Self.exactNormal(first, second)
  }

  /// The normal number of two words by the exact functions alone.
  package static func exactNormal(_ first: UInt32, _ second: UInt32) -> Float {
    Float(boxMuller((Double(first) + 1) * 0x1p-32, Double(second) * 0x1p-32))
  }

  /// A number from the normal distribution of mean 0 and standard deviation 1.
  ///
  /// Draws four words.
  ///
  /// - Returns: The number; at most 8.6 away from 0.
  public mutating func normalDouble() -> Double {
    let radius = (Double(next() >> 11) + 1) * 0x1p-53
    return boxMuller(radius, uniformDouble())
  }

  /// An index, each with a probability in proportion to its weight.
  ///
  /// Draws two words.
  ///
  /// - Parameter weights: Finite, none negative, at least one positive; they need not add up to 1.
  /// - Returns: An index whose weight is positive.
  /// - Complexity: O(n).
  public mutating func categorical(_ weights: [Double]) -> Int {
    var total = 0.0
    for weight in weights {
      precondition(weight >= 0, "expected weights that are not negative, got \(weights)")
      total += weight
    }
    precondition(total > 0 && total.isFinite, "expected a finite positive sum, got \(weights)")
    var rest = uniformDouble() * total
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      if rest < weight { return index }
      rest -= weight
      last = index
    }
    // Rounding may leave a little after the last weight.
    return last
  }
}

// MARK: - Arrays

extension RandomStream {
  /// Puts an array in random order, all orders equally likely.
  ///
  /// - Parameter array: The array.
  /// - Complexity: O(n); draws n − 1 words, seldom more.
  /// - Source: Durstenfeld 1964, from the last element down.
  @inlinable public mutating func shuffle<T>(_ array: inout [T]) {
    var count = array.count
    while count > 1 {
      array.swapAt(count - 1, integer(below: count))
      count -= 1
    }
  }

  /// The numbers from 0 to `count` − 1 in random order.
  ///
  /// - Parameter count: How many, up to 2³¹ − 1.
  /// - Returns: The numbers.
  public mutating func permutation(_ count: Int) -> [Int32] {
    precondition(
      count >= 0 && count <= Int(Int32.max), "expected a count of an Int32, got \(count)")
    var numbers = [Int32](0..<Int32(count))
    shuffle(&numbers)
    return numbers
  }

  /// Fills a buffer with what as many calls of `uniform(in:)` give.
  ///
  /// - Parameters:
  ///   - buffer: The place.
  ///   - range: The range; its upper end is never used.
  public mutating func fillUniform(
    _ buffer: UnsafeMutableBufferPointer<Float>, in range: Range<Float> = 0..<1
  ) {
    for index in buffer.indices { buffer[index] = uniform(in: range) }
  }

  /// Fills a buffer with what as many calls of `normal()` give, scaled.
  ///
  /// - Parameters:
  ///   - buffer: The place.
  ///   - mean: The distribution's mean.
  ///   - standardDeviation: Its standard deviation, not negative.
  public mutating func fillNormal(
    _ buffer: UnsafeMutableBufferPointer<Float>, mean: Float = 0, standardDeviation: Float = 1
  ) {
    precondition(
      standardDeviation >= 0, "expected a deviation that is not negative, got \(standardDeviation)")
    for index in buffer.indices { buffer[index] = mean + standardDeviation * normal() }
  }
}

/// One number of the pair that two uniform ones give.
///
/// - Parameters:
///   - radius: From (0, 1].
///   - turn: From [0, 1).
/// - Returns: √(−2 ln radius) cos(2π turn).
private func boxMuller(_ radius: Double, _ turn: Double) -> Double {
  (-2 * ExactMath.log(radius)).squareRoot() * ExactMath.cos(2 * .pi * turn)
}
