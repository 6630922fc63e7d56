/// One settable value of a configuration.
public struct Field<Root>: Sendable {
  /// Its name in files and in `--set key=value`.
  public let key: String
  /// Its meaning, unit and range, in one line; shown in help and documentation.
  public let summary: String
  /// What a valid text is, in words.
  public let expectation: String
  /// Whether a YAML list may stand for the value.
  public let isList: Bool
  private let read: @Sendable (Root) -> (text: String, yaml: String)
  private let write: @Sendable (inout Root, String) -> String?

  /// Makes a field.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - path: Where the value lies.
  ///   - summary: Meaning, unit and range, in one line.
  ///   - check: Returns what was expected where a value is out of range (`a number from 0 to 1`), or nil.
  public init<V: FieldValue>(
    _ key: String, _ path: WritableKeyPath<Root, V> & Sendable, _ summary: String,
    check: @escaping @Sendable (V) -> String? = { _ in nil }
  ) {
    self.key = key
    self.summary = summary
    expectation = V.expectation
    isList = V.isList
    read = { (text: $0[keyPath: path].fieldText, yaml: $0[keyPath: path].yamlText) }
    write = { root, text in
      guard let value = V(fieldText: text) else { return V.expectation }
      if let expected = check(value) { return expected }
      root[keyPath: path] = value
      return nil
    }
  }

  /// Makes a field of an enumeration that does not itself conform to `FieldValue`.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - path: Where the value lies. Its text is the case's raw value.
  ///   - summary: Meaning, in one line.
  @_disfavoredOverload
  public init<V: RawRepresentable & CaseIterable & Sendable>(
    _ key: String, _ path: WritableKeyPath<Root, V> & Sendable, _ summary: String
  ) where V.RawValue == String {
    self.key = key
    self.summary = summary
    expectation = choices(V.self)
    isList = false
    read = { (text: $0[keyPath: path].rawValue, yaml: $0[keyPath: path].rawValue.yamlText) }
    write = { root, text in
      guard let value = V(rawValue: text) else { return choices(V.self) }
      root[keyPath: path] = value
      return nil
    }
  }

  /// The same field of a configuration that has this one as a part.
  ///
  /// - Parameters:
  ///   - path: Where the part lies.
  ///   - summary: Its meaning there, where that differs.
  /// - Returns: The field of the whole.
  public func part<Whole>(
    of path: WritableKeyPath<Whole, Root> & Sendable, summary: String? = nil
  ) -> Field<Whole> {
    Field<Whole>(
      key: key, summary: summary ?? self.summary, expectation: expectation, isList: isList,
      read: { [read] in read($0[keyPath: path]) },
      write: { [write] in write(&$0[keyPath: path], $1) })
  }

  private init(
    key: String, summary: String, expectation: String, isList: Bool,
    read: @escaping @Sendable (Root) -> (text: String, yaml: String),
    write: @escaping @Sendable (inout Root, String) -> String?
  ) {
    self.key = key
    self.summary = summary
    self.expectation = expectation
    self.isList = isList
    self.read = read
    self.write = write
  }

  /// The value as text.
  ///
  /// - Parameter root: The configuration.
  /// - Returns: Text that `set` takes.
  public func text(of root: Root) -> String { read(root).text }

  /// The value as it is written into a YAML file.
  ///
  /// - Parameter root: The configuration.
  /// - Returns: Text that a YAML parser reads as this value.
  public func yaml(of root: Root) -> String { read(root).yaml }

  /// Sets the value.
  ///
  /// - Parameters:
  ///   - root: The configuration, unchanged when an error is thrown.
  ///   - text: The value as a user writes it.
  ///   - file: Where the text stands, for errors.
  ///   - line: The line in the file.
  /// - Throws: `InputError` with what was expected and what was found.
  public func set(
    _ root: inout Root, _ text: String, file: String? = nil, line: Int? = nil
  ) throws {
    guard let expected = write(&root, text) else { return }
    throw InputError(
      "\(key): expected \(expected), found '\(shown(text))'", file: file, line: line,
      remedy: summary)
  }
}

/// The settable values of a configuration, in the order in which they are shown and written.
public struct FieldTable<Root>: Sendable {
  /// The fields in order.
  public let fields: [Field<Root>]

  /// Makes a table.
  ///
  /// - Parameter fields: The fields in order.
  /// - Precondition: No key stands twice.
  public init(_ fields: [Field<Root>]) {
    let keys = fields.map(\.key)
    precondition(Set(keys).count == keys.count, "expected different keys, got \(keys)")
    self.fields = fields
  }

  /// The keys in order.
  public var keys: [String] { fields.map(\.key) }

  /// The field of a key, or nil where there is none.
  public subscript(key: String) -> Field<Root>? { fields.first { $0.key == key } }

  /// Sets one value.
  ///
  /// - Parameters:
  ///   - root: The configuration, unchanged when an error is thrown.
  ///   - key: The field's key.
  ///   - text: The value as a user writes it.
  ///   - file: Where they stand, for errors.
  ///   - line: The line in the file.
  /// - Throws: `InputError` for an unknown key (with the nearest and all valid ones) or a faulty value.
  public func set(
    _ root: inout Root, key: String, text: String, file: String? = nil, line: Int? = nil
  ) throws {
    guard let field = self[key] else {
      throw unknownWord("key", key, among: keys, file: file, line: line)
    }
    try field.set(&root, text, file: file, line: line)
  }

  /// Sets every value of a mapping.
  ///
  /// - Parameters:
  ///   - mapping: Keys and values.
  ///   - root: The configuration, unchanged when an error is thrown.
  /// - Throws: `InputError` with file and line for an unknown key or a faulty value.
  public func apply(_ mapping: DocumentMapping, to root: inout Root) throws {
    var changed = root
    for entry in mapping.entries {
      guard let field = self[entry.key] else {
        throw unknownWord("key", entry.key, among: keys, file: mapping.file, line: entry.keyLine)
      }
      if entry.node.isSequence, !field.isList {
        throw entry.node.error(expected: "\(field.expectation) for '\(field.key)'")
      }
      try field.set(
        &changed, entry.node.fieldText, file: entry.node.file, line: entry.node.line)
    }
    root = changed
  }

  /// The whole configuration as lines `key: value` in the table's order.
  ///
  /// - Parameter root: The configuration.
  /// - Returns: A YAML mapping that `apply` reads back as the same configuration.
  public func yaml(of root: Root) -> String {
    fields.map { "\($0.key): \($0.yaml(of: root))\n" }.joined()
  }
}
