import Documents

/// A pattern of parameter names: "*" stands for any characters, also none; all else for itself.
///
/// "0.*" matches "0.weight" and "0.bias"; "*.bias" matches every bias; "*" matches all.
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

  /// The names that the pattern matches, in their order.
  ///
  /// - Throws: `InputError` with all names where it matches none: a pattern that does nothing is a slip.
  public func matching(in names: [String]) throws -> [String] {
    let found = names.filter(matches)
    guard found.isEmpty else { return found }
    var message = "no parameter matches the pattern '\(shown(text))'"
    if let near = nearestWord(to: text, in: names) { message += "; did you mean '\(near)'?" }
    throw InputError(message, remedy: "parameters: \(names.joined(separator: ", "))")
  }
}
