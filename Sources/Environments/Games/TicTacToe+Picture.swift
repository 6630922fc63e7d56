extension TicTacToe {
  /// Draws the board: the agent's stones as blue discs, the other side's as orange rings.
  ///
  /// In self-play the side that began is blue. A completed line ends in a green or vermilion frame.
  public func render() -> Frame {
    let side = 40
    var frame = Frame(rows: 3, columns: 3, side: side)
    let position = state.position
    let isToMove = isBlueToMove
    for cell in 0..<9 {
      let (row, column) = (cell / 3, cell % 3)
      let isOwn = position.own >> UInt16(cell) & 1 == 1
      let isOther = position.other >> UInt16(cell) & 1 == 1
      guard isOwn || isOther else { continue }
      if isOwn == isToMove {
        frame.fillDisc(row: row, column: column, side: side, radius: 13, .blue)
      } else {
        frame.fillDisc(row: row, column: column, side: side, radius: 13, .orange)
        frame.fillDisc(row: row, column: column, side: side, radius: 8, .paper)
      }
    }
    frame.drawOutcome(state.outcome)
    return frame
  }

  /// The board row by row, the agent's stones `A`, and how the game stands.
  public func describeState() -> String {
    let position = state.position
    let isToMove = isBlueToMove
    let rows = (0..<3).map { row in
      String(
        (0..<3).map { column -> Character in
          let bit = UInt16(3 * row + column)
          let isOwn = position.own >> bit & 1 == 1
          guard isOwn || position.other >> bit & 1 == 1 else { return "." }
          return isOwn == isToMove ? "A" : "b"
        })
    }
    return rows.joined(separator: "/") + ", \(state.outcome.rawValue)"
  }
}

extension TwoPlayerGame {
  /// Whether the side drawn in blue is to move: the agent's, in self-play the one that began.
  var isBlueToMove: Bool {
    state.position.stoneCount.isMultiple(of: 2) == state.agentBegins
  }
}

extension Frame {
  /// Frames the picture of a game that is over: green, vermilion, or grey for a draw.
  mutating func drawOutcome(_ outcome: BoardOutcome) {
    let color: Color
    switch outcome {
    case .open: return
    case .won: color = .green
    case .lost, .forfeited: color = .vermilion
    case .drawn: color = .stone
    }
    drawRectangle(x: 0, y: 0, width: width, height: height, thickness: 3, color)
  }
}
