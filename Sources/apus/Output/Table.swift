/// Text in columns, each as wide as its longest entry.
struct Table {
  /// The names of the columns; empty for none.
  let header: [String]
  /// The rows, each with one entry per column.
  let rows: [[String]]
  /// Whether all columns but the first end at the right, as numbers do.
  var alignsRight = false

  /// The table, without a line end after the last row.
  var text: String {
    let all = header.isEmpty ? rows : [header] + rows
    let count = all.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return all.map { row in
      let cells: [String] = row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        if alignsRight && column > 0 { return blanks + cell }
        // The last column ends the line: no blanks behind it.
        return column == row.count - 1 ? cell : cell + blanks
      }
      return cells.joined(separator: "  ")
    }.joined(separator: "\n")
  }
}
