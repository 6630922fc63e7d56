/// A board of nine cells, seen from the side to move: bit `3 * row + column` for each stone.
public struct TicTacToePosition: TwoPlayerPosition {
  /// The stones of the side to move.
  public internal(set) var own: UInt16 = 0
  /// The stones of the side that moved last.
  public internal(set) var other: UInt16 = 0

  /// The number of moves that there can be.
  public static let moveCount = 9
  private static let full: UInt16 = 0x1FF

  /// Creates the empty board.
  public init() {}

  /// A position from rows of text, for example `x.o/.x./..o`; nil where it is no such board.
  ///
  /// - Parameter text: three rows; `x` moves first, and is to move where both have as many stones.
  package init?(_ text: String) {
    let cells = text.filter { $0 != "/" }
    guard cells.count == 9, cells.allSatisfy({ "xo.".contains($0) }) else { return nil }
    var stones: (x: UInt16, o: UInt16) = (0, 0)
    for (cell, character) in cells.enumerated() {
      if character == "x" { stones.x |= 1 << UInt16(cell) }
      if character == "o" { stones.o |= 1 << UInt16(cell) }
    }
    let isFirstToMove = stones.x.nonzeroBitCount == stones.o.nonzeroBitCount
    (own, other) = isFirstToMove ? (stones.x, stones.o) : (stones.o, stones.x)
  }

  /// The stones on the board.
  public var stoneCount: Int { own.nonzeroBitCount + other.nonzeroBitCount }

  /// Whether a move is possible.
  public func canPlay(_ move: Int) -> Bool { (own | other) >> UInt16(move) & 1 == 0 }

  /// Puts a stone; then the other side is to move.
  public mutating func play(_ move: Int) { (own, other) = (other, own | 1 << UInt16(move)) }

  /// Lets the other side move.
  public mutating func pass() { (own, other) = (other, own) }

  /// Whether the side that moved last has completed a line.
  public var hasLine: Bool { Self.hasLine(other) }

  private static func hasLine(_ stones: UInt16) -> Bool {
    let rows = stones & stones >> 1 & stones >> 2 & 0o111
    let columns = stones & stones >> 3 & stones >> 6 & 0o007
    return rows | columns != 0 || stones & 0o421 == 0o421 || stones & 0o124 == 0o124
  }

  /// Whether the stones could have been put so by turns.
  public var isPossible: Bool {
    let difference = other.nonzeroBitCount - own.nonzeroBitCount
    return own & other == 0 && (own | other) & ~Self.full == 0 && (0...1).contains(difference)
      && !Self.hasLine(own)
  }

  /// A number below 3⁹ that tells positions apart: a base 3 digit for each cell.
  var number: Int {
    var number = 0
    for cell in 0..<9 {
      let (mine, theirs) = (Int(own >> UInt16(cell) & 1), Int(other >> UInt16(cell) & 1))
      number = 3 * number + mine + 2 * theirs
    }
    return number
  }

  /// How many numbers there are: 3⁹.
  static let numbers = 19_683

  /// The position of a number; nil where there is none.
  init?(number: Int) {
    guard (0..<Self.numbers).contains(number) else { return nil }
    var rest = number
    for cell in stride(from: UInt16(8), through: 0, by: -1) {
      if rest % 3 == 1 { own |= 1 << cell }
      if rest % 3 == 2 { other |= 1 << cell }
      rest /= 3
    }
  }

  // MARK: Perfect play

  /// The best move of every position by its number; 0 where there is none.
  static func bestMoves() -> [UInt8] {
    var moves = [UInt8](repeating: 0, count: numbers)
    var values = [Int8?](repeating: nil, count: numbers)
    _ = value(of: TicTacToePosition(), &moves, &values)
    // An opening may be drawn, a board may come from a file: every position is wanted.
    for own in UInt16(0)...full {
      for other in UInt16(0)...full where own & other == 0 {
        var position = TicTacToePosition()
        (position.own, position.other) = (own, other)
        if position.isPossible { _ = value(of: position, &moves, &values) }
      }
    }
    return moves
  }

  /// The value for the side to move: 0 for a draw, else larger the sooner it wins, the later it
  /// loses; fills both tables.
  private static func value(
    of position: TicTacToePosition, _ moves: inout [UInt8], _ values: inout [Int8?]
  ) -> Int8 {
    let number = position.number
    if let known = values[number] { return known }
    var best: Int8 = -100
    if position.hasLine {
      best = Int8(position.stoneCount - 20)
    } else if position.stoneCount == 9 {
      best = 0
    } else {
      for move in 0..<9 where position.canPlay(move) {
        var next = position
        next.play(move)
        let value = -value(of: next, &moves, &values)
        if value > best {
          best = value
          moves[number] = UInt8(move)
        }
      }
    }
    values[number] = best
    return best
  }
}
