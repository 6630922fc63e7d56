/// Something that a definition's check found although the file can be read.
public struct Finding: Sendable, Hashable, CustomStringConvertible {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable, Codable {
    /// The task cannot be done as it stands.
    case error
    /// It can be done, but probably was not meant so.
    case warning
  }

  /// How bad it is.
  public let severity: Severity
  /// What it is, as one sentence without a final full stop.
  public let message: String
  /// The file.
  public let file: String
  /// The line, counted from 1, where there is one.
  public let line: Int?

  /// Creates a finding.
  package init(severity: Severity, message: String, file: String, line: Int?) {
    self.severity = severity
    self.message = message
    self.file = file
    self.line = line
  }

  /// "file:line: warning: message".
  public var description: String {
    "\(file):" + (line.map { "\($0):" } ?? "") + " \(severity.rawValue): \(message)"
  }
}
