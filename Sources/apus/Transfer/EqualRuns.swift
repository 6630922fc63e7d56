import Documents
import Experiments

/// Runs by what they are made of: what is trained already is not trained again.
///
/// Equal configurations end in equal bytes, so that a command that was interrupted and is repeated, or another
/// one that needs the same run, goes on with what it finds.
enum EqualRuns {
  /// A run for each configuration: those found, and new folders for the others.
  ///
  /// - Parameters:
  ///   - configurations: What they are made of, each with a seed of its own.
  ///   - parent: The folder of the runs.
  ///   - name: What the folders are called before seed and number.
  ///   - prepare: Told each new folder.
  /// - Returns: The runs in the order of the configurations, finished or not.
  /// - Throws: `InputError` where a folder cannot be read or made.
  static func findOrMake(
    _ configurations: [RunConfiguration], in parent: String, name: String,
    prepare: (RunFolder, RunConfiguration) throws -> Void
  ) throws -> [RunRecord] {
    try FileSystem.createFolders(parent)
    let present = try folders(in: parent, name: name).filter(\.folder.isRun)
    let records = present.compactMap { entry in
      (try? RunRecord(entry.folder)).map { (record: $0, number: entry.number) }
    }
    let found = configurations.map { configuration in
      records.first { $0.record.configuration.hasSameResults(as: configuration) }
    }
    // New ones get the number of those found, so that one pattern names them all.
    let missing = Set(zip(configurations, found).filter { $1 == nil }.map(\.0.seed))
    let taken = Set(present.filter { missing.contains($0.seed) }.map(\.number))
    let common = found.compactMap { $0?.number }.min()
    let number =
      common.flatMap { taken.contains($0) ? nil : $0 } ?? (present.map(\.number).max() ?? 0) + 1
    return try zip(configurations, found).map { configuration, found in
      if let found { return found.record }
      let folder = try RunFolder.create(at: "\(parent)/\(name)-s\(configuration.seed)-\(number)")
      try writeAtomically(configuration.yaml, to: folder.configuration)
      try prepare(folder, configuration)
      return try RunRecord(folder)
    }
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
