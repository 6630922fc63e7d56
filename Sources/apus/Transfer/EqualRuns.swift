import Documents
import Experiments

/// Runs by what they are made of: what is trained already is not trained again.
///
/// Equal configurations end in equal bytes, so that a command that was interrupted and is repeated, or another
/// one that needs the same run, goes on with what it finds.
enum EqualRuns {
  /// A run for each seed: those found, and new folders with a configuration for the others.
  ///
  /// - Parameters:
  ///   - configuration: What they are made of, but for the seed.
  ///   - seeds: The seeds.
  ///   - parent: The folder of the runs.
  ///   - name: What the folders are called before seed and number.
  ///   - prepare: Told each new folder.
  /// - Returns: The runs in the order of the seeds, finished or not.
  /// - Throws: `InputError` where a folder cannot be read or made.
  static func findOrMake(
    _ configuration: RunConfiguration, seeds: [UInt64], in parent: String, name: String,
    prepare: (RunFolder, RunConfiguration) throws -> Void
  ) throws -> [RunRecord] {
    try FileSystem.createFolders(parent)
    let present = try folders(in: parent, name: name)
    var runs: [UInt64: RunRecord] = [:]
    var number: Int?
    for entry in present where entry.folder.isRun && seeds.contains(entry.seed) {
      guard runs[entry.seed] == nil, let record = try? RunRecord(entry.folder),
        record.configuration.hasSameResults(as: configuration.with(seed: entry.seed))
      else { continue }
      runs[entry.seed] = record
      number = number ?? entry.number
    }
    let missing = seeds.filter { runs[$0] == nil }
    let taken = present.filter { $0.folder.isRun && missing.contains($0.seed) }.map(\.number)
    if number == nil || taken.contains(number ?? 0) {
      number = (present.filter { $0.folder.isRun }.map(\.number).max() ?? 0) + 1
    }
    for seed in missing {
      let folder = try RunFolder.create(at: "\(parent)/\(name)-s\(seed)-\(number ?? 1)")
      let own = configuration.with(seed: seed)
      try writeAtomically(own.yaml, to: folder.configuration)
      try prepare(folder, own)
      runs[seed] = try RunRecord(folder)
    }
    return seeds.compactMap { runs[$0] }
  }

  /// The folders "NAME-sSEED-NUMBER", by number and seed.
  private static func folders(
    in parent: String, name: String
  ) throws -> [(folder: RunFolder, seed: UInt64, number: Int)] {
    try FileSystem.entries(of: parent).compactMap { entry in
      guard entry.hasPrefix("\(name)-s") else { return nil }
      let parts = entry.dropFirst(name.count + 2).split(
        separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let seed = UInt64(parts[0]), let number = Int(parts[1]) else {
        return nil
      }
      return (RunFolder(path: "\(parent)/\(entry)"), seed, number)
    }.sorted { ($0.number, $0.seed) < ($1.number, $1.seed) }
  }
}

extension RunConfiguration {
  /// The same with another seed.
  func with(seed: UInt64) -> RunConfiguration {
    var copy = self
    copy.seed = seed
    return copy
  }
}
