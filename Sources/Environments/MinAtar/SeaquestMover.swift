/// Whatever moves by itself in Seaquest: a bullet, a fish, an enemy submarine or a diver.
package struct SeaquestMover: Codable, Hashable, Sendable, BitwiseCopyable {
  /// Its column.
  package var column: Int8 = 0
  /// Its row.
  package var row: Int8 = 0
  /// Whether it moves right.
  package var movesRight = false
  /// Steps until it moves, in a step that begins with 0; bullets move in every step.
  package var moveTimer: UInt8 = 0
  /// Steps until a submarine fires, in a step that begins with 0.
  package var shotTimer: UInt8 = 0

  /// A mover.
  package init(
    column: Int8, row: Int8, movesRight: Bool, moveTimer: UInt8 = 0, shotTimer: UInt8 = 0
  ) {
    self.column = column
    self.row = row
    self.movesRight = movesRight
    self.moveTimer = moveTimer
    self.shotTimer = shotTimer
  }

  /// Five steps lie between two moves of a diver.
  static let diverInterval: UInt8 = 5
  /// Ten steps lie between two shots of a submarine.
  static let shotInterval: UInt8 = 10

  /// Whether it is still in one of the ten columns.
  @inline(__always)
  var isOnBoard: Bool { UInt8(bitPattern: column) < 10 }

  /// Whether two are in the same cell.
  @inline(__always)
  func meets(_ other: SeaquestMover) -> Bool { column == other.column && row == other.row }

  /// Moves it by one column.
  @inline(__always)
  mutating func advance() { column += movesRight ? 1 : -1 }

  /// The column it came from, unless that is outside.
  @inline(__always)
  var trail: Int? {
    let column = Int(self.column) + (movesRight ? -1 : 1)
    return column >= 0 && column < 10 ? column : nil
  }

  /// The most steps that a bullet can have flown since it was fired from within the board.
  var greatestAge: Int { Int(movesRight ? column : 9 - column) }

  /// Whether it is in one of the ten columns and some of the rows, and its timers have not run over.
  func isValid(rows: ClosedRange<Int8>) -> Bool {
    isOnBoard && rows.contains(row) && moveTimer <= Self.diverInterval
      && shotTimer <= Self.shotInterval
  }
}
