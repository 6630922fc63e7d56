import Documents

/// A pattern of parameter names: "*" stands for any characters, also none; all else for itself.
///
/// "0.*" matches "0.weight" and "0.bias"; "*.bias" matches every bias; "*" matches all. Where no
/// parameter is called so, "head.…" means the last layer that has parameters and "body.…" all before
/// it: "body.*" matches them all, "body.weight" their weights.
public struct NamePattern: Sendable, Hashable {
  /// The pattern as it was written.
  public let text: String

  /// A pattern.
  public init(_ text: String) { self.text = text }

  /// Whether the pattern describes the whole of a name.
  ///
  /// - Complexity: O(pattern · name), whatever the number of "*".
  public func matches(_ name: String) -> Bool {
    let pattern = Array(text.unicodeScalars)
    let name = Array(name.unicodeScalars)
    var p = 0
    var n = 0
    // Where to go on when the present choice for the last "*" turns out too short.
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        p = last.pattern + 1
        n = last.name + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  /// What the stars stand for where the pattern describes a whole name, each as short as it can be.
  ///
  /// - Returns: One text for each star; nil where the pattern does not match.
  func captures(in name: String) -> [String]? {
    guard matches(name) else { return nil }
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return [] }
    var rest = Substring(name).dropFirst(parts[0].count)
    var found: [String] = []
    for part in parts.dropFirst().dropLast() {
      var piece = ""
      while !rest.starts(with: part), let next = rest.popFirst() { piece.append(next) }
      rest = rest.dropFirst(part.count)
      found.append(piece)
    }
    return found + [String(rest.dropLast(parts[parts.count - 1].count))]
  }

  /// The names that the pattern matches, in their order.
  ///
  /// - Throws: `InputError` with all names where it matches none: a pattern that does nothing is a slip.
  public func matching(in names: [String]) throws -> [String] {
    let found = names.filter(matches)
    // Of no names all are meant.
    guard found.isEmpty, text != "*" else { return found }
    if let part = matchingPart(of: names), !part.isEmpty { return part }
    var message = "no parameter matches the pattern '\(shown(text))'"
    if let near = nearestWord(to: text, in: names) { message += "; did you mean '\(near)'?" }
    throw InputError(message, remedy: "parameters: \(names.joined(separator: ", "))")
  }

  /// What "head.…" or "body.…" stands for; nil where the pattern begins otherwise.
  private func matchingPart(of names: [String]) -> [String]? {
    let layers = ParameterLayers(names)
    let alias: (prefix: String, contains: (Int) -> Bool)
    if text.hasPrefix("head.") {
      alias = ("head.", { $0 == 0 })
    } else if text.hasPrefix("body.") {
      alias = ("body.", { $0 > 0 })
    } else {
      return nil
    }
    let rest = NamePattern(String(text.dropFirst(alias.prefix.count)))
    return names.filter { name in
      guard alias.contains(layers.depth(of: name)) else { return false }
      let layer = ParameterLayers.layer(of: name)
      return rest.matches(String(name.dropFirst(layer.count + 1)))
    }
  }
}
