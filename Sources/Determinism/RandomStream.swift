/// A stream of random numbers that is a key and a position, nothing else.
///
/// The numbers come from Philox4x32-10, a function of key and counter: word `n` of a stream depends
/// on nothing but the key and `n`. So a checkpoint stores a stream in two integers, and streams of
/// different names share nothing: a new consumer, or one that draws more, shifts no other.
///
/// ```swift
/// let run = RandomStream(seed: 7)
/// var exploration = run.stream("exploration")
/// let action = exploration.integer(below: 4)
/// ```
///
/// - Source: Salmon, Moraes, Dror & Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3", SC 2011. The
///   first and second word of the counter hold the block's number, the others are 0 (children's keys use another value).
@frozen public struct RandomStream: RandomNumberGenerator, Sendable {
  /// What tells this stream from others.
  public let key: UInt64
  /// How many 32-bit words have been drawn.
  @inlinable public var position: UInt64 { drawn }
  @usableFromInline var drawn: UInt64
  /// The words of the current block that have not been drawn, the next one lowest.
  @usableFromInline var low: UInt64
  @usableFromInline var high: UInt64

  /// The root stream of a run.
  ///
  /// - Parameter seed: Any number; it is the key.
  public init(seed: UInt64) { self.init(key: seed, position: 0) }

  /// A stream at a position, as it was saved.
  ///
  /// - Parameters:
  ///   - key: The stream's key.
  ///   - position: How many 32-bit words have been drawn.
  public init(key: UInt64, position: UInt64) {
    self.key = key
    drawn = position
    low = 0
    high = 0
    guard position & 3 != 0 else { return }
    (low, high) = Philox.block(key: key, position >> 2, 0)
    for _ in 0..<(position & 3) { dropWord() }
  }

  /// A stream of its own, whose key depends on this stream's key and the name, not on its position.
  ///
  /// - Parameter name: The consumer: `exploration`, `environment/3`.
  /// - Returns: The child, at position 0.
  /// - Complexity: O(n) in the bytes of the name; nothing is allocated.
  public func stream(_ name: String) -> RandomStream {
    var child = ChildKey(of: key)
    for byte in name.utf8 { child.add(byte) }
    return child.finished
  }

  /// The stream of a name that ends with a number: number 17 after `episode/` is `episode/17`.
  ///
  /// Makes no text, so it is the quicker way where streams are begun often.
  ///
  /// - Parameters:
  ///   - name: What comes before the number.
  ///   - number: Is written in decimal digits.
  /// - Returns: The child, at position 0.
  /// - Precondition: The number is not negative.
  public func stream(_ name: StaticString, number: Int) -> RandomStream {
    precondition(number >= 0, "expected a number of at least 0, got \(number)")
    guard number < 100_000_000 else { return stream("\(name)\(number)") }
    var child = ChildKey(of: key)
    name.withUTF8Buffer { for byte in $0 { child.add(byte) } }
    // At most eight digits, the first one lowest.
    var digits: UInt64 = 0
    var rest = number
    repeat {
      digits = digits << 8 | UInt64(UInt8(ascii: "0")) + UInt64(rest % 10)
      rest /= 10
    } while rest > 0
    while digits > 0 {
      child.add(UInt8(truncatingIfNeeded: digits))
      digits >>= 8
    }
    return child.finished
  }

  /// The next 32 random bits.
  ///
  /// - Returns: A number from 0 to 2³² − 1, all equally likely.
  @inlinable public mutating func nextWord() -> UInt32 {
    if drawn & 3 == 0 { (low, high) = Philox.block(key: key, drawn >> 2, 0) }
    drawn &+= 1
    let word = UInt32(truncatingIfNeeded: low)
    dropWord()
    return word
  }

  /// The next 64 random bits: two words, the first one lowest.
  ///
  /// - Returns: A number from 0 to 2⁶⁴ − 1, all equally likely.
  @inlinable public mutating func next() -> UInt64 {
    let first = UInt64(nextWord())
    return first | UInt64(nextWord()) << 32
  }

  @inlinable mutating func dropWord() {
    low = low >> 32 | high << 32
    high >>= 32
  }
}

/// The key of a child while the bytes of its name come in.
private struct ChildKey {
  // Eight bytes of the name at a time are the counter under the key so far. The last block also
  // holds the length. The high counter word is never that of drawn blocks, which is 0.
  private static let isName: UInt64 = 0x6E61_6D65_0000_0000
  private var key: UInt64
  private var chunk: UInt64 = 0
  private var length: UInt64 = 0

  init(of parent: UInt64) { key = parent }

  @inline(__always)
  mutating func add(_ byte: UInt8) {
    chunk |= UInt64(byte) << (8 * (length & 7))
    length += 1
    guard length & 7 == 0 else { return }
    key = Philox.block(key: key, chunk, Self.isName).low
    chunk = 0
  }

  var finished: RandomStream {
    let last = Self.isName | (length &+ 1) & 0xFFFF_FFFF
    return RandomStream(key: Philox.block(key: key, chunk, last).low, position: 0)
  }
}

/// Philox4x32-10.
@usableFromInline package enum Philox {
  /// One block of the cipher.
  ///
  /// - Parameters:
  ///   - key: The two words of the key, the first one lowest.
  ///   - counter01: The first two words of the counter, the first one lowest.
  ///   - counter23: The other two.
  /// - Returns: The four words of the result, in the same order.
  @inlinable package static func block(
    key: UInt64, _ counter01: UInt64, _ counter23: UInt64
  ) -> (low: UInt64, high: UInt64) {
    var key0 = UInt32(truncatingIfNeeded: key)
    var key1 = UInt32(truncatingIfNeeded: key >> 32)
    var word0 = UInt32(truncatingIfNeeded: counter01)
    var word1 = UInt32(truncatingIfNeeded: counter01 >> 32)
    var word2 = UInt32(truncatingIfNeeded: counter23)
    var word3 = UInt32(truncatingIfNeeded: counter23 >> 32)
    for _ in 0..<10 {
      let product0 = UInt64(0xD251_1F53) &* UInt64(word0)
      let product1 = UInt64(0xCD9E_8D57) &* UInt64(word2)
      word0 = UInt32(truncatingIfNeeded: product1 >> 32) ^ word1 ^ key0
      word1 = UInt32(truncatingIfNeeded: product1)
      word2 = UInt32(truncatingIfNeeded: product0 >> 32) ^ word3 ^ key1
      word3 = UInt32(truncatingIfNeeded: product0)
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    return (UInt64(word0) | UInt64(word1) << 32, UInt64(word2) | UInt64(word3) << 32)
  }
}

// MARK: - Equality and storage: key and position are the whole state

extension RandomStream: Hashable, Codable {
  /// Whether two streams will give the same numbers.
  public static func == (a: RandomStream, b: RandomStream) -> Bool {
    a.key == b.key && a.position == b.position
  }

  /// Feeds key and position.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(key)
    hasher.combine(position)
  }

  private enum CodingKeys: String, CodingKey {
    case key
    case position
  }

  /// Reads key and position.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      key: try values.decode(UInt64.self, forKey: .key),
      position: try values.decode(UInt64.self, forKey: .position))
  }

  /// Writes key and position.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(key, forKey: .key)
    try values.encode(position, forKey: .position)
  }
}
