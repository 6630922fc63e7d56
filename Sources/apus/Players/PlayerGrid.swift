import Documents

/// How many episodes are played at a time, and how they are laid out.
package struct PlayerGrid: Hashable, Sendable {
  /// Rows, from 1.
  package let rows: Int
  /// Columns, from 1.
  package let columns: Int

  /// Rows and columns.
  package init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// Reads "3x3": rows, then columns.
  ///
  /// - Throws: `InputError` where it is no such text, or asks for more than 64 episodes.
  package init(_ text: String) throws {
    let numbers = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let rows = numbers[0], let columns = numbers[1],
      (1...64).contains(rows), (1...64).contains(columns), rows * columns <= 64
    else {
      throw InputError(
        "--grid: expected rows and columns such as 3x3, at most 64 episodes, got '\(shown(text))'")
    }
    self.init(rows: rows, columns: columns)
  }

  /// Episodes at a time.
  package var count: Int { rows * columns }
}
