extension Catch {
  /// Draws the board, 20 pixels a cell.
  ///
  /// When the ball has arrived, the paddle is green if it caught it, else vermilion.
  public func render() -> Frame {
    let cell = 20
    var frame = Frame(
      width: parameters.columns * cell + 1, height: parameters.rows * cell + 1)
    for row in 0..<parameters.rows {
      for column in 0..<parameters.columns {
        frame.drawRectangle(
          x: column * cell, y: row * cell, width: cell + 1, height: cell + 1, .mist)
      }
    }
    let caught = state.ballColumn == state.paddle
    frame.fillRectangle(
      x: state.paddle * cell + 2, y: parameters.rows * cell - 7, width: cell - 3, height: 6,
      !hasArrived(state) ? .blue : caught ? .green : .vermilion)
    frame.fillCircle(
      x: state.ballColumn * cell + cell / 2, y: state.ballRow * cell + cell / 2, radius: 8, .orange)
    return frame
  }

  /// The ball's and the paddle's place.
  public func describeState() -> String { describe(state: stateIndex) }
}
