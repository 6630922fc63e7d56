import Documents

/// A table of texts from a file of comma-separated values, with its column names.
///
/// - Source: RFC 4180: fields may stand in double quotes, within which a doubled quote means one; lines end in LF or
///   CRLF. Blank lines are skipped. A field outside quotes may not contain a quote.
public struct CSVTable: Sendable {
  /// One line of the file (several, where quotes hold a line break).
  public struct Row: Sendable, Hashable {
    /// Its fields, as many as there are columns.
    public let fields: [String]
    /// The line on which it begins, counted from 1.
    public let line: Int
  }

  /// The names of the columns, from the first row.
  public let columns: [String]
  /// The rows after the first.
  public let rows: [Row]
  /// The name of its file.
  public let file: String

  /// Reads a file with a header row.
  ///
  /// - Parameters:
  ///   - path: The file, UTF-8, plain or compressed with gzip.
  ///   - limit: The largest content that is accepted, in bytes.
  /// - Returns: The table.
  /// - Throws: `InputError` where it cannot be read, and as `init`.
  public static func read(
    contentsOf path: String, atMost limit: Int = 1 << 30
  ) throws -> CSVTable {
    let file = try CompressedFile(path)
    let bytes = try file.read(min(limit, file.largestContent))
    guard try file.isAtEnd() else {
      throw InputError("is larger than the \(limit) bytes accepted here", file: path)
    }
    return try CSVTable(decodeText(bytes, file: path), file: path)
  }

  /// Reads a text with a header row.
  ///
  /// - Parameters:
  ///   - text: The table.
  ///   - file: The name under which errors speak of it.
  /// - Throws: `InputError` with the line: no header, a column named twice or not at all, a row of another length, a
  ///   quote that does not end or stands where none may.
  public init(_ text: String, file: String) throws {
    self.file = file
    var reader = CSVReader(text, file: file)
    guard let header = try reader.nextRow() else {
      throw InputError("has no header row", file: file)
    }
    columns = header.fields
    for (index, name) in columns.enumerated() {
      guard !name.isEmpty, !columns[..<index].contains(name) else {
        throw InputError(
          name.isEmpty
            ? "column \(index + 1) has no name" : "two columns are named '\(shown(name))'",
          file: file, line: header.line)
      }
    }
    var rows: [Row] = []
    while let row = try reader.nextRow() {
      guard row.fields.count == columns.count else {
        throw InputError(
          "expected \(columns.count) fields as in the header, found \(row.fields.count)",
          file: file, line: row.line)
      }
      rows.append(row)
    }
    self.rows = rows
  }

  /// The texts of a column.
  ///
  /// - Parameter name: The column.
  /// - Returns: One text per row.
  /// - Throws: `InputError` where there is no such column.
  public func texts(_ name: String) throws -> [String] {
    let index = try index(of: name)
    return rows.map { $0.fields[index] }
  }

  /// The numbers of a column.
  ///
  /// - Parameter name: The column.
  /// - Returns: One finite number per row.
  /// - Throws: `InputError` where there is no such column, or with the line of a field that is no finite number.
  public func numbers(_ name: String) throws -> [Double] {
    let index = try index(of: name)
    return try rows.map { row in
      guard let value = Double(fieldText: row.fields[index]) else {
        throw InputError(
          "column '\(shown(name))': expected a number, found '\(shown(row.fields[index]))'",
          file: file, line: row.line)
      }
      return value
    }
  }

  private func index(of name: String) throws -> Int {
    guard let index = columns.firstIndex(of: name) else {
      throw unknownWord("column", name, among: columns, file: file, line: 1)
    }
    return index
  }
}

/// Splits a text into rows of fields.
private struct CSVReader {
  private let bytes: [UInt8]
  private let file: String
  private var position = 0
  private var line = 1

  init(_ text: String, file: String) {
    bytes = Array(text.utf8)
    self.file = file
  }

  /// The next row that is not blank, or nil at the end.
  mutating func nextRow() throws -> CSVTable.Row? {
    while endLine() {}
    guard position < bytes.count else { return nil }
    let start = line
    var fields = [try field()]
    while position < bytes.count, bytes[position] == UInt8(ascii: ",") {
      position += 1
      fields.append(try field())
    }
    _ = endLine()
    return CSVTable.Row(fields: fields, line: start)
  }

  /// Passes over a line's end, if one stands here.
  private mutating func endLine() -> Bool {
    let rest = bytes[position...]
    guard let length = rest.first == 0x0A ? 1 : rest.starts(with: [0x0D, 0x0A]) ? 2 : nil else {
      return false
    }
    position += length
    line += 1
    return true
  }

  private mutating func field() throws -> String {
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
      return try plainField()
    }
    let start = line
    var content: [UInt8] = []
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
          try requireFieldEnd()
          return String(decoding: content, as: UTF8.self)
        }
        position += 1
      } else if byte == 0x0A {
        line += 1
      }
      content.append(byte)
    }
    throw InputError("a quoted field does not end", file: file, line: start)
  }

  private mutating func plainField() throws -> String {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ",") || byte == 0x0A { break }
      if byte == 0x0D, bytes[position...].starts(with: [0x0D, 0x0A]) { break }
      guard byte != UInt8(ascii: "\"") else {
        throw InputError("a quote stands within a field that is not quoted", file: file, line: line)
      }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private func requireFieldEnd() throws {
    guard position < bytes.count else { return }
    let rest = bytes[position...]
    guard rest.first == UInt8(ascii: ",") || rest.first == 0x0A || rest.starts(with: [0x0D, 0x0A])
    else {
      throw InputError(
        "a quoted field is followed by something other than a comma or the line's end", file: file,
        line: line)
    }
  }
}
