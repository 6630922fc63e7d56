/// Eight small numbers, 0 to 127, in one word: a number for each of eight rows.
///
/// Adding, comparing and choosing work on all eight at once by whole-number arithmetic on the word;
/// no lane's result may leave 0 to 127, or it would reach into the next one.
public struct ByteLanes: Codable, Hashable, Sendable {
  /// The word; lane 0 is the lowest byte.
  public var word: UInt64

  /// Takes a word as it is.
  @inline(__always)
  public init(word: UInt64) { self.word = word }

  /// Creates eight equal lanes.
  @inline(__always)
  public init(repeating value: UInt8) { word = UInt64(value) &* Self.ones }

  /// A 1 in every lane.
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// One lane.
  @inline(__always)
  public subscript(lane: Int) -> UInt8 {
    get { UInt8(truncatingIfNeeded: word &>> UInt64(truncatingIfNeeded: 8 &* lane)) }
    set {
      let shift = UInt64(truncatingIfNeeded: 8 &* lane)
      word = word & ~(0xFF &<< shift) | UInt64(newValue) &<< shift
    }
  }

  /// 1 in the lanes that are not 0, and 0 in the others.
  @inline(__always)
  package var isNotZero: ByteLanes {
    ByteLanes(word: (word &+ 0x7F7F_7F7F_7F7F_7F7F) &>> 7 & Self.ones)
  }

  /// 1 in the lanes that are 0, and 0 in the others.
  @inline(__always)
  package var isZero: ByteLanes { ByteLanes(word: isNotZero.word ^ Self.ones) }

  /// 1 in the lanes of at least some number, and 0 in the others.
  @inline(__always)
  package func isAtLeast(_ bound: UInt8) -> ByteLanes {
    ByteLanes(word: (word &+ UInt64(128 - bound) &* Self.ones) &>> 7 & Self.ones)
  }

  /// The lanes where a flag of 0 or 1 is 1, and 0 in the others.
  @inline(__always)
  package func kept(where flags: ByteLanes) -> ByteLanes {
    ByteLanes(word: word & (flags.word &* 0xFF))
  }

  /// Lane by lane.
  @inline(__always)
  package static func + (a: ByteLanes, b: ByteLanes) -> ByteLanes {
    ByteLanes(word: a.word &+ b.word)
  }

  /// Lane by lane; no lane of `b` is larger than that of `a`.
  @inline(__always)
  package static func - (a: ByteLanes, b: ByteLanes) -> ByteLanes {
    ByteLanes(word: a.word &- b.word)
  }

  /// Every lane times a number.
  @inline(__always)
  package static func * (a: ByteLanes, factor: UInt64) -> ByteLanes {
    ByteLanes(word: a.word &* factor)
  }

  /// Whether every lane lies in a range.
  package func areAll(in range: ClosedRange<UInt8>) -> Bool {
    (0..<8).allSatisfy { range.contains(self[$0]) }
  }
}
