import Documents
import Foundation

/// A place in a recording, which is added to the errors that arise there.
struct RecordingPlace {
  /// The recording's name.
  var file: String
  /// The line, from 1.
  var line: Int?

  /// An error at this place.
  func error(_ message: String, remedy: String? = nil) -> InputError {
    InputError(message, file: file, line: line, remedy: remedy)
  }

  /// Runs something; errors without a place get this one, those of decoding also words.
  func add<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch var error as InputError {
      if error.file == nil { (error.file, error.line) = (file, line) }
      throw error
    } catch let error as DecodingError {
      throw self.error(Self.words(error))
    }
  }

  /// What is wrong with a JSON value, and where it stands in its object.
  static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      return "the key '\(shown(key.stringValue))' is missing\(place(context))"
    case .valueNotFound(let type, let context):
      return "expected \(name(type))\(place(context)), got null"
    case .typeMismatch(let type, let context):
      return "expected \(name(type))\(place(context))"
    case .dataCorrupted(let context) where context.codingPath.isEmpty:
      return "is not valid JSON, or holds a number that is too large"
    case .dataCorrupted(let context):
      return "\(shown(context.debugDescription))\(place(context))"
    @unknown default:
      return "cannot be read"
    }
  }

  /// For example " in steps[3].r"; nothing for the object itself.
  private static func place(_ context: DecodingError.Context) -> String {
    guard !context.codingPath.isEmpty else { return "" }
    var path = ""
    for key in context.codingPath {
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += (path.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return " in \(shown(path))"
  }

  private static func name(_ type: any Any.Type) -> String {
    switch type {
    case is Double.Type, is Float.Type: "a number"
    case is any FixedWidthInteger.Type: "a whole number"
    case is String.Type: "a text"
    case is Bool.Type: "true or false"
    case is [String: Any].Type: "an object"
    case is [Any].Type: "a list"
    default: "another value"
    }
  }
}
