/// A room of 8 by 8 cells as sets of bits, bit `8 * row + column`.
package struct SokobanLevel: Sendable, Hashable {
  /// Cells that nothing enters; the whole border is among them.
  package var walls: UInt64 = 0
  /// Cells on which boxes belong.
  package var goals: UInt64 = 0
  /// The boxes at the start, as many as goals.
  package var boxes: UInt64 = 0
  /// The player's cell at the start.
  package var player = -1

  /// The built-in levels, from easy to hard.
  package static let all: [SokobanLevel] = texts.map { text in
    guard let level = SokobanLevel(text) else {
      preconditionFailure("expected a level of 8 rows of 8 cells, got\n\(text)")
    }
    return level
  }

  /// Reads a level from eight rows of text; nil where it is none.
  package init?(_ text: String) {
    let rows = text.split(separator: "\n")
    guard rows.count == 8, rows.allSatisfy({ $0.utf8.count == 8 }) else { return nil }
    for (cell, character) in rows.joined().enumerated() {
      let bit: UInt64 = 1 << UInt64(cell)
      switch character {
      case "#": walls |= bit
      case " ": break
      case ".": goals |= bit
      case "$": boxes |= bit
      case "*": (boxes, goals) = (boxes | bit, goals | bit)
      case "@", "+":
        guard player < 0 else { return nil }
        player = cell
        if character == "+" { goals |= bit }
      default: return nil
      }
    }
    guard player >= 0, walls & Self.border == Self.border, goals != 0,
      goals.nonzeroBitCount == boxes.nonzeroBitCount
    else { return nil }
  }

  /// The outermost cells.
  private static let border: UInt64 = 0xFF81_8181_8181_81FF
}
