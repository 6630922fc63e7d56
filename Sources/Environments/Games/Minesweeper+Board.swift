import Determinism

extension Minesweeper {
  /// Whether a mine was opened or nothing is left to open.
  var hasEnded: Bool {
    state.exploded != nil || state.openCount == state.cells.count - parameters.mines
  }

  /// Visits the cells around a cell, row by row.
  @inline(__always)
  func forEachNeighbour(of cell: Int, _ body: (Int) -> Void) {
    let (rows, columns) = (parameters.rows, parameters.columns)
    let (row, column) = (cell / columns, cell % columns)
    for otherRow in max(row - 1, 0)...min(row + 1, rows - 1) {
      for otherColumn in max(column - 1, 0)...min(column + 1, columns - 1) {
        let other = otherRow * columns + otherColumn
        if other != cell { body(other) }
      }
    }
  }

  /// Lays the mines, neither into a cell nor next to it.
  ///
  /// Every set of the other cells is equally likely. Draws one number for each cell looked at.
  ///
  /// - Source: selection sampling, Knuth, The Art of Computer Programming 3.4.2, algorithm S.
  mutating func layMines(besides first: Int, using random: inout RandomStream) {
    let columns = parameters.columns
    let (row, column) = (first / columns, first % columns)
    let height = min(row + 1, parameters.rows - 1) - max(row - 1, 0) + 1
    let width = min(column + 1, columns - 1) - max(column - 1, 0) + 1
    var allowed = state.cells.count - height * width
    var missing = parameters.mines
    for otherRow in 0..<parameters.rows {
      for otherColumn in 0..<columns where missing > 0 {
        if abs(otherRow - row) <= 1 && abs(otherColumn - column) <= 1 { continue }
        if random.integer(below: allowed) < missing {
          missing -= 1
          layMine(otherRow * columns + otherColumn)
        }
        allowed -= 1
      }
    }
    state.isLaid = true
  }

  /// Lays one mine and counts it around.
  mutating func layMine(_ cell: Int) {
    state.cells[cell] += Cell.mine
    let (rows, columns) = (parameters.rows, parameters.columns)
    let (row, column) = (cell / columns, cell % columns)
    for otherRow in max(row - 1, 0)...min(row + 1, rows - 1) {
      for otherColumn in max(column - 1, 0)...min(column + 1, columns - 1) {
        let other = otherRow * columns + otherColumn
        if other != cell { state.cells[other] += 1 }
      }
    }
  }

  /// Opens a closed cell without a mine, and where it shows 0 all that this opens.
  mutating func open(_ first: Int) {
    let (rows, columns) = (parameters.rows, parameters.columns)
    show(first)
    while let cell = flood.popLast() {
      let (row, column) = (cell / columns, cell % columns)
      for otherRow in max(row - 1, 0)...min(row + 1, rows - 1) {
        for otherColumn in max(column - 1, 0)...min(column + 1, columns - 1) {
          let other = otherRow * columns + otherColumn
          if state.cells[other] < Cell.mine { show(other) }
        }
      }
    }
  }

  private mutating func show(_ cell: Int) {
    let around = state.cells[cell]
    state.cells[cell] = around + Cell.open
    state.openCount += 1
    if around == 0 { flood.append(cell) }
  }

  /// Whether the numbers are those of the mines, and the counts those of the cells.
  public func isValid(_ state: State) -> Bool {
    let count = parameters.rows * parameters.columns
    guard state.cells.count == count,
      state.openCount == state.cells.count(where: { $0 >= Cell.open })
    else { return false }
    guard state.isLaid else {
      return state.cells.allSatisfy { $0 == 0 } && state.exploded == nil
    }
    if let exploded = state.exploded {
      guard state.cells.indices.contains(exploded), state.cells[exploded] & Cell.mine != 0 else {
        return false
      }
    }
    var mines = 0
    for cell in 0..<count {
      let value = state.cells[cell]
      // No cell is open and has a mine, no number has other bits.
      guard value < Cell.mine + Cell.open else { return false }
      if value & Cell.mine != 0 { mines += 1 }
      var around: UInt8 = 0
      forEachNeighbour(of: cell) { if state.cells[$0] & Cell.mine != 0 { around += 1 } }
      guard value & Cell.around == around else { return false }
    }
    return mines == parameters.mines
  }

  /// The state of a board as drawn.
  ///
  /// - Parameters:
  ///   - mines: the cells with a mine.
  ///   - open: the cells that are open, none of them with a mine.
  /// - Returns: a state with its numbers counted.
  package func state(mines: [Int], open: [Int]) -> State {
    var copy = self
    for cell in copy.state.cells.indices { copy.state.cells[cell] = 0 }
    for cell in mines { copy.layMine(cell) }
    for cell in open { copy.state.cells[cell] += Cell.open }
    copy.state.isLaid = true
    copy.state.openCount = open.count
    copy.state.exploded = nil
    return copy.state
  }

  /// Draws the board: closed cells grey, numbers in the open ones, all mines once one was opened.
  public func render() -> Frame {
    let side = 20
    var frame = Frame(rows: parameters.rows, columns: parameters.columns, side: side)
    let colors: [Color] = [
      .paper, .blue, .green, .vermilion, .purple, .orange, .sky, .ink, .slate,
    ]
    for (cell, value) in state.cells.enumerated() {
      let (row, column) = (cell / parameters.columns, cell % parameters.columns)
      let around = Int(value & Cell.around)
      if value >= Cell.open {
        guard around > 0 else { continue }
        frame.drawNumber(
          String(around), centerX: column * side + 10, centerY: row * side + 10,
          colors[min(around, 8)])
      } else {
        frame.fillCell(
          row: row, column: column, side: side, margin: 1,
          cell == state.exploded ? .vermilion : .stone)
        if state.exploded != nil && value & Cell.mine != 0 {
          frame.fillDisc(row: row, column: column, side: side, radius: 5, .ink)
        }
      }
    }
    return frame
  }

  /// How many cells are open, and whether a mine was.
  public func describeState() -> String {
    let safe = state.cells.count - parameters.mines
    let ending = state.exploded != nil ? ", a mine opened" : state.openCount == safe ? ", won" : ""
    return "\(state.openCount) of \(safe) cells open" + ending
  }
}
