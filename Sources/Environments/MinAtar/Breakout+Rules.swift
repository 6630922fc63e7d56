extension Breakout.State: MinAtarState {
  /// Builds the wall and puts the ball on one side, from where it moves down and inwards.
  public mutating func begin(from source: inout some RandomSource) {
    self = Self()
    movesRight = source.integer(in: 0..<2) == 0
    ballColumn = movesRight ? 0 : 9
    trailColumn = ballColumn
  }

  /// Moves the paddle, then the ball.
  @inline(__always)
  public mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult {
    guard !isOver else { return StepResult(reward: 0, terminated: true) }
    if action == .left { paddle = max(paddle - 1, 0) }
    if action == .right { paddle = min(paddle + 1, 9) }
    trailRow = ballRow
    trailColumn = ballColumn
    var row = ballRow + (falls ? 1 : -1)
    var column = ballColumn + (movesRight ? 1 : -1)
    if column < 0 || column > 9 {
      column = ballColumn
      movesRight.toggle()
    }
    var reward: Float = 0
    let brick = Self.brick(row, column)
    let meetsBrick = bricks & brick != 0
    if row < 0 {
      row = 0
      falls = true
    } else if meetsBrick {
      if !isAmongBricks {
        bricks &= ~brick
        reward = 1
        row = ballRow
        falls.toggle()
      }
    } else if row == 9 {
      row = returned(to: column)
    }
    isAmongBricks = meetsBrick
    ballRow = row
    ballColumn = column
    return StepResult(reward: reward, terminated: isOver)
  }

  /// What becomes of a ball that comes down to the bottom row; returns the row where it ends.
  private mutating func returned(to column: Int8) -> Int8 {
    if bricks == 0 { bricks = Self.wall }
    if ballColumn == paddle {
      falls = false
    } else if column == paddle {
      falls = false
      movesRight.toggle()
    } else {
      isOver = true
      return 9
    }
    return ballRow
  }

  /// The bit of a cell's brick; 0 where there never is one.
  @inline(__always)
  private static func brick(_ row: Int8, _ column: Int8) -> UInt32 {
    row < 1 || row > 3 ? 0 : 1 << UInt32(truncatingIfNeeded: 10 * (row - 1) + column)
  }

  /// Whether ball and paddle are on the board, the ball above the bottom row while it is in play.
  public var isValid: Bool {
    let cells: ClosedRange<Int8> = 0...9
    return (0...(isOver ? 9 : 8)).contains(ballRow) && cells.contains(ballColumn)
      && cells.contains(trailRow) && cells.contains(trailColumn) && cells.contains(paddle)
      && bricks & ~Self.wall == 0
  }

  /// Marks paddle, ball, trail and bricks.
  @inline(__always)
  public func mark(_ planes: MinAtarPlanes) {
    planes.mark(0, row: 9, column: Int(paddle))
    planes.mark(1, row: Int(ballRow), column: Int(ballColumn))
    planes.mark(2, row: Int(trailRow), column: Int(trailColumn))
    for row in 0..<3 {
      planes.write(
        3, row: row + 1, columns: UInt16(truncatingIfNeeded: bricks >> UInt32(10 * row) & 0x3FF))
    }
  }

  /// Reads MinAtar's variables.
  public init(recorded variables: MinAtarVariables) throws {
    ballRow = Int8(try variables.integer("ball_y", in: 0...9))
    ballColumn = Int8(try variables.integer("ball_x", in: 0...9))
    trailRow = Int8(try variables.integer("last_y", in: 0...9))
    trailColumn = Int8(try variables.integer("last_x", in: 0...9))
    paddle = Int8(try variables.integer("pos", in: 0...9))
    let direction = try variables.integer("ball_dir", in: 0...3)
    falls = direction >= 2
    movesRight = direction == 1 || direction == 2
    isAmongBricks = try variables.flag("strike")
    isOver = try variables.flag("terminal")
    let rows = try variables.rows("brick_map")
    guard rows[0] == 0, rows[4...].allSatisfy({ $0 == 0 }) else {
      throw variables.fault("brick_map", "bricks in rows 1 to 3 only")
    }
    bricks = UInt32(rows[1]) | UInt32(rows[2]) << 10 | UInt32(rows[3]) << 20
    guard isValid else { throw variables.fault("ball_y", "a ball in play above the bottom row") }
  }

  /// MinAtar's variables; its four directions are counted clockwise from up and left.
  public var variables: [String: MinAtarValue] {
    var rows = [UInt16](repeating: 0, count: 10)
    for row in 0..<3 { rows[row + 1] = UInt16(bricks >> UInt32(10 * row) & 0x3FF) }
    let direction = falls ? (movesRight ? 2 : 3) : (movesRight ? 1 : 0)
    return [
      "ball_y": MinAtarValue(Int(ballRow)), "ball_x": MinAtarValue(Int(ballColumn)),
      "last_y": MinAtarValue(Int(trailRow)), "last_x": MinAtarValue(Int(trailColumn)),
      "pos": MinAtarValue(Int(paddle)), "ball_dir": MinAtarValue(direction),
      "strike": MinAtarValue(isAmongBricks), "terminal": MinAtarValue(isOver),
      "brick_map": MinAtarValue(rows: rows),
    ]
  }
}
