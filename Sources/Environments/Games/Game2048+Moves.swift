import Determinism

extension Game2048 {
  /// The cell at a place of a line, counted from the edge towards which an action slides.
  ///
  /// - Parameters:
  ///   - action: the direction.
  ///   - line: the row or column, 0 to 3.
  ///   - place: 0 at the edge to 3.
  /// - Returns: the cell's number.
  @inline(__always)
  private func cell(_ action: Int, _ line: Int, _ place: Int) -> Int {
    switch action {
    case 0: 4 * place + line
    case 1: 4 * line + 3 - place
    case 2: 4 * (3 - place) + line
    default: 4 * line + place
    }
  }

  /// Slides and merges all four lines; returns the reward.
  mutating func slide(_ action: Int) -> Float {
    var reward = 0
    for line in 0..<4 {
      var next = 0
      var waiting: UInt8 = 0
      for place in 0..<4 {
        let from = cell(action, line, place)
        let tile = state.cells[from]
        guard tile != 0 else { continue }
        state.cells[from] = 0
        if tile == waiting, tile < 17 {
          // What merged waits for nothing more: each tile merges once.
          state.cells[cell(action, line, next - 1)] = tile + 1
          reward += parameters.reward == .merged ? 2 << Int(tile) : Int(tile) + 1
          waiting = 0
        } else {
          state.cells[cell(action, line, next)] = tile
          waiting = tile
          next += 1
        }
      }
    }
    return Float(reward)
  }

  /// Whether an action would move something: a tile with a free cell or its equal before it.
  func canMove(_ action: Int) -> Bool {
    for line in 0..<4 {
      var before = state.cells[cell(action, line, 0)]
      for place in 1..<4 {
        let tile = state.cells[cell(action, line, place)]
        if tile != 0 && (before == 0 || before == tile && tile < 17) { return true }
        before = tile
      }
    }
    return false
  }

  /// Puts a 2 or a 4 into a free cell; draws the cell, then the number.
  ///
  /// - Precondition: a cell is free.
  mutating func addTile(using random: inout RandomStream) {
    var free = 0
    for cell in 0..<16 where state.cells[cell] == 0 { free += 1 }
    var remaining = random.integer(below: free)
    let tile: UInt8 = random.integer(below: 10) == 0 ? 2 : 1
    for cell in 0..<16 where state.cells[cell] == 0 {
      if remaining == 0 {
        state.cells[cell] = tile
        return
      }
      remaining -= 1
    }
  }

  /// Draws the tiles with their numbers; the larger, the warmer.
  public func render() -> Frame {
    let side = 40
    var frame = Frame(rows: 4, columns: 4, side: side)
    let colors: [Color] = [.mist, .sky, .blue, .green, .yellow, .orange, .vermilion, .purple]
    for cell in 0..<16 {
      let exponent = Int(state.cells[cell])
      guard exponent > 0 else { continue }
      let (row, column) = (cell / 4, cell % 4)
      frame.fillCell(
        row: row, column: column, side: side, margin: 1, colors[(exponent - 1) % colors.count])
      let text = String(1 << exponent)
      frame.drawNumber(text, centerX: column * side + 20, centerY: row * side + 20, .ink)
    }
    return frame
  }

  /// The rows of numbers, a dot for a free cell.
  public func describeState() -> String {
    (0..<4).map { row in
      (0..<4).map { column in
        let exponent = Int(state.cells[4 * row + column])
        return exponent == 0 ? "." : String(1 << exponent)
      }.joined(separator: " ")
    }.joined(separator: " / ")
  }
}
