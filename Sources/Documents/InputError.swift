/// A fault of the outside world (a file, an argument, a disk), never a programmer's mistake.
///
/// Every module above `TensorCore` throws this one type for what a user can put right, so that the
/// command line needs one way of printing it: place, what is wrong, and what to do about it.
public struct InputError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as one sentence without a final full stop.
  public var message: String
  /// The file that holds the fault, as the user named it.
  public var file: String?
  /// The line in `file`, counted from 1.
  public var line: Int?
  /// What to do about it.
  public var remedy: String?

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - message: What is wrong, as one sentence without a final full stop.
  ///   - file: The file that holds the fault.
  ///   - line: The line in the file, counted from 1.
  ///   - remedy: What to do about it.
  public init(
    _ message: String, file: String? = nil, line: Int? = nil, remedy: String? = nil
  ) {
    self.message = message
    self.file = file
    self.line = line
    self.remedy = remedy
  }

  /// `file:line: message`, and on a second line, indented, the remedy.
  public var description: String {
    var text = ""
    if let file {
      text += file
      if let line { text += ":\(line)" }
      text += ": "
    } else if let line {
      text += "line \(line): "
    }
    text += message
    if let remedy { text += "\n  \(remedy)" }
    return text
  }
}
