import Determinism

extension Pong {
  /// Whether one side has won.
  var hasEnded: Bool { max(state.won, state.lost) >= parameters.points }

  /// Starts the ball in the middle column, in any row, level or rising or falling, to either side.
  mutating func serve(using random: inout RandomStream) {
    state.row = random.integer(below: parameters.rows)
    state.column = parameters.columns / 2
    state.rowSpeed = random.integer(below: 3) - 1
    state.columnSpeed = 2 * random.integer(below: 2) - 1
    state.lastRow = state.row
    state.lastColumn = state.column
  }

  func paddle(_ top: Int, moved: Int) -> Int {
    min(max(top + moved, 0), parameters.rows - parameters.paddle)
  }

  /// Moves the opponent's paddle towards the ball where it is not before the paddle's middle.
  mutating func follow() {
    let middle = 2 * state.opponent + parameters.paddle - 1
    let distance = 2 * state.row - middle
    if abs(distance) > 1 { state.opponent = paddle(state.opponent, moved: distance.signum()) }
  }

  /// Moves the ball; returns 1 for a point of the agent, −1 for one of the opponent, else 0.
  mutating func moveBall() -> Int {
    state.lastRow = state.row
    state.lastColumn = state.column
    let last = parameters.rows - 1
    state.column += state.columnSpeed
    state.row += state.rowSpeed
    if state.row < 0 || state.row > last {
      state.row = state.row < 0 ? -state.row : 2 * last - state.row
      state.rowSpeed = -state.rowSpeed
    }
    if state.column == parameters.columns - 1 { return returnBall(from: state.agent) ? 0 : -1 }
    if state.column == 0 { return returnBall(from: state.opponent) ? 0 : 1 }
    return 0
  }

  /// Lets the ball bounce off a paddle where it meets it.
  ///
  /// - Parameter top: the paddle's highest row.
  /// - Returns: false where the ball misses it.
  private mutating func returnBall(from top: Int) -> Bool {
    let place = state.row - top
    guard place >= 0 && place < parameters.paddle else { return false }
    state.columnSpeed = -state.columnSpeed
    state.column += state.columnSpeed
    // Off the middle the ball leaves level, off the ends steeply: for four rows -2, -1, 1, 2.
    let offset = 2 * place - (parameters.paddle - 1)
    state.rowSpeed = min((abs(offset) + 1) / 2, 2) * offset.signum()
    return true
  }

  /// Whether ball and paddles are on the field and the points are possible.
  public func isValid(_ state: State) -> Bool {
    let (rows, columns) = (0..<parameters.rows, 0..<parameters.columns)
    let paddles = 0...(parameters.rows - parameters.paddle)
    return rows.contains(state.row) && columns.contains(state.column)
      && rows.contains(state.lastRow) && columns.contains(state.lastColumn)
      && (-2...2).contains(state.rowSpeed) && [-1, 1].contains(state.columnSpeed)
      && paddles.contains(state.agent)
      && paddles.contains(state.opponent) && (0...parameters.points).contains(state.won)
      && (0...parameters.points).contains(state.lost) && isInPlay(state)
  }

  /// Whether the ball is between the paddles, unless the game is over.
  private func isInPlay(_ state: State) -> Bool {
    max(state.won, state.lost) == parameters.points
      || state.column > 0 && state.column < parameters.columns - 1
  }

  /// The state of a ball in play as given, the opponent without a point.
  ///
  /// - Parameters:
  ///   - ball: the ball's row and column.
  ///   - speed: rows and columns per step.
  ///   - agent: the highest row of the agent's paddle.
  ///   - opponent: the highest row of the opponent's paddle.
  ///   - won: the agent's points.
  /// - Returns: a valid state.
  package func state(
    ball: (row: Int, column: Int), speed: (rows: Int, columns: Int), agent: Int, opponent: Int,
    won: Int = 0
  ) -> State {
    let state = State(
      row: ball.row, column: ball.column, rowSpeed: speed.rows, columnSpeed: speed.columns,
      lastRow: ball.row, lastColumn: ball.column, agent: agent, opponent: opponent, won: won,
      lost: 0)
    precondition(isValid(state), "expected a ball in play, got \(state)")
    return state
  }

  /// Draws the field, 10 pixels a cell.
  public func render() -> Frame {
    let side = 10
    var frame = Frame(width: parameters.columns * side, height: parameters.rows * side)
    for row in stride(from: 0, to: parameters.rows, by: 2) {
      frame.fillRectangle(
        x: parameters.columns * side / 2 - 1, y: row * side, width: 2, height: side, .mist)
    }
    let height = parameters.paddle * side
    frame.fillRectangle(
      x: 2, y: state.opponent * side, width: side - 4, height: height, .orange)
    frame.fillRectangle(
      x: (parameters.columns - 1) * side + 2, y: state.agent * side, width: side - 4,
      height: height, .blue)
    frame.fillCircle(
      x: state.column * side + side / 2, y: state.row * side + side / 2, radius: 4, .ink)
    return frame
  }

  /// The points and the ball's place.
  public func describeState() -> String {
    "\(state.won) to \(state.lost), ball at row \(state.row), column \(state.column)"
  }
}
