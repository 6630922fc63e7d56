extension Snake {
  /// Draws the grid, 20 pixels a cell, with the body as one band from tail to head.
  ///
  /// A dead snake's head is vermilion.
  public func render() -> Frame {
    let side = 20
    var frame = Frame(
      width: parameters.columns * side + 1, height: parameters.rows * side + 1)
    for cell in state.cells.indices {
      let (x, y) = corner(of: cell, side)
      frame.drawRectangle(x: x, y: y, width: side + 1, height: side + 1, .mist)
    }
    if let food = state.food {
      let (x, y) = corner(of: food, side)
      frame.fillCircle(x: x + side / 2, y: y + side / 2, radius: 8, .orange)
    }
    var cell = state.tail
    while cell != state.head {
      let next = cell + offset(Int(state.cells[cell]) - 1)
      let (x, y) = corner(of: cell, side)
      let (nextX, nextY) = corner(of: next, side)
      // A band from this cell's middle to the next one's, 13 pixels wide, 9 at the tail.
      let half = cell == state.tail ? 4 : 6
      frame.fillRectangle(
        x: min(x, nextX) + side / 2 - half, y: min(y, nextY) + side / 2 - half,
        width: abs(nextX - x) + 2 * half + 1, height: abs(nextY - y) + 2 * half + 1, .green)
      cell = next
    }
    drawHead(in: &frame, side)
    return frame
  }

  /// Length, head and food.
  public func describeState() -> String {
    let columns = parameters.columns
    var text = "length \(state.length), head at row \(state.head / columns), "
    text += "column \(state.head % columns)"
    if let food = state.food {
      text += ", food at row \(food / columns), column \(food % columns)"
    }
    return text + (state.isDead ? ", dead" : "")
  }

  /// A square with two eyes that look ahead.
  private func drawHead(in frame: inout Frame, _ side: Int) {
    let (x, y) = corner(of: state.head, side)
    frame.fillRectangle(
      x: x + 2, y: y + 2, width: side - 3, height: side - 3, state.isDead ? .vermilion : .blue)
    let ahead = [(0, -4), (4, 0), (0, 4), (-4, 0)][state.heading]
    for across in [-4, 4] {
      frame.fillCircle(
        x: x + side / 2 + ahead.0 + (ahead.0 == 0 ? across : 0),
        y: y + side / 2 + ahead.1 + (ahead.1 == 0 ? across : 0), radius: 2, .paper)
    }
  }

  private func corner(of cell: Int, _ side: Int) -> (x: Int, y: Int) {
    (cell % parameters.columns * side, cell / parameters.columns * side)
  }
}
