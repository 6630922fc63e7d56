import Determinism

extension Tetris {
  /// Whether a piece overlaps a locked cell, a wall or the floor.
  ///
  /// Rows are looked at with three cells of wall on either side; above the well is only wall.
  func collides(_ shape: UInt16, row: Int, column: Int, in rows: [UInt16]) -> Bool {
    for line in 0..<4 {
      let cells = shape >> UInt16(4 * line) & 0xF
      guard cells != 0 else { continue }
      let place = row + line
      guard place < 20, column >= -3, column <= 9 else { return true }
      let taken: UInt16 = place < 0 ? 0xE007 : rows[place] << 3 | 0xE007
      if cells << UInt16(column + 3) & taken != 0 { return true }
    }
    return false
  }

  private func fits(rotation: Int, row: Int, column: Int) -> Bool {
    let shape = TetrisPiece.shape(state.kind, rotation)
    return !collides(shape, row: row, column: column, in: state.rows)
  }

  mutating func move(columns: Int) {
    let column = state.column + columns
    if fits(rotation: state.rotation, row: state.row, column: column) { state.column = column }
  }

  /// Turns the piece to the right, where needed aside by 1 or 2 columns, left first.
  mutating func rotate() {
    let rotation = (state.rotation + 1) & 3
    for attempt in 0..<5 {
      // 0, -1, 1, -2, 2.
      let column = state.column + (attempt & 1 == 1 ? -(attempt + 1) / 2 : attempt / 2)
      if fits(rotation: rotation, row: state.row, column: column) {
        (state.rotation, state.column) = (rotation, column)
        return
      }
    }
  }

  /// Lets the piece fall by one row; false where it cannot.
  mutating func fall() -> Bool {
    guard fits(rotation: state.rotation, row: state.row + 1, column: state.column) else {
      return false
    }
    state.row += 1
    return true
  }

  /// Makes the piece a part of the well and removes full rows; returns how many there were.
  mutating func lock() -> Int {
    let shape = TetrisPiece.shape(state.kind, state.rotation)
    for line in 0..<4 {
      let cells = shape >> UInt16(4 * line) & 0xF
      guard cells != 0 else { continue }
      guard state.row + line >= 0 else {
        state.isOver = true
        continue
      }
      let place = state.column >= 0 ? cells << UInt16(state.column) : cells >> UInt16(-state.column)
      state.rows[state.row + line] |= place
    }
    return removeFullRows()
  }

  private mutating func removeFullRows() -> Int {
    var target = 19
    for row in stride(from: 19, through: 0, by: -1) where state.rows[row] != 0x3FF {
      state.rows[target] = state.rows[row]
      target -= 1
    }
    let removed = target + 1
    for row in 0..<removed { state.rows[row] = 0 }
    state.lines += removed
    return removed
  }

  /// Lets the next piece appear and draws the one after it; the game is over where it does not fit.
  mutating func appear(using random: inout RandomStream) {
    state.kind = state.next
    state.rotation = 0
    (state.row, state.column) = TetrisPiece.start(of: state.kind)
    state.next = drawKind(using: &random)
    state.isOver = !fits(rotation: 0, row: state.row, column: state.column)
  }

  /// Draws a kind from the bag; an empty bag is filled again.
  mutating func drawKind(using random: inout RandomStream) -> Int {
    var kinds = state.bag
    for _ in 0..<random.integer(below: kinds.nonzeroBitCount) { kinds &= kinds - 1 }
    let kind = kinds.trailingZeroBitCount
    state.bag &= ~(1 << UInt8(kind))
    if state.bag == 0 { state.bag = 0x7F }
    return kind
  }

  /// Whether the well has no full row, and the piece fits unless the game is over.
  public func isValid(_ state: State) -> Bool {
    guard state.rows.count == 20, state.rows.allSatisfy({ $0 < 0x3FF }),
      (0..<7).contains(state.kind), (0..<7).contains(state.next), (0..<4).contains(state.rotation),
      (-3...20).contains(state.row), (-3...9).contains(state.column),
      (1...0x7F).contains(state.bag),
      (0...1_000_000_000_000).contains(state.lines)
    else { return false }
    let shape = TetrisPiece.shape(state.kind, state.rotation)
    if !collides(shape, row: state.row, column: state.column, in: state.rows) { return true }
    let inside = !collides(
      shape, row: state.row, column: state.column, in: [UInt16](repeating: 0, count: 20))
    return state.isOver && inside
  }

  /// The state of a well as drawn, with a piece at its start.
  ///
  /// - Parameters:
  ///   - lowest: the lowest rows from above, `#` for a locked cell.
  ///   - kind: the piece.
  ///   - next: the piece after it.
  ///   - state: where the bag comes from; a bag with all kinds where nil.
  /// - Returns: nil where there is no such state.
  package func state(
    lowest: [String], kind: Int, next: Int, of state: State? = nil
  ) -> State? {
    guard lowest.count <= 20, (0..<7).contains(kind) else { return nil }
    var rows = [UInt16](repeating: 0, count: 20 - lowest.count)
    for text in lowest {
      rows.append(
        text.utf8.enumerated().reduce(0) {
          $1.element == 35 && $1.offset < 10 ? $0 | 1 << UInt16($1.offset) : $0
        })
    }
    let (row, column) = TetrisPiece.start(of: kind)
    let made = State(
      rows: rows, kind: kind, rotation: 0, row: row, column: column, next: next,
      bag: state?.bag ?? 0x7F, lines: 0, isOver: false)
    return isValid(made) ? made : nil
  }

  /// Draws the well, the piece with its colour, and the next one to the right.
  public func render() -> Frame {
    let side = 10
    var frame = Frame(width: 16 * side + 1, height: 20 * side + 1)
    frame.fillRectangle(x: 10 * side + 1, y: 0, width: 6 * side, height: frame.height, .mist)
    let colors: [Color] = [.sky, .yellow, .purple, .green, .vermilion, .blue, .orange]
    for row in 0..<20 {
      for column in 0..<10 where state.rows[row] >> UInt16(column) & 1 == 1 {
        frame.fillCell(row: row, column: column, side: side, .stone)
      }
    }
    for (kind, rotation, top, left) in [
      (state.kind, state.rotation, state.row, state.column), (state.next, 0, 1, 11),
    ] {
      let shape = TetrisPiece.shape(kind, rotation)
      for place in 0..<16 where shape >> UInt16(place) & 1 == 1 {
        frame.fillCell(
          row: top + place / 4, column: left + place % 4, side: side,
          state.isOver && left != 11 ? .ink : colors[kind])
      }
    }
    return frame
  }

  /// The piece, the next one and the rows that have vanished.
  public func describeState() -> String {
    "\(TetrisPiece.names[state.kind]) at row \(state.row), column \(state.column), turned "
      + "\(state.rotation); next \(TetrisPiece.names[state.next]); \(state.lines) lines"
      + (state.isOver ? ", over" : "")
  }
}
