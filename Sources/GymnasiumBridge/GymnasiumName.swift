import Documents

/// Which environment is meant: Gymnasium's id with the keyword arguments that it is made with.
///
/// On the command line `ID?key=value&key=value`; the key `observation_key` is ours and picks one part
/// of a Dict observation.
package struct GymnasiumName: Hashable, Sendable {
  package var id: String
  package var options: [String: OptionValue]
  package var observationKey: String?

  /// Reads what stands after `gym:`.
  ///
  /// - Throws: `InputError` where it is no id.
  package init(_ text: String) throws {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    id = String(parts[0])
    options = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, Self.isKey(String(sides[0])) else {
        throw InputError(
          "expected key=value after '?', got '\(shown(String(pair)))'",
          remedy: "for example gym:FrozenLake-v1?map_name=8x8&is_slippery=false")
      }
      if sides[0] == "observation_key" {
        observationKey = String(sides[1])
      } else {
        options[String(sides[0])] = OptionValue(String(sides[1]))
      }
    }
    guard Self.isID(id) else { throw InputError(Self.expectation(id)) }
  }

  /// Reads the keys of a definition.
  ///
  /// - Throws: `InputError` with file and line.
  package init(reading entries: DocumentMapping) throws {
    let node = try entries.require("id")
    id = try node.string()
    guard Self.isID(id) else { throw node.error(Self.expectation(id)) }
    options = [:]
    for entry in try entries["options"]?.mapping().entries ?? [] {
      guard Self.isKey(entry.key) else {
        throw entry.node.error("expected the name of a keyword argument, got '\(shown(entry.key))'")
      }
      options[entry.key] = try OptionValue(reading: entry.node)
    }
    observationKey = try entries["observationKey"]?.string()
  }

  /// The name under which runs and policies know it: lower-case letters, digits and hyphens.
  package var slug: String {
    let words =
      [id] + (observationKey.map { [$0] } ?? [])
      + options.sorted { $0.key < $1.key }.flatMap { [$0.key, $0.value.yamlText] }
    let letters = words.joined(separator: " ").lowercased().map {
      $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-"
    }
    let slug = String(letters).split(separator: "-").joined(separator: "-")
    return String("gym-\(slug)".prefix(64))
  }

  private static func expectation(_ id: String) -> String {
    "expected the id of a Gymnasium environment, such as CartPole-v1, got '\(shown(id))'"
  }

  /// Gymnasium's ids: letters, digits and a few signs, with a namespace or a module before them.
  private static func isID(_ id: String) -> Bool {
    !id.isEmpty && id.count <= 200
      && id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-./:".contains($0)) }
  }

  private static func isKey(_ key: String) -> Bool {
    !key.isEmpty && key.count <= 100 && key.first?.isNumber == false
      && key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }
}
