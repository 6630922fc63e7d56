import Documents

/// The parts of a file that every grid has in common: the map's rows and the legend's symbols.
extension GridDefinition {
  /// The map's rows with their lines in the file: a block of text, or a list of strings.
  static func rows(_ node: DocumentNode) throws -> [(text: String, line: Int)] {
    var rows: [(text: String, line: Int)]
    if node.isSequence {
      rows = try node.sequence().map { (try $0.string(), $0.line) }
    } else {
      // A block begins on the line after its `|`.
      let lines = try node.string().split(separator: "\n", omittingEmptySubsequences: false)
      rows = lines.enumerated().map {
        (String($0.element), lines.count == 1 ? node.line : node.line + 1 + $0.offset)
      }
    }
    while let last = rows.last, last.text.isEmpty { rows.removeLast() }
    guard !rows.isEmpty else {
      throw node.error("the map is empty", remedy: "write one row of cells a line after 'map: |'")
    }
    let lengths = Dictionary(grouping: rows, by: \.text.count).mapValues(\.count)
    let most = lengths.values.max() ?? 0
    let width = rows.map(\.text.count).first { lengths[$0] == most } ?? 0
    for (index, row) in rows.enumerated() where row.text.count != width {
      throw InputError(
        "map row \(index + 1) has \(row.text.count) cells, expected \(width) like the other rows: "
          + "'\(shown(row.text))'",
        file: node.file, line: row.line, remedy: "make all rows equally long")
    }
    guard rows.count <= largestSide, width <= largestSide else {
      throw node.error(
        "the map has \(rows.count) rows of \(width) cells, expected at most \(largestSide) of each")
    }
    return rows
  }

  /// The legend's entry for each cell of the rows.
  ///
  /// - Parameters:
  ///   - rows: the rows with their lines.
  ///   - legend: the entries by symbol.
  ///   - known: the symbols and what they stand for, for messages.
  ///   - file: the file, for messages.
  /// - Returns: the entries, row by row.
  /// - Throws: `InputError` at a symbol that the legend lacks.
  static func cells<Entry>(
    _ rows: [(text: String, line: Int)], _ legend: [Character: Entry],
    known: [(symbol: Character, words: String)], file: String
  ) throws -> [Entry] {
    var cells: [Entry] = []
    for (row, text) in rows.enumerated() {
      for (column, symbol) in text.text.enumerated() {
        guard let cell = legend[symbol] else {
          let known = known.map { "'\(shown(String($0.symbol)))' \($0.words)" }
          throw InputError(
            "unknown cell '\(shown(String(symbol)))' in map row \(row + 1), column \(column + 1)",
            file: file, line: text.line,
            remedy: "the legend has: " + known.joined(separator: ", "))
        }
        cells.append(cell)
      }
    }
    return cells
  }

  /// The entries of a legend by their symbols, each one character, in the order of the file.
  static func symbols(
    _ node: DocumentNode
  ) throws -> [(symbol: Character, entry: (key: String, keyLine: Int, node: DocumentNode))] {
    var symbols: [(symbol: Character, entry: (key: String, keyLine: Int, node: DocumentNode))] = []
    for entry in try node.mapping().entries {
      guard let symbol = entry.key.first, entry.key.count == 1 else {
        throw InputError(
          "a legend key is one character, got '\(shown(entry.key))'", file: node.file,
          line: entry.keyLine)
      }
      if let first = symbols.first(where: { $0.symbol == symbol }) {
        throw InputError(
          "the legend has '\(shown(entry.key))' twice, first on line \(first.entry.keyLine)",
          file: node.file, line: entry.keyLine)
      }
      symbols.append((symbol, entry))
    }
    guard !symbols.isEmpty else {
      throw node.error("the legend is empty", remedy: "write lines such as '\"#\": wall'")
    }
    return symbols
  }
}
