import Determinism

/// Where random outcomes come from: an episode's stream, or what was recorded of another
/// implementation.
///
/// A game whose rules are written over this protocol can be compared, step by step, with recordings
/// of an implementation that has another random generator.
public protocol RandomSource {
  /// The next whole number, all of the range equally likely.
  ///
  /// - Precondition: the range is not empty.
  mutating func integer(in range: Range<Int>) -> Int

  /// The next number in `0..<1`.
  mutating func uniformDouble() -> Double
}

extension RandomStream: RandomSource {
  /// The next whole number of the range.
  @inlinable
  public mutating func integer(in range: Range<Int>) -> Int {
    range.lowerBound + integer(below: range.count)
  }
}
