import Documents
import Foundation

/// An episode as its actions and a mark of every state: enough to play it again and to see whether
/// it is still the same.
///
/// A few hundred bytes, one line of JSON in an episode file. The environment is a function of its
/// stream and the actions, so nothing else is needed; the marks are two bytes for each state, taken
/// from a chain of SHA-256 over states, actions, rewards and endings, and the last link is kept whole.
/// See Documentation/FileFormats.md.
public struct EpisodeRecording: Sendable, Hashable {
  /// How an episode stood when its recording ended.
  public enum Ending: String, Codable, Sendable, Hashable {
    /// The task had ended.
    case terminated
    /// The clock had ended it.
    case truncated
    /// It went on.
    case unfinished
  }

  /// The id of the environment.
  public var environment: String
  /// The version of its rules.
  public var version: Int
  /// The text of the definition where it is none of the built-in ones.
  public var definition: String?
  /// The seed that was asked for; for people.
  public var seed: UInt64
  /// The number of the episode under that seed, from zero; for people.
  public var episode: Int
  /// The key of the episode's stream.
  public var stream: UInt64
  /// The actions.
  public var actions: [Int32]
  /// A mark of each state, the first one's included.
  public var marks: [UInt16]
  /// The last link of the chain, 64 hexadecimal digits.
  public var digest: String
  /// The sum of the rewards.
  public var episodeReturn: Double
  /// How it ended.
  public var ending: Ending
}

extension EpisodeRecording {
  static let format = "apus-episode"
  static let formatVersion = 1
  /// The most actions that a recording may have.
  static let mostSteps = 10_000_000

  /// What a line holds.
  private struct Line: Codable {
    var format: String
    var formatVersion: Int
    var environment: String
    var version: Int
    var definition: String?
    var seed: UInt64
    var episode: Int
    var stream: String
    var steps: Int
    /// Bits of one action.
    var actionBits: Int
    /// The actions one after another, lowest bit first.
    var actions: Data
    /// The marks, two bytes each, lowest first.
    var states: Data
    var digest: String
    var `return`: Double
    var ending: Ending
  }

  /// The recording as a line of an episode file, without the line's end.
  ///
  /// - Throws: `InputError` where the return is not finite.
  public func line() throws -> [UInt8] {
    let bits = max(1, 32 - (actions.max() ?? 0).leadingZeroBitCount)
    let line = Line(
      format: Self.format, formatVersion: Self.formatVersion, environment: environment,
      version: version, definition: definition, seed: seed, episode: episode,
      stream: String(stream, radix: 16), steps: actions.count, actionBits: bits,
      actions: Self.packed(actions, bits: bits),
      states: Data(marks.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }), digest: digest,
      return: episodeReturn, ending: ending)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try [UInt8](encoder.encode(line))
    } catch {
      throw InputError("the episode cannot be written: its return is not finite")
    }
  }

  /// Reads all recordings of an episode file.
  ///
  /// - Parameters:
  ///   - bytes: the file: one recording a line.
  ///   - file: its name, for messages.
  /// - Returns: at least one recording.
  /// - Throws: `InputError` with file and line for anything that is no recording.
  public static func read(_ bytes: [UInt8], file: String) throws -> [EpisodeRecording] {
    var recordings: [EpisodeRecording] = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() where !line.isEmpty {
      recordings.append(try read(line: line, number + 1, file))
    }
    guard !recordings.isEmpty else {
      throw InputError(
        "holds no episode", file: file, remedy: "apus watch RUN --record FILE writes some")
    }
    return recordings
  }

  private static func read(
    line bytes: ArraySlice<UInt8>, _ number: Int, _ file: String
  ) throws -> EpisodeRecording {
    func fault(_ message: String) -> InputError { InputError(message, file: file, line: number) }
    let line: Line
    do {
      line = try JSONDecoder().decode(Line.self, from: Data(bytes))
    } catch {
      throw fault("is no episode recording, or a damaged one")
    }
    guard line.format == format else { throw fault("is no episode recording") }
    guard line.formatVersion == formatVersion else {
      throw fault(
        "is of episode format \(line.formatVersion); this version of apus reads \(formatVersion)")
    }
    guard (0...mostSteps).contains(line.steps), (1...31).contains(line.actionBits),
      line.actions.count == (line.steps * line.actionBits + 7) / 8,
      line.states.count == 2 * (line.steps + 1), line.digest.count == 64, line.episode >= 0,
      let stream = UInt64(line.stream, radix: 16)
    else { throw fault("is a damaged episode recording: its parts do not fit together") }
    let states = [UInt8](line.states)
    return EpisodeRecording(
      environment: line.environment, version: line.version, definition: line.definition,
      seed: line.seed, episode: line.episode, stream: stream,
      actions: unpacked([UInt8](line.actions), count: line.steps, bits: line.actionBits),
      marks: (0...line.steps).map { UInt16(states[2 * $0]) | UInt16(states[2 * $0 + 1]) << 8 },
      digest: line.digest, episodeReturn: line.return, ending: line.ending)
  }

  private static func packed(_ actions: [Int32], bits: Int) -> Data {
    var bytes = [UInt8](repeating: 0, count: (actions.count * bits + 7) / 8)
    for (index, action) in actions.enumerated() {
      for bit in 0..<bits where action >> Int32(bit) & 1 == 1 {
        let place = index * bits + bit
        bytes[place / 8] |= 1 << UInt8(place % 8)
      }
    }
    return Data(bytes)
  }

  private static func unpacked(_ bytes: [UInt8], count: Int, bits: Int) -> [Int32] {
    (0..<count).map { index in
      var action: Int32 = 0
      for bit in 0..<bits {
        let place = index * bits + bit
        action |= Int32(bytes[place / 8] >> UInt8(place % 8) & 1) << Int32(bit)
      }
      return action
    }
  }
}
