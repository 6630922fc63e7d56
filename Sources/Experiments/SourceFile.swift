import Determinism
import Documents

/// A file that a run takes something from, and by what it is known again.
public struct SourceFile: Sendable, Hashable {
  /// Where it is, as the user named it.
  public var path: String
  /// Its SHA-256, 64 hexadecimal digits.
  public var hash: String

  /// A file as it is now.
  ///
  /// - Throws: `InputError` where it cannot be read.
  public init(_ path: String) throws {
    self.path = path
    hash = try SHA256.hex(ofFile: path)
  }

  /// A file as a configuration names it.
  init(path: String, hash: String) { (self.path, self.hash) = (path, hash) }

  /// Refuses another file than the one that the run was begun with.
  ///
  /// - Parameter role: what it is to the run, such as "the teacher".
  /// - Throws: `InputError` where it cannot be read or has changed.
  func requireUnchanged(_ role: String) throws {
    let present = try SHA256.hex(ofFile: path)
    guard present == hash else {
      throw InputError(
        "is not \(role) that this run began with: its SHA-256 is \(present)", file: path,
        remedy: "expected \(hash); restore that file, or begin a new run")
    }
  }
}
