import Yams

extension DocumentNode {
  /// The largest document that is read, in bytes.
  public static let sizeLimit = 1 << 20
  /// The largest number of aliases (`*name`) in a document that has anchors (`&name`).
  public static let aliasLimit = 16
  /// The largest number of values in a document, after aliases have been replaced.
  public static let valueLimit = 200_000
  /// The deepest nesting of lists and mappings.
  public static let depthLimit = 64

  /// Reads a YAML file.
  ///
  /// - Parameter path: The file.
  /// - Returns: The document's root.
  /// - Throws: `InputError` as `readText` and `parse`.
  public static func load(_ path: String) throws -> DocumentNode {
    try parse(readText(path, atMost: sizeLimit), file: path)
  }

  /// Reads a YAML document.
  ///
  /// - Parameters:
  ///   - text: The document.
  ///   - file: The name under which errors speak of it.
  /// - Returns: The document's root.
  /// - Throws: `InputError` with file and line: faulty syntax, a key written twice or not a single
  ///   text, a second or no document, a type tag, too large, too deep, too many values or aliases.
  public static func parse(_ text: String, file: String) throws -> DocumentNode {
    guard text.utf8.count <= sizeLimit else {
      throw InputError("is larger than the \(sizeLimit) bytes accepted here", file: file)
    }
    try refuseManyAliases(in: text, file: file)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw inputError(error, text: text, file: file)
    }
    guard let root else { throw InputError("is empty", file: file) }
    var budget = valueLimit
    return try convert(root, file: file, line: 1, depth: 0, budget: &budget)
  }

  /// Refuses a document before its aliases could multiply.
  ///
  /// Sixteen aliases can repeat a text some hundreds of times at most, which the limit of values then stops; without this
  /// check, a few hundred bytes used as a key would keep the parser busy for hours. Characters in
  /// texts are counted too, so the count is an upper bound.
  private static func refuseManyAliases(in text: String, file: String) throws {
    var anchors = 0
    var aliases = 0
    var line = 1
    var before: UInt8 = 0
    for byte in text.utf8 {
      if isAnchorCharacter(byte) {
        if before == UInt8(ascii: "&") { anchors += 1 }
        if before == UInt8(ascii: "*") { aliases += 1 }
      }
      if byte == UInt8(ascii: "\n"), anchors == 0 || aliases <= aliasLimit { line += 1 }
      before = byte
    }
    guard anchors == 0 || aliases <= aliasLimit else {
      throw InputError(
        "has \(aliases) aliases (*name); at most \(aliasLimit) are accepted", file: file,
        line: line, remedy: "write the values out")
    }
  }

  private static func isAnchorCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), 0x80...0xFF:
      true
    default: false
    }
  }

  private static func convert(
    _ node: Node, file: String, line: Int, depth: Int, budget: inout Int
  ) throws -> DocumentNode {
    let line = node.mark?.line ?? line
    func made(_ content: Content) -> DocumentNode {
      DocumentNode(content: content, file: file, line: line)
    }
    budget -= 1
    guard budget >= 0 else {
      throw made(.sequence([])).error("the document has more than \(valueLimit) values")
    }
    guard depth <= depthLimit else {
      throw made(.sequence([])).error("is nested more than \(depthLimit) levels deep")
    }
    switch node {
    case .scalar(let scalar):
      let isQuoted = scalar.style != .plain && scalar.style != .any
      let result = made(.scalar(scalar.string, isQuoted: isQuoted))
      try refuseTag(scalar.tag, in: result)
      return result
    case .sequence(let sequence):
      try refuseTag(sequence.tag, in: made(.sequence([])))
      var nodes: [DocumentNode] = []
      nodes.reserveCapacity(sequence.count)
      for element in sequence {
        nodes.append(
          try convert(element, file: file, line: line, depth: depth + 1, budget: &budget))
      }
      return made(.sequence(nodes))
    case .mapping(let mapping):
      try refuseTag(mapping.tag, in: made(.mapping([])))
      var entries: [(key: String, keyLine: Int, node: DocumentNode)] = []
      var lines: [String: Int] = [:]
      for (keyNode, valueNode) in mapping {
        let key = try convert(keyNode, file: file, line: line, depth: depth + 1, budget: &budget)
        guard case .scalar(let name, _) = key.content, !key.isNull else {
          throw key.error("expected a text as key, found \(key.found)")
        }
        if name == "<<" { throw key.error("merge keys ('<<') are not supported") }
        if let first = lines.updateValue(key.line, forKey: name) {
          throw key.error(
            "the key '\(shown(name))' stands here for a second time (first: line \(first))")
        }
        let value = try convert(
          valueNode, file: file, line: key.line, depth: depth + 1, budget: &budget)
        entries.append((name, key.line, value))
      }
      return made(.mapping(entries))
    case .alias:
      // The parser replaces aliases while it reads.
      throw made(.sequence([])).error("an alias (*name) is not accepted here")
    }
  }

  private static func refuseTag(_ tag: Tag, in node: DocumentNode) throws {
    let name = tag.description
    // The parser tags quoted texts itself, and names the kind of whatever stands as a key.
    let accepted: [Tag.Name] = [.implicit, .nonSpecific, .str, .seq, .map]
    guard accepted.contains(Tag.Name(rawValue: name)) else {
      throw node.error("the type tag '\(shown(name))' is not supported")
    }
  }

  private static func inputError(_ error: YamlError, text: String, file: String) -> InputError {
    switch error {
    case .reader(let problem, let offset, _, _):
      let line = offset.map { text.prefix($0).reduce(1) { $0 + ($1.isNewline ? 1 : 0) } }
      return InputError("is not YAML: \(problem)", file: file, line: line)
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let situation = context.map { "\($0.text): " } ?? ""
      return InputError("is not YAML: \(situation)\(problem)", file: file, line: mark.line)
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "'\(shown($0))'" }.joined(separator: ", ")
      return InputError(
        "\(keys.count == 1 ? "the key" : "the keys") \(names) stand\(keys.count == 1 ? "s" : "") "
          + "more than once in one mapping", file: file, line: context.mark.line)
    default:
      return InputError("is not YAML: \(error)", file: file)
    }
  }
}
