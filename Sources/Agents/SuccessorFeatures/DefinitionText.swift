import Documents

/// The text of a definition whose amounts of reward are replaced: YAML in which every list and every
/// mapping stands in brackets.
struct DefinitionText {
  let text: String

  /// Writes a document.
  ///
  /// - Parameters:
  ///   - root: the definition.
  ///   - amounts: the new amounts, in the order of ``RewardTerms/amounts(of:)``.
  /// - Throws: `InputError` where the document is no definition of a grid.
  init(of root: DocumentNode, amounts: [String]) throws {
    var rest = amounts[...]
    let entries = try root.mapping().entries
    // The rewards come before the legend's, wherever they stand in the file.
    var rewards = ""
    for entry in entries where entry.key == "rewards" {
      let keys = try entry.node.mapping().keys
      rewards = Self.mapping(keys.map { ($0, Self.value(rest.removeFirst())) })
    }
    text =
      try entries.map { key, _, node in
        let value =
          switch key {
          case "rewards": rewards
          case "grid": try Self.grid(node, &rest)
          default: try Self.flow(node)
          }
        return "\(quoted(key)): \(value)\n"
      }.joined()
  }

  /// The world, in whose legend are amounts too.
  private static func grid(_ node: DocumentNode, _ amounts: inout ArraySlice<String>) throws
    -> String
  {
    mapping(
      try node.mapping().entries.map { key, _, node in
        guard key == "legend" else { return (key, try flow(node)) }
        let symbols = try node.mapping().entries.map { symbol, _, node in
          guard node.isMapping else { return (symbol, try flow(node)) }
          let values = try node.mapping().entries.map { key, _, node in
            (key, key == "reward" ? value(amounts.removeFirst()) : try flow(node))
          }
          return (symbol, mapping(values))
        }
        return (key, mapping(symbols))
      })
  }

  /// An amount: a number as it is, an expression as text.
  private static func value(_ amount: String) -> String {
    Double(fieldText: amount) == nil ? quoted(amount) : amount
  }

  static func mapping(_ entries: [(String, String)]) -> String {
    "{\(entries.map { "\(quoted($0)): \($1)" }.joined(separator: ", "))}"
  }

  /// A node as one line, which reads back as the same.
  static func flow(_ node: DocumentNode) throws -> String {
    if node.isMapping {
      return mapping(try node.mapping().entries.map { ($0.key, try flow($0.node)) })
    }
    if node.isSequence {
      return "[\(try node.sequence().map { try flow($0) }.joined(separator: ", "))]"
    }
    if node.isNull { return "null" }
    let text = try node.string()
    let isPlain = (try? node.double()) != nil || (try? node.bool()) != nil
    return isPlain ? text : quoted(text)
  }
}
