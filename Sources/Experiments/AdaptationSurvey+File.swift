import Documents

extension AdaptationSurvey {
  /// The first line of a survey's file.
  static let header = "layout,seed,optimum,episodes,fromScratch,crc32c"

  /// Trials as a file: a row each, ended by the checksum of what stands before it.
  static func text(of trials: [Trial]) -> String {
    ([header] + trials.map(row)).joined(separator: "\n") + "\n"
  }

  private static func row(of trial: Trial) -> String {
    func text(_ count: Int?) -> String { count.map(String.init) ?? "" }
    let row =
      "\(trial.layout),\(trial.seed),\(trial.optimum),\(text(trial.adapted)),\(text(trial.scratch)),"
    let checksum = String(CRC32C.checksum(of: row.utf8), radix: 16)
    return row + String(repeating: "0", count: 8 - checksum.count) + checksum
  }

  /// The trials of a file; none where there is no such file.
  ///
  /// - Throws: `InputError` with file and line where it is not what `text(of:)` wrote of this survey.
  func read(_ file: String) throws -> [Trial] {
    guard FileSystem.exists(file) else { return [] }
    var lines = try readText(file, atMost: 1 << 26).split(
      separator: "\n", omittingEmptySubsequences: false)
    func error(_ line: Int, _ message: String) -> InputError {
      InputError(
        message, file: file, line: line,
        remedy: "take the line and those behind it away, and they are tried again")
    }
    guard lines.first.map(String.init) == Self.header else {
      throw error(1, "is not the file of a survey: expected \(Self.header)")
    }
    guard lines.removeLast().isEmpty else {
      throw error(lines.count + 1, "the last line has no end")
    }
    guard lines.count - 1 <= count else {
      throw error(count + 2, "expected \(count) trials, got \(lines.count - 1)")
    }
    return try lines.dropFirst().enumerated().map { index, line in
      guard let trial = Self.trial(line), Self.row(of: trial) == line else {
        throw error(index + 2, "the trial is damaged: '\(shown(String(line)))'")
      }
      let (layout, seed) = place(of: index)
      guard trial.layout == layout.number, trial.seed == seed, trial.optimum == layout.optimum,
        (trial.adapted ?? 0) <= plan.episodes, (trial.scratch ?? 0) <= plan.scratchEpisodes
      else {
        throw error(
          index + 2,
          "expected layout \(layout.number) with seed \(seed), optimum \(layout.optimum), and no more "
            + "episodes than planned; got '\(line)'")
      }
      return trial
    }
  }

  private static func trial(_ line: Substring) -> Trial? {
    let fields = line.split(separator: ",", omittingEmptySubsequences: false)
    guard fields.count == 6, let layout = Int(fields[0]), let seed = UInt64(fields[1]),
      let optimum = Double(fields[2])
    else { return nil }
    func count(_ field: Substring) -> Int?? { field.isEmpty ? .some(nil) : Int(field).map { $0 } }
    guard let adapted = count(fields[3]), let scratch = count(fields[4]),
      adapted ?? 0 >= 0, scratch ?? 0 >= 0
    else { return nil }
    return Trial(
      layout: layout, seed: seed, optimum: optimum, adapted: adapted, scratch: scratch)
  }
}
