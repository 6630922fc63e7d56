import Determinism

extension Game2048 {
  /// Where a line begins, at the edge towards which an action slides, and the way inwards.
  ///
  /// - Parameters:
  ///   - action: the direction.
  ///   - number: the row or column, 0 to 3.
  /// - Returns: the cell at the edge, and the difference of its neighbours' numbers.
  @inline(__always)
  private static func line(_ action: Int, _ number: Int) -> (first: Int, step: Int) {
    switch action {
    case 0: (number, 4)
    case 1: (4 * number + 3, -1)
    case 2: (12 + number, -4)
    default: (4 * number, 1)
    }
  }

  /// Slides and merges all four lines; returns the reward.
  mutating func slide(_ action: Int) -> Float {
    let counts = parameters.reward == .merged
    var reward = 0
    withUnsafeMutableBytes(of: &state.cells) { cells in
      for number in 0..<4 {
        let (first, step) = Self.line(action, number)
        var (from, target) = (first, first)
        var waiting: UInt8 = 0
        for _ in 0..<4 {
          let tile = cells[from]
          if tile != 0 {
            cells[from] = 0
            if tile == waiting && tile < 17 {
              // What merged waits for nothing more: each tile merges once.
              cells[target - step] = tile + 1
              reward += counts ? 2 << Int(tile) : Int(tile) + 1
              waiting = 0
            } else {
              cells[target] = tile
              waiting = tile
              target += step
            }
          }
          from += step
        }
      }
    }
    return Float(reward)
  }

  /// Whether an action would move something: a tile with a free cell or its equal before it.
  func canMove(_ action: Int) -> Bool {
    withUnsafeBytes(of: state.cells) { cells in
      for number in 0..<4 {
        let (first, step) = Self.line(action, number)
        var before = cells[first]
        for place in 1..<4 {
          let tile = cells[first + place * step]
          if tile != 0 && (before == 0 || before == tile && tile < 17) { return true }
          before = tile
        }
      }
      return false
    }
  }

  /// Whether nothing can move.
  public var isOver: Bool {
    // Beside a free cell something can move into it; without one, what merges does so both ways.
    !any(state.cells .== 0) && !canMove(0) && !canMove(3)
  }

  /// Puts a 2 or a 4 into a free cell; draws the cell, then the number.
  ///
  /// - Precondition: a cell is free.
  mutating func addTile(using random: inout RandomStream) {
    withUnsafeMutableBytes(of: &state.cells) { cells in
      var free = 0
      for cell in 0..<16 where cells[cell] == 0 { free += 1 }
      var remaining = random.integer(below: free)
      let tile: UInt8 = random.integer(below: 10) == 0 ? 2 : 1
      for cell in 0..<16 where cells[cell] == 0 {
        if remaining == 0 {
          cells[cell] = tile
          return
        }
        remaining -= 1
      }
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
