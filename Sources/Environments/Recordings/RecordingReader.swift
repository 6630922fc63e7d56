import Documents
import Foundation

/// Compares environments with recordings of other implementations.
///
/// A recording is a file of lines, each the JSON object of one episode, or one JSON object with a
/// whole transition table. What the lines hold is told in `Documentation/FileFormats.md`.
public enum RecordingReader {
  /// Compares a whole recording with an environment.
  ///
  /// Every episode is replayed, also after one that differs.
  ///
  /// - Parameters:
  ///   - bytes: the recording, unpacked.
  ///   - file: its name, for errors.
  ///   - definition: the environment that is to behave as recorded.
  /// - Returns: how much was compared, and the first difference.
  /// - Throws: `InputError` with file and line where the recording is damaged or of another
  ///   environment.
  public static func verify(
    _ bytes: [UInt8], file: String, against definition: EnvironmentDefinition
  ) throws -> RecordingReport {
    let lines = RecordingLine.lines(of: bytes)
    guard let first = lines.first else {
      throw InputError("is empty; expected a recording", file: file)
    }
    let place = RecordingPlace(file: file, line: first.number)
    // A table may be written over many lines; then its first line alone is no JSON.
    let keys =
      (try? RecordingKeys(first.json)) ?? (lines.count > 1 ? try? RecordingKeys(bytes) : nil)
    guard let keys else {
      throw place.error("expected one JSON object a line")
    }
    if keys.names.contains(GymnasiumTable.mark) {
      return try place.add { try GymnasiumTable(json: bytes).compare(with: definition) }
    }
    guard let format = RecordingFormat.all.first(where: { keys.names.contains($0.key) }) else {
      let known = RecordingFormat.all.map { "'\($0.key)' (\($0.name))" }.joined(separator: ", ")
      throw place.error("is no recording that can be read", remedy: "a line has one of \(known)")
    }
    guard let episode = format.episode else {
      throw place.error("recordings of \(format.name) are not known yet")
    }
    let source = [format.name, keys.task].compactMap(\.self).joined(separator: ", ")
    return try verify(
      lines, of: episode, report: RecordingReport(source: source), file: file, against: definition)
  }

  private static func verify<Episode: RecordedEpisode>(
    _ lines: [RecordingLine], of type: Episode.Type, report: RecordingReport, file: String,
    against definition: EnvironmentDefinition
  ) throws -> RecordingReport {
    var report = report
    var episodes = try lines.map { line in
      try RecordingPlace(file: file, line: line.number).add {
        try JSONDecoder().decode(type, from: Data(line.json))
      }
    }
    report.notes = Episode.prepare(&episodes, for: definition)
    for (line, episode) in zip(lines, episodes) {
      let comparison = try RecordingPlace(file: file, line: line.number).add {
        try episode.compare(with: definition)
      }
      report.episodes += 1
      report.steps += comparison.steps
      guard let difference = comparison.difference else { continue }
      report.differingEpisodes += 1
      report.difference = report.difference ?? difference
    }
    return report
  }
}

/// A line of a recording that is not blank.
private struct RecordingLine {
  var number: Int
  var json: ArraySlice<UInt8>

  static func lines(of bytes: [UInt8]) -> [RecordingLine] {
    let blank: Set<UInt8> = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
    return bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().compactMap { index, json in
        json.allSatisfy(blank.contains) ? nil : RecordingLine(number: index + 1, json: json)
      }
  }
}

/// The keys of a JSON object, and the task it names.
private struct RecordingKeys: Decodable {
  var names: Set<String>
  var task: String?

  init(_ json: some Sequence<UInt8>) throws {
    self = try JSONDecoder().decode(RecordingKeys.self, from: Data(json))
  }

  init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: AnyKey.self)
    names = Set(object.allKeys.map(\.stringValue))
    task = try? object.decode(String.self, forKey: AnyKey(stringValue: "env"))
  }

  private struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
