import Documents
import Environments
import Foundation

/// What a worker is asked to make.
package struct Greeting: Encodable, Hashable {
  package var `protocol` = 1
  /// The environment's id in Gymnasium.
  package var id: String
  /// Keyword arguments of `gymnasium.make`.
  package var options: [String: OptionValue]
  /// The part of a Dict observation that is taken alone; nil for all of it.
  package var key: String?
  /// The number of copies.
  package var copies: Int

  package init(id: String, options: [String: OptionValue], key: String?, copies: Int) {
    self.id = id
    self.options = options
    self.key = key
    self.copies = copies
  }
}

/// The spaces, limits and versions that a worker reports, checked.
package struct Report: Hashable {
  /// The most elements that an observation may have.
  package static let largestObservation = 1 << 24
  /// The most actions that there may be.
  package static let mostActions = 1 << 15

  package var observationSpace: Box
  /// The observation space in Gymnasium's words.
  package var observationWords: String
  /// The names of the actions.
  package var actionNames: [String]
  /// The length at which Gymnasium truncates; nil for none.
  package var timeLimit: Int?
  /// The return from which on Gymnasium calls the environment solved; nil for none.
  package var rewardThreshold: Double?
  /// Whether Gymnasium says of it that the same seed gives different episodes.
  package var isNondeterministic: Bool
  /// Whether it can draw itself.
  package var drawsPictures: Bool
  /// The version of Gymnasium.
  package var gymnasiumVersion: String
  /// The version of Python.
  package var pythonVersion: String

  /// Reads a report.
  ///
  /// - Throws: ``FrameFault`` that names the field.
  package init(reading bytes: UnsafeRawBufferPointer) throws {
    let raw: Raw
    do {
      raw = try JSONDecoder().decode(Raw.self, from: Data(bytes))
    } catch {
      throw FrameFault("a report that cannot be read: \(Self.words(error))")
    }
    observationSpace = try Self.space(raw)
    observationWords = Self.line(raw.observation)
    guard (1...Self.mostActions).contains(raw.actions) else {
      throw FrameFault("a report of \(raw.actions) actions, expected 1 to \(Self.mostActions)")
    }
    let names = raw.actionNames.map { Self.line($0) }
    actionNames =
      names.count == raw.actions && Set(names).count == names.count
        && names.allSatisfy({ !$0.isEmpty })
      ? names : (0..<raw.actions).map { "action-\($0)" }
    if let limit = raw.timeLimit, !(1...10_000_000).contains(limit) {
      throw FrameFault("a report of a time limit of \(limit) steps")
    }
    timeLimit = raw.timeLimit
    rewardThreshold = raw.rewardThreshold.flatMap { abs($0) <= 1e9 ? $0 : nil }
    isNondeterministic = raw.nondeterministic
    drawsPictures = raw.pictures
    gymnasiumVersion = Self.line(raw.gymnasium)
    pythonVersion = Self.line(raw.python)
  }

  private struct Raw: Decodable {
    var python: String
    var gymnasium: String
    var shape: [Int]
    var type: String
    var low: String
    var high: String
    var observation: String
    var actions: Int
    var actionNames: [String]
    var timeLimit: Int?
    var rewardThreshold: Double?
    var nondeterministic: Bool
    var pictures: Bool
  }

  private static func space(_ raw: Raw) throws -> Box {
    var count = 1
    for length in raw.shape {
      guard length > 0, length <= largestObservation / count else {
        throw FrameFault("a report of observations of shape \(raw.shape)")
      }
      count *= length
    }
    guard !raw.shape.isEmpty, raw.shape.count <= 8 else {
      throw FrameFault("a report of observations of shape \(raw.shape)")
    }
    guard let type = Box.ElementType(rawValue: raw.type) else {
      throw FrameFault("a report of observations of type '\(shown(raw.type))'")
    }
    return try ObservationBounds.box(
      shape: raw.shape, type: type, low: floats(raw.low, count), high: floats(raw.high, count)
    ) { FrameFault("a report of bounds that are none: \($0)") }
  }

  /// Hexadecimal float32, one for all elements or one for each.
  private static func floats(_ text: String, _ count: Int) throws -> [Float] {
    let digits = Array(text.utf8)
    guard digits.count == 8 || digits.count == 8 * count else {
      throw FrameFault("a report of \(digits.count / 8) bounds, expected 1 or \(count)")
    }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      let pair = String(decoding: digits[place..<(place + 2)], as: UTF8.self)
      guard let byte = UInt8(pair, radix: 16) else {
        throw FrameFault("a report of bounds that are no hexadecimal digits")
      }
      bytes.append(byte)
    }
    return try bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      return try (0..<(bytes.count / 4)).map { _ in
        Float(bitPattern: try reader.number(UInt32.self))
      }
    }
  }

  /// One line without control characters, of bounded length.
  package static func line(_ text: String, _ longest: Int = 300) -> String {
    let printable = text.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? " " : $0 }
    return String(
      String(String.UnicodeScalarView(printable)).split(separator: " ").joined(separator: " ")
        .prefix(longest))
  }

  private static func words(_ error: any Error) -> String {
    switch error as? DecodingError {
    case .keyNotFound(let key, _): "it has no '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another type"
    default: "it is no JSON"
    }
  }
}

/// What a worker says instead of an answer.
package struct Trouble: Decodable, Hashable {
  /// gymnasium, module, environment, space or failed.
  package var kind: String
  /// A sentence.
  package var message: String
  /// What pip would have to install.
  package var install: String?
}

extension Greeting {
  /// The greeting as a worker reads it.
  package var json: [UInt8] {
    get throws { try [UInt8](JSONEncoder().encode(self)) }
  }
}

extension Trouble {
  /// Reads a complaint; its texts become single lines of bounded length.
  package init(reading bytes: UnsafeRawBufferPointer) throws {
    self = try JSONDecoder().decode(Trouble.self, from: Data(bytes))
    message = Report.line(message, 600)
    install = install.map { Report.line($0, 100) }
  }
}
