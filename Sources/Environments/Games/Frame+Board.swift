extension Frame {
  /// Creates the picture of an empty board: square cells with lines between and around them.
  ///
  /// - Parameters:
  ///   - rows: the board's rows.
  ///   - columns: the board's columns.
  ///   - side: pixels from one line to the next.
  init(rows: Int, columns: Int, side: Int) {
    self.init(width: columns * side + 1, height: rows * side + 1)
    for row in 0...rows {
      fillRectangle(x: 0, y: row * side, width: width, height: 1, .mist)
    }
    for column in 0...columns {
      fillRectangle(x: column * side, y: 0, width: 1, height: height, .mist)
    }
  }

  /// Fills the inside of a board's cell.
  ///
  /// - Parameters:
  ///   - row: the cell's row, from the top.
  ///   - column: the cell's column, from the left.
  ///   - side: pixels from one line to the next.
  ///   - margin: pixels left free between the line and what is filled.
  ///   - color: the colour.
  mutating func fillCell(row: Int, column: Int, side: Int, margin: Int = 0, _ color: Color) {
    fillRectangle(
      x: column * side + 1 + margin, y: row * side + 1 + margin, width: side - 1 - 2 * margin,
      height: side - 1 - 2 * margin, color)
  }

  /// Puts a disc into a board's cell.
  ///
  /// - Parameters:
  ///   - row: the cell's row, from the top.
  ///   - column: the cell's column, from the left.
  ///   - side: pixels from one line to the next.
  ///   - radius: the disc's radius in pixels.
  ///   - color: the colour.
  mutating func fillDisc(row: Int, column: Int, side: Int, radius: Int, _ color: Color) {
    fillCircle(x: column * side + side / 2, y: row * side + side / 2, radius: radius, color)
  }
}
