import Documents

/// One value of MinAtar's variables, as JSON holds it.
public indirect enum MinAtarValue: Hashable, Sendable {
  /// null.
  case nothing
  /// true or false.
  case flag(Bool)
  /// A number; whole ones are not told from others.
  case number(Double)
  /// A text.
  case text(String)
  /// A list.
  case list([MinAtarValue])
  /// A table, such as that of the planes' names.
  case table([String: MinAtarValue])

  /// A whole number.
  public init(_ value: Int) { self = .number(Double(value)) }
  /// A truth value.
  public init(_ value: Bool) { self = .flag(value) }
  /// Ten lists of ten zeros and ones: bit `c` of row `r` is the cell in column `c`.
  public init(rows: [UInt16]) {
    self = .list(
      rows.map { row in .list((0..<10).map { MinAtarValue(Int(row >> $0 & 1)) }) })
  }

  /// The whole number it is, if it is one in a range.
  public func integer(in range: ClosedRange<Int>) -> Int? {
    guard case .number(let value) = self, let number = Int(exactly: value), range.contains(number)
    else { return nil }
    return number
  }

  /// The truth value it is, if it is one.
  public var flag: Bool? {
    guard case .flag(let value) = self else { return nil }
    return value
  }

  /// The list it is, if it is one.
  public var list: [MinAtarValue]? {
    guard case .list(let values) = self else { return nil }
    return values
  }
}

extension MinAtarValue: Decodable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if value.decodeNil() {
      self = .nothing
    } else if let flag = try? value.decode(Bool.self) {
      self = .flag(flag)
    } else if let list = try? value.decode([MinAtarValue].self) {
      self = .list(list)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else {
      self = .table(try value.decode([String: MinAtarValue].self))
    }
  }
}

extension MinAtarValue: CustomStringConvertible {
  /// In JSON's manner, the keys of tables in order.
  public var description: String {
    switch self {
    case .nothing: "null"
    case .flag(let flag): "\(flag)"
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .text(let text): "\"\(text)\""
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    case .table(let values):
      "{"
        + values.keys.sorted().map { "\"\($0)\": \(values[$0] ?? .nothing)" }
        .joined(separator: ", ") + "}"
    }
  }
}

/// The variables of a MinAtar game by MinAtar's names, as a recording holds them.
public struct MinAtarVariables: Sendable {
  /// The values by name.
  public let values: [String: MinAtarValue]

  /// Takes the values of a recording, which may be anything.
  public init(values: [String: MinAtarValue]) { self.values = values }

  /// A whole number of a range.
  ///
  /// - Throws: `InputError` where there is none of this name, or another value.
  public func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int {
    guard let number = values[name]?.integer(in: range) else {
      throw fault(name, "a whole number in \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }

  /// A truth value.
  public func flag(_ name: String) throws -> Bool {
    guard let flag = values[name]?.flag else { throw fault(name, "true or false") }
    return flag
  }

  /// Ten rows of ten cells that are 0 or 1: bit `c` of row `r` is the cell in column `c`.
  public func rows(_ name: String) throws -> [UInt16] {
    let expectation = "ten lists of ten zeros and ones"
    guard let rows = values[name]?.list, rows.count == 10 else { throw fault(name, expectation) }
    return try rows.map { row in
      guard let cells = row.list, cells.count == 10 else { throw fault(name, expectation) }
      return try cells.reversed().reduce(0) { bits, cell in
        guard let bit = cell.integer(in: 0...1) else { throw fault(name, expectation) }
        return bits << 1 | UInt16(bit)
      }
    }
  }

  /// A list of so many values.
  public func list(_ name: String, count: ClosedRange<Int>) throws -> [MinAtarValue] {
    guard let list = values[name]?.list, count.contains(list.count) else {
      let many = count.lowerBound == count.upperBound ? "\(count.lowerBound)" : "\(count)"
      throw fault(name, "a list of \(many) values")
    }
    return list
  }

  /// What is thrown for a variable that is missing or not as it should be.
  public func fault(_ name: String, _ expectation: String) -> InputError {
    let got = values[name].map { "\($0)" } ?? "nothing"
    let shown = got.count > 100 ? got.prefix(100) + "…" : got
    return InputError("expected \(expectation) for the variable '\(name)', got \(shown)")
  }
}
