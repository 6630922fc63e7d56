/// Which of the 100 cells of a board are set: one bit a cell.
///
/// - Shapes: 10 rows of 10 columns; two words of five rows each.
public struct MinAtarBits: Codable, Hashable, Sendable {
  /// Rows 0 to 4: bit `10 * row + column`.
  private(set) var upper: UInt64
  /// Rows 5 to 9: bit `10 * (row - 5) + column`.
  private(set) var lower: UInt64

  private static let half: UInt64 = 1 << 50 - 1
  private static let row: UInt64 = 1 << 10 - 1
  private static let firstColumn: UInt64 = 0x100_4010_0401

  /// No cell.
  @inline(__always)
  public init() {
    upper = 0
    lower = 0
  }

  @inline(__always)
  private init(upper: UInt64, lower: UInt64) {
    self.upper = upper
    self.lower = lower
  }

  /// The cells given row by row: bit `c` of row `r` is column `c`.
  ///
  /// - Precondition: ten rows of ten bits.
  public init(rows: [UInt16]) {
    precondition(
      rows.count == 10 && rows.allSatisfy { $0 >> 10 == 0 },
      "expected ten rows of ten bits, got \(rows)")
    upper = rows[..<5].reversed().reduce(0) { $0 << 10 | UInt64($1) }
    lower = rows[5...].reversed().reduce(0) { $0 << 10 | UInt64($1) }
  }

  /// The cells row by row.
  public var rows: [UInt16] { (0..<10).map { columns(ofRow: $0) } }

  /// The cells of one row: bit `c` is column `c`.
  @inline(__always)
  public func columns(ofRow row: Int) -> UInt16 {
    let word = row < 5 ? upper >> UInt64(10 * row) : lower >> UInt64(10 * row - 50)
    return UInt16(truncatingIfNeeded: word & Self.row)
  }

  /// Whether one cell is set.
  @inline(__always)
  public subscript(row: Int, column: Int) -> Bool {
    get { columns(ofRow: row) >> UInt16(column) & 1 != 0 }
    set {
      let bit: UInt64 = 1 << UInt64(10 * (row < 5 ? row : row - 5) + column)
      if row < 5 {
        upper = newValue ? upper | bit : upper & ~bit
      } else {
        lower = newValue ? lower | bit : lower & ~bit
      }
    }
  }

  /// Whether no cell is set.
  @inline(__always)
  public var isEmpty: Bool { upper | lower == 0 }

  /// The number of cells that are set.
  @inline(__always)
  public var count: Int { upper.nonzeroBitCount + lower.nonzeroBitCount }

  /// Whether there is nothing beside the 100 cells; a state from a file may have it.
  public var isValid: Bool { (upper | lower) & ~Self.half == 0 }

  /// The columns that have a cell: bit `c` is column `c`.
  @inline(__always)
  public var occupiedColumns: UInt16 {
    let word = upper | lower
    let pairs = word | word >> 10
    return UInt16(truncatingIfNeeded: (pairs | pairs >> 20 | word >> 40) & Self.row)
  }

  /// The lowest row that has a cell in a column, if there is one.
  @inline(__always)
  public func lowestRow(ofColumn column: Int) -> Int? {
    let cells = Self.firstColumn << UInt64(column)
    if lower & cells != 0 { return (63 - (lower & cells).leadingZeroBitCount) / 10 + 5 }
    if upper & cells != 0 { return (63 - (upper & cells).leadingZeroBitCount) / 10 }
    return nil
  }

  /// All cells one row up; what is in row 0 vanishes.
  @inline(__always)
  public var shiftedUp: MinAtarBits {
    MinAtarBits(upper: upper >> 10 | (lower & Self.row) << 40, lower: lower >> 10)
  }

  /// All cells one row down; what is in row 9 vanishes.
  @inline(__always)
  public var shiftedDown: MinAtarBits {
    MinAtarBits(upper: upper << 10 & Self.half, lower: (lower << 10 | upper >> 40) & Self.half)
  }

  /// All cells one row down; row 9 becomes row 0.
  public var rolledDown: MinAtarBits {
    MinAtarBits(
      upper: (upper << 10 | lower >> 40) & Self.half,
      lower: (lower << 10 | upper >> 40) & Self.half)
  }

  /// All cells one column to the left.
  ///
  /// - Precondition: column 0 is empty.
  @inline(__always)
  public var shiftedLeft: MinAtarBits { MinAtarBits(upper: upper >> 1, lower: lower >> 1) }

  /// All cells one column to the right.
  ///
  /// - Precondition: column 9 is empty.
  @inline(__always)
  public var shiftedRight: MinAtarBits { MinAtarBits(upper: upper << 1, lower: lower << 1) }

  /// The cells that both have.
  @inline(__always)
  public func intersection(_ other: MinAtarBits) -> MinAtarBits {
    MinAtarBits(upper: upper & other.upper, lower: lower & other.lower)
  }

  /// The cells that another does not have.
  @inline(__always)
  public func subtracting(_ other: MinAtarBits) -> MinAtarBits {
    MinAtarBits(upper: upper & ~other.upper, lower: lower & ~other.lower)
  }
}
