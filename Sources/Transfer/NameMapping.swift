import Documents

/// What tensors of a source are called in the target: "conv1.weight=0.weight", "features.*=*".
struct NameMapping: Sendable, Hashable {
  /// Names of the source.
  let source: NamePattern
  /// Names of the target.
  let target: NamePattern

  /// Reads "SOURCE=TARGET".
  ///
  /// - Throws: `InputError` where there is no "=", or another number of stars on each side.
  init(_ text: String) throws {
    guard let (source, target) = TransferRules.divided(text) else {
      throw InputError(
        "expected SOURCE=TARGET, got '\(shown(text))'", remedy: "for example 'features.*=*'")
    }
    let stars = [source, target].map { $0.count { $0 == "*" } }
    guard stars[0] == stars[1] else {
      throw InputError(
        "expected as many '*' before '=' as behind it, got '\(shown(text))'",
        remedy: "for example 'features.*=*'")
    }
    self.source = NamePattern(source)
    self.target = NamePattern(target)
  }

  /// What a tensor of the source is called; nil where it is not meant.
  func target(of name: String) -> String? {
    guard var captures = source.captures(in: name) else { return nil }
    captures.reverse()
    var result = ""
    for character in target.text {
      result += character == "*" ? captures.popLast() ?? "" : String(character)
    }
    return result
  }
}
