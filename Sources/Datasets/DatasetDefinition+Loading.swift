import Determinism
import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension DatasetDefinition {
  /// The environment variable that names the data folder.
  public static let folderVariable = "APUS_DATA"

  /// Reads the data set.
  ///
  /// Its files are looked for in the folder and in its `folders` within that, each with and without `.gz`.
  /// A set that comes with the program is taken from there where no folder is given and `APUS_DATA` has it
  /// not.
  ///
  /// - Parameter folder: The data folder; nil takes `APUS_DATA`.
  /// - Returns: Both parts.
  /// - Throws: `InputError` that names what was looked for, where, and where it is to be had; or what is
  ///   wrong with a file.
  public func load(from folder: String?) throws -> DatasetSplits {
    try load(from: folder, orElse: getenv(Self.folderVariable).map { String(cString: $0) })
  }

  /// The same, with the content of `APUS_DATA` given.
  package func load(from folder: String?, orElse variable: String?) throws -> DatasetSplits {
    let roots = [folder ?? variable].compactMap { $0 }.filter { !$0.isEmpty }
    var missing: String?
    for root in roots {
      switch find(in: root) {
      case .found(let paths): return try load(files: paths)
      case .missing(let name): missing = name
      }
    }
    if folder == nil, isShipped { return try loadShipped() }
    throw notFound(missing ?? files[0], root: roots.first, isVariable: folder == nil)
  }

  /// The data set as it comes with the program.
  private func loadShipped() throws -> DatasetSplits {
    guard case .csv(let name, let target, _, _) = format,
      let bytes = try DatasetRegistry.shippedFile(name)
    else { throw InputError("data set '\(id)' does not come with the program", file: file) }
    let file = "datasets/\(name)"
    return try split(CSVTable(decodeText(bytes, file: file), file: file), target: target)
  }

  // MARK: Finding

  private enum Search {
    case found([String])
    case missing(String)
  }

  /// All files in one folder, or the first that is missing from the folder that has most.
  private func find(in root: String) -> Search {
    var best: (count: Int, missing: String) = (-1, files[0])
    for folder in [""] + folders {
      let base = folder.isEmpty ? root : "\(root)/\(folder)"
      let paths = files.map { name -> String? in
        let candidates = ["\(base)/\(name)", "\(base)/\(name).gz"]
        return candidates.first { access($0, F_OK) == 0 }
      }
      let found = paths.compactMap { $0 }
      if found.count == files.count { return .found(found) }
      if found.count > best.count, let index = paths.firstIndex(of: nil) {
        best = (found.count, files[index])
      }
    }
    return .missing(best.missing)
  }

  private func notFound(_ name: String, root: String?, isVariable: Bool) -> InputError {
    guard let root else {
      return InputError(
        "data set '\(id)' does not come with the program, and no folder of data is given",
        remedy: "give --data DIR or set \(Self.folderVariable), with "
          + "\(files.joined(separator: ", ")) "
          + "(plain or .gz) in DIR or in DIR/\(folders.first ?? id). \(whereToGet)")
    }
    let places = ([""] + folders).map { $0.isEmpty ? root : "\(root)/\($0)" }
    return InputError(
      "data set '\(id)': there is no \(name) or \(name).gz in \(places.joined(separator: " or "))"
        + (isVariable ? " (from \(Self.folderVariable))" : ""),
      remedy: whereToGet)
  }

  // MARK: Reading

  private func load(files paths: [String]) throws -> DatasetSplits {
    switch format {
    case .csv(_, let target, _, _):
      return try split(CSVTable.read(contentsOf: paths[0]), target: target)
    case .idx:
      return try checked(
        DatasetSplits(
          training: images(paths[0], labels: paths[1]), test: images(paths[2], labels: paths[3])),
        file: paths[0])
    case .drawings(_, _, let perClass):
      return try checked(drawings(paths, perClass: perClass), file: paths[0])
    }
  }

  /// The test part has the classes that few-shot learning tests, the training part all others.
  private func drawings(_ paths: [String], perClass: Int) throws -> DatasetSplits {
    let whole = try Dataset.drawings(
      name: id, archives: paths, classNames: targets.classNames, perClass: perClass,
      exampleShape: exampleShape, divisor: divisor)
    let tested = Set(fewShot?.test ?? [])
    let indices = whole.labels.indices.map { Int32($0) }
    return DatasetSplits(
      training: whole.subset(indices.filter { !tested.contains(whole.labels[Int($0)]) }),
      test: whole.subset(indices.filter { tested.contains(whole.labels[Int($0)]) }))
  }

  /// The official one-shot runs that belong to the data set.
  ///
  /// - Parameter folder: The data folder; nil takes `APUS_DATA`.
  /// - Returns: The runs, in order.
  /// - Throws: `InputError` where the set has none, or they are missing or damaged.
  public func oneShotRuns(from folder: String?) throws -> [OneShotRun] {
    guard case .drawings(_, let name, _) = format else {
      throw InputError(
        "data set '\(id)' has no official one-shot runs", remedy: "omniglot has them")
    }
    let root = folder ?? getenv(Self.folderVariable).map { String(cString: $0) } ?? ""
    guard !root.isEmpty else { throw notFound(name, root: nil, isVariable: false) }
    for place in ([""] + folders).map({ $0.isEmpty ? root : "\(root)/\($0)" })
    where access("\(place)/\(name)", F_OK) == 0 {
      return try OneShotRun.read(
        contentsOf: "\(place)/\(name)", exampleShape: exampleShape, divisor: divisor)
    }
    throw notFound(name, root: root, isVariable: folder == nil)
  }

  private func images(_ images: String, labels: String) throws -> Dataset {
    try Dataset.idx(
      name: id, images: images, labels: labels, classNames: targets.classNames,
      exampleShape: exampleShape, divisor: divisor)
  }

  private func split(_ table: CSVTable, target: String) throws -> DatasetSplits {
    let whole = try Dataset.csv(
      name: id, table: table, column: target, targets: targets, exampleShape: exampleShape,
      divisor: divisor)
    guard case .csv(_, _, let testFraction, let seed) = format else {
      preconditionFailure("\(id): expected a table's definition")
    }
    guard whole.count == trainingCount + testCount else {
      throw InputError(
        "expected \(trainingCount + testCount) examples, found \(whole.count)", file: table.file,
        remedy: whereToGet)
    }
    var random = RandomStream(seed: seed).stream("split")
    let parts = whole.split(testFraction: testFraction, using: &random)
    return try checked(
      DatasetSplits(training: parts.training, test: parts.test), file: table.file)
  }

  private func checked(_ splits: DatasetSplits, file: String) throws -> DatasetSplits {
    guard splits.training.count == trainingCount, splits.test.count == testCount else {
      throw InputError(
        "expected \(trainingCount) examples to learn from and \(testCount) to be judged by, found "
          + "\(splits.training.count) and \(splits.test.count)", file: file, remedy: whereToGet)
    }
    return splits
  }
}
