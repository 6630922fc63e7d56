/// A board of seven columns as two sets of bits, seen from the side to move.
///
/// Bit `7 * column + height` for each stone, height 0 at the bottom. The seventh bit of a column
/// is always 0, so that a line cannot run from one column's top into the next one's bottom.
public struct ConnectFourPosition: TwoPlayerPosition {
  /// The stones of the side to move.
  public internal(set) var own: UInt64 = 0
  /// The stones of the side that moved last.
  public internal(set) var other: UInt64 = 0

  /// The number of moves that there can be.
  public static let moveCount = 7
  /// The lowest cell of every column.
  private static let bottom: UInt64 = 0x0000_0408_1020_4081
  /// Every cell.
  private static let board: UInt64 = bottom * 0x3F

  /// Creates the empty board.
  public init() {}

  /// Creates a position from its stones.
  package init(own: UInt64, other: UInt64) {
    self.own = own
    self.other = other
  }

  /// The position after moves from the empty board, columns counted from 0; nil where a column is
  /// full or does not exist, or a line is complete too soon.
  package init?(columns: [Int]) {
    for column in columns {
      guard (0..<7).contains(column), canPlay(column), !hasLine else { return nil }
      play(column)
    }
  }

  /// The stones on the board.
  public var stoneCount: Int { own.nonzeroBitCount + other.nonzeroBitCount }

  /// Whether a move is possible.
  public func canPlay(_ move: Int) -> Bool { (own | other) >> UInt64(7 * move + 5) & 1 == 0 }

  /// Puts a stone; then the other side is to move.
  public mutating func play(_ move: Int) {
    // Adding a bit at the column's foot carries through its stones to the first free cell.
    let all = own | other
    let column: UInt64 = 0x3F << UInt64(7 * move)
    let stone = ((all & column) &+ (1 << UInt64(7 * move))) & column & ~all
    (own, other) = (other, own | stone)
  }

  /// Lets the other side move.
  public mutating func pass() { (own, other) = (other, own) }

  /// Whether the side that moved last has completed a line.
  public var hasLine: Bool { Self.fours(other) != 0 }

  /// The first cells of four in a line that all belong to a set: upwards, to the right, and on both
  /// diagonals.
  private static func fours(_ cells: UInt64) -> UInt64 {
    fours(cells, 1) | fours(cells, 7) | fours(cells, 8) | fours(cells, 6)
  }

  /// The first cells of four along a direction, the distance of neighbours' bits.
  private static func fours(_ cells: UInt64, _ direction: UInt64) -> UInt64 {
    let pairs = cells & cells >> direction
    return pairs & pairs >> (2 * direction)
  }

  /// Whether the stones could have been put so by turns.
  public var isPossible: Bool {
    let all = own | other
    // Stones without a hole: adding the foot of every column leaves no bit of theirs standing.
    let stands = all & (all &+ Self.bottom) == 0
    let difference = other.nonzeroBitCount - own.nonzeroBitCount
    return own & other == 0 && all & ~Self.board == 0 && stands && (0...1).contains(difference)
      && Self.fours(own) == 0
  }

  // MARK: Search

  /// Columns from the middle outwards: what is tried first is taken of equally good ones.
  private static func column(_ place: Int) -> Int { 0x605_1423 >> (4 * place) & 7 }

  /// The best column by alpha-beta search.
  ///
  /// - Parameter depth: stones to look ahead, at least 1.
  /// - Returns: a column from 0.
  /// - Precondition: some column is free.
  package func bestMove(depth: Int) -> Int {
    var best = -1
    var bestValue = -Self.infinity
    for place in 0..<7 {
      let move = Self.column(place)
      guard canPlay(move) else { continue }
      var next = self
      next.play(move)
      let value = -next.value(depth: depth - 1, -Self.infinity, -bestValue)
      if value > bestValue { (best, bestValue) = (move, value) }
    }
    precondition(best >= 0, "expected a free column")
    return best
  }

  private static let infinity = 1_000_000

  /// The value for the side to move, exact between the bounds.
  private func value(depth: Int, _ low: Int, _ high: Int) -> Int {
    // A lost game is worse the sooner it is lost: deeper remains more.
    if hasLine { return -1000 - depth }
    if (own | other) == Self.board { return 0 }
    if depth == 0 { return openFours }
    var low = low
    for place in 0..<7 {
      let move = Self.column(place)
      guard canPlay(move) else { continue }
      var next = self
      next.play(move)
      low = max(low, -next.value(depth: depth - 1, -high, -low))
      if low >= high { return low }
    }
    return low
  }

  /// The fours still open to the side to move less those still open to the other.
  private var openFours: Int {
    Self.countFours(Self.board & ~other) - Self.countFours(Self.board & ~own)
  }

  private static func countFours(_ cells: UInt64) -> Int {
    fours(cells, 1).nonzeroBitCount + fours(cells, 7).nonzeroBitCount
      + fours(cells, 8).nonzeroBitCount + fours(cells, 6).nonzeroBitCount
  }
}
