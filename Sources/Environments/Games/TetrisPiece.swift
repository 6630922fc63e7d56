/// The seven pieces: I, O, T, S, Z, J, L.
package enum TetrisPiece {
  /// Their names.
  package static let names = ["I", "O", "T", "S", "Z", "J", "L"]

  /// The cells of a piece in a box of 4 by 4: bit `4 * row + column`.
  ///
  /// - Parameters:
  ///   - kind: 0 to 6.
  ///   - rotation: quarter turns to the right, 0 to 3.
  /// - Returns: four cells.
  package static func shape(_ kind: Int, _ rotation: Int) -> UInt16 { shapes[4 * kind + rotation] }

  /// Where the top left of a piece's box appears: the piece's highest cells lie in the top row.
  package static func start(of kind: Int) -> (row: Int, column: Int) {
    switch kind {
    case 0: (-1, 3)
    case 1: (0, 4)
    default: (0, 3)
    }
  }

  private static let shapes: [UInt16] = {
    // The side of the box in which each turns, and its cells in it, row by row.
    let boxes: [(side: Int, cells: String)] = [
      (4, "....####........"), (2, "####"), (3, ".#.###..."), (3, ".####...."), (3, "##..##..."),
      (3, "#..###..."), (3, "..####..."),
    ]
    return boxes.flatMap { side, text in
      var cells = text.enumerated().filter { $0.element == "#" }.map {
        (row: $0.offset / side, column: $0.offset % side)
      }
      return (0..<4).map { _ in
        let shape = cells.reduce(UInt16(0)) { $0 | 1 << UInt16(4 * $1.row + $1.column) }
        cells = cells.map { (row: $0.column, column: side - 1 - $0.row) }
        return shape
      }
    }
  }()
}
