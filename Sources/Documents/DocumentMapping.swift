/// The entries of a YAML mapping, in the order of the file.
public struct DocumentMapping: Sendable {
  /// The entries: the key, the line on which it stands (counted from 1), and its value.
  public let entries: [(key: String, keyLine: Int, node: DocumentNode)]
  /// The file it came from.
  public let file: String
  /// The line on which it begins, counted from 1.
  public let line: Int

  /// The keys, in the order of the file.
  public var keys: [String] { entries.map(\.key) }

  /// The value of a key, or nil where the key is missing.
  ///
  /// - Complexity: O(n) in the number of keys.
  public subscript(key: String) -> DocumentNode? {
    entries.first { $0.key == key }?.node
  }

  /// The value of a key that must be there.
  ///
  /// - Parameter key: The key.
  /// - Returns: Its value.
  /// - Throws: `InputError` at the mapping's place when the key is missing.
  public func require(_ key: String) throws -> DocumentNode {
    guard let node = self[key] else { throw error("the key '\(key)' is missing") }
    return node
  }

  /// The mapping without some of its keys.
  public func without(_ keys: [String]) -> DocumentMapping {
    DocumentMapping(
      entries: entries.filter { !keys.contains($0.key) }, file: file, line: line)
  }

  /// An error at the mapping's place.
  ///
  /// - Parameters:
  ///   - message: What is wrong, as one sentence without a final full stop.
  ///   - remedy: What to do about it.
  /// - Returns: The error, to be thrown.
  public func error(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, file: file, line: line, remedy: remedy)
  }
}
