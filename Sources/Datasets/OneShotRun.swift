import Documents

/// One of the official one-shot runs of Omniglot: twenty characters drawn once by one person, and again
/// by another, to be matched.
///
/// - Source: Lake, Salakhutdinov & Tenenbaum 2015, "Human-level concept learning through probabilistic
///   program induction"; the archive `all_runs.zip` of `brendenlake/omniglot`.
public struct OneShotRun: Sendable, Hashable {
  /// The name of its folder: "run01".
  public let name: String
  /// The labelled pictures, one of each class.
  public let support: Dataset
  /// The pictures to be named; their labels are the right answers, indices of `support`.
  public let query: Dataset

  /// Reads the runs of an archive.
  ///
  /// - Parameters:
  ///   - path: The archive.
  ///   - exampleShape: `[1, side, side]`, as the data set has it.
  ///   - divisor: What each byte is divided by.
  /// - Returns: The runs by name.
  /// - Throws: `InputError` where the archive is unsound or a run is not complete.
  static func read(
    contentsOf path: String, exampleShape: [Int], divisor: Float
  ) throws -> [OneShotRun] {
    let side = try Dataset.squareSide(exampleShape, name: "one-shot runs")
    let archive = try ZipArchive(contentsOf: path)
    let entries = Dictionary(
      archive.entries.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let list = "/class_labels.txt"
    let names = archive.entries.map(\.name).filter { $0.hasSuffix(list) }
      .map { String($0.dropLast(list.count)) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard !names.isEmpty else {
      throw InputError("holds no run: there is no class_labels.txt in it", file: path)
    }
    return try names.map { name in
      guard let entry = entries[name + list] else {
        throw InputError("has no '\(name)\(list)'", file: path)
      }
      let text = try decodeText(
        archive.content(of: entry, atMost: 1 << 16), file: "\(path): \(entry.name)")
      let pairs = text.split(whereSeparator: \.isNewline).map {
        $0.split(separator: " ").map(String.init)
      }
      let classes = Set(pairs.compactMap(\.last)).sorted()
      guard pairs.allSatisfy({ $0.count == 2 }), classes.count >= 2 else {
        throw InputError(
          "'\(shown(entry.name))': expected two files on each line: a picture and that of its class",
          file: path)
      }
      func part(_ files: [String], _ labels: [Int32]) throws -> Dataset {
        let bytes = try files.flatMap { file in
          guard let picture = entries[file] else {
            throw InputError("has no '\(shown(file))', which \(name) names", file: path)
          }
          return try archive.picture(picture).ink(side: side)
        }
        return Dataset(
          name: name, exampleShape: exampleShape, examples: .bytes(bytes, scale: 1 / divisor),
          targets: .classes(classes), labels: labels)
      }
      return OneShotRun(
        name: name, support: try part(classes, classes.indices.map { Int32($0) }),
        query: try part(
          pairs.map { $0[0] },
          pairs.map { pair in Int32(classes.firstIndex(of: pair[1]) ?? 0) }))
    }
  }
}
