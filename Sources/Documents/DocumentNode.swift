/// A value of a YAML document that knows where it stands.
///
/// Every way of reading it either gives the value or throws an `InputError` with file, line, what was
/// expected and what was found. Nothing is converted silently: a mapping is not text, `yes` is not a
/// number, an empty value is not zero.
public struct DocumentNode: Sendable {
  /// What a node holds.
  enum Content: Sendable {
    /// Text as written, and whether it stood in quotes or in a block.
    case scalar(String, isQuoted: Bool)
    case sequence([DocumentNode])
    case mapping([(key: String, keyLine: Int, node: DocumentNode)])
  }

  let content: Content
  /// The file it came from, as it was named to `parse`.
  public let file: String
  /// Its line in the file, counted from 1.
  public let line: Int

  /// Whether it is nothing: an empty value, `null` or `~`.
  public var isNull: Bool {
    guard case .scalar(let text, isQuoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL"
  }

  /// Whether it is a single value (or nothing).
  public var isScalar: Bool {
    if case .scalar = content { return true }
    return false
  }

  /// Whether it is a list.
  public var isSequence: Bool {
    if case .sequence = content { return true }
    return false
  }

  /// Whether it has keys.
  public var isMapping: Bool {
    if case .mapping = content { return true }
    return false
  }

  /// An error at this node's place.
  ///
  /// - Parameters:
  ///   - message: What is wrong, as one sentence without a final full stop.
  ///   - remedy: What to do about it.
  /// - Returns: The error, to be thrown.
  public func error(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, file: file, line: line, remedy: remedy)
  }

  /// The error for a node that is not what it should be.
  ///
  /// - Parameter expectation: What should stand there: `a number`.
  /// - Returns: `expected a number, found 'abc'`.
  public func error(expected expectation: String) -> InputError {
    error("expected \(expectation), found \(found)")
  }

  /// What stands here, in words, for messages.
  public var found: String {
    switch content {
    case .scalar(let text, _):
      isNull && text.isEmpty ? "nothing" : "'\(shown(text))'"
    case .sequence(let nodes):
      nodes.count == 1 ? "a list of 1 value" : "a list of \(nodes.count) values"
    case .mapping(let entries):
      entries.count == 1 ? "a mapping of 1 key" : "a mapping of \(entries.count) keys"
    }
  }
}

// MARK: - Lists and mappings

extension DocumentNode {
  /// Its entries, where only certain keys may stand.
  ///
  /// - Parameters:
  ///   - keys: The valid keys, in the order in which messages show them.
  ///   - required: Those of them that must be there.
  /// - Returns: The entries.
  /// - Throws: `InputError` when it is no mapping, at an unknown key (with the nearest and all valid
  ///   ones), or when a required key is missing.
  public func mapping(keys: [String], required: [String] = []) throws -> DocumentMapping {
    let mapping = try self.mapping()
    for entry in mapping.entries where !keys.contains(entry.key) {
      throw unknownWord("key", entry.key, among: keys, file: file, line: entry.keyLine)
    }
    for key in required { _ = try mapping.require(key) }
    return mapping
  }

  /// Its entries, where any key may stand, in the order of the file.
  ///
  /// - Returns: The entries.
  /// - Throws: `InputError` when it is no mapping.
  public func mapping() throws -> DocumentMapping {
    guard case .mapping(let entries) = content else { throw error(expected: "a mapping of keys") }
    return DocumentMapping(entries: entries, file: file, line: line)
  }

  /// Its elements.
  ///
  /// - Returns: The elements in order.
  /// - Throws: `InputError` when it is no list.
  public func sequence() throws -> [DocumentNode] {
    guard case .sequence(let nodes) = content else { throw error(expected: "a list") }
    return nodes
  }
}

// MARK: - Single values

extension DocumentNode {
  /// Its text.
  ///
  /// - Returns: The text as written (`42` is text too); a quoted text may be empty.
  /// - Throws: `InputError` when it is a list, a mapping or nothing.
  public func string() throws -> String {
    guard case .scalar(let text, _) = content, !isNull else { throw error(expected: "text") }
    return text
  }

  /// Its whole number.
  ///
  /// - Parameter range: The accepted values, both ends included; nil accepts all.
  /// - Returns: The number.
  /// - Throws: `InputError` when it is something else or out of range.
  public func int(in range: ClosedRange<Int>? = nil) throws -> Int {
    let expectation = range.map { "a whole number from \(text(of: $0))" } ?? "a whole number"
    guard case .scalar(let text, isQuoted: false) = content, let value = Int(fieldText: text),
      range?.contains(value) ?? true
    else { throw error(expected: expectation) }
    return value
  }

  /// Its number.
  ///
  /// - Parameter range: The accepted values, both ends included; nil accepts all finite ones.
  /// - Returns: A finite number.
  /// - Throws: `InputError` when it is something else, not finite or out of range.
  public func double(in range: ClosedRange<Double>? = nil) throws -> Double {
    let expectation = range.map { "a number from \(text(of: $0))" } ?? "a number"
    guard case .scalar(let text, isQuoted: false) = content, let value = Double(fieldText: text),
      range?.contains(value) ?? true
    else { throw error(expected: expectation) }
    return value
  }

  /// Its truth value.
  ///
  /// - Returns: True for `true`, false for `false`.
  /// - Throws: `InputError` when it is anything else (also `yes`, `on`, `1`).
  public func bool() throws -> Bool {
    guard case .scalar(let text, isQuoted: false) = content, let value = Bool(fieldText: text)
    else { throw error(expected: Bool.expectation) }
    return value
  }

  /// Its list of texts.
  ///
  /// - Returns: The texts in order.
  /// - Throws: `InputError` when it is no list, or at an element that is no text.
  public func strings() throws -> [String] { try sequence().map { try $0.string() } }

  /// Its list of numbers.
  ///
  /// - Returns: The numbers in order.
  /// - Throws: `InputError` when it is no list, or at an element that is no finite number.
  public func doubles() throws -> [Double] { try sequence().map { try $0.double() } }

  /// Its list of whole numbers.
  ///
  /// - Returns: The numbers in order.
  /// - Throws: `InputError` when it is no list, or at an element that is no whole number.
  public func ints() throws -> [Int] { try sequence().map { try $0.int() } }

  /// The text that `Field.set` takes: a single value as written, a list of single values as `[a, b]`.
  public var fieldText: String {
    get throws {
      switch content {
      case .scalar(let text, let isQuoted):
        guard isQuoted || !text.isEmpty else { throw error(expected: "a value") }
        return text
      case .sequence(let nodes):
        let texts = try nodes.map { node in
          guard node.isScalar else { throw node.error(expected: "a single value") }
          return try node.fieldText
        }
        return flowList(texts)
      case .mapping:
        throw error(expected: "a value or a list")
      }
    }
  }

  private func text<Bound>(of range: ClosedRange<Bound>) -> String {
    "\(range.lowerBound) to \(range.upperBound)"
  }
}
