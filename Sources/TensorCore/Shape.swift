/// The sizes of a tensor's axes, outermost first: `[rows, columns]`; a scalar has none.
///
/// Stored inline (no heap): at most eight axes, each below 2³².
///
/// ```swift
/// let shape: Shape = [32, 4]
/// shape[0]   // 32
/// shape[-1]  // 4, counted from the end
/// ```
public struct Shape: Hashable, Sendable {
  /// The largest number of axes.
  public static let maximumRank = 8

  /// The number of axes.
  public private(set) var rank: Int
  // Two axes a word, the lower-numbered in the lower half; unused halves are zero.
  private var word0: UInt64 = 0
  private var word1: UInt64 = 0
  private var word2: UInt64 = 0
  private var word3: UInt64 = 0

  /// A shape of these sizes.
  ///
  /// - Precondition: at most eight axes, each in `0..<2³²`.
  public init(_ dimensions: [Int]) {
    self.init()
    for dimension in dimensions { append(dimension) }
  }

  /// The shape of a scalar: no axis, one element.
  public init() { rank = 0 }

  @inline(__always)
  init(_ length: Int) {
    self.init()
    append(length)
  }

  @inline(__always)
  init(_ rows: Int, _ columns: Int) {
    rank = 2
    word0 = Shape.half(rows) | Shape.half(columns) << 32
  }

  /// The number of elements: the product of the sizes, 1 for a scalar.
  public var count: Int {
    var product = 1
    for axis in 0..<rank { product *= dimension(axis) }
    return product
  }

  /// The size of an axis; negative numbers count from the end.
  ///
  /// - Precondition: `axis` is in `-rank..<rank`.
  public subscript(_ axis: Int) -> Int { dimension(resolved(axis)) }

  /// The sizes as an array (allocates; for loops use `rank` and the subscript).
  public var dimensions: [Int] { (0..<rank).map { dimension($0) } }

  /// The axis as a number from 0, whether counted from the start or the end.
  @inline(__always)
  func resolved(_ axis: Int) -> Int {
    let resolved = axis < 0 ? axis + rank : axis
    precondition(
      resolved >= 0 && resolved < rank, "expected an axis in \(-rank)..<\(rank), got \(axis)")
    return resolved
  }

  @inline(__always)
  func dimension(_ axis: Int) -> Int {
    let word = axis < 4 ? (axis < 2 ? word0 : word1) : (axis < 6 ? word2 : word3)
    return Int(truncatingIfNeeded: (word >> UInt64((axis & 1) * 32)) & 0xFFFF_FFFF)
  }

  mutating func append(_ dimension: Int) {
    precondition(
      rank < Shape.maximumRank, "expected at most \(Shape.maximumRank) axes, got more")
    rank += 1
    set(rank - 1, dimension)
  }

  @inline(__always)
  mutating func set(_ axis: Int, _ dimension: Int) {
    let shift = UInt64((axis & 1) * 32)
    let value = Shape.half(dimension) << shift
    let kept = ~(0xFFFF_FFFF << shift) as UInt64
    switch axis >> 1 {
    case 0: word0 = word0 & kept | value
    case 1: word1 = word1 & kept | value
    case 2: word2 = word2 & kept | value
    default: word3 = word3 & kept | value
    }
  }

  @inline(__always)
  private static func half(_ dimension: Int) -> UInt64 {
    precondition(
      dimension >= 0 && dimension <= 0xFFFF_FFFF,
      "expected a size in 0..<4294967296, got \(dimension)")
    return UInt64(truncatingIfNeeded: dimension)
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// A shape written as its sizes: `[32, 4]`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The sizes in brackets: `[32, 4]`, `[]` for a scalar.
  public var description: String {
    "[" + dimensions.map(String.init).joined(separator: ", ") + "]"
  }
}
