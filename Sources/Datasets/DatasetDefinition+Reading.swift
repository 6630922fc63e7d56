import Documents

extension DatasetDefinition {
  /// Every key of a definition, in the order in which files have them.
  public static let keys = [
    "id", "version", "summary", "source", "licence", "whereToGet", "folders", "shipped", "images",
    "table", "drawings", "inputs", "exampleShape", "divisor", "trainingCount", "testCount",
    "classes",
    "number", "split", "fewShot", "training",
  ]

  /// Reads a definition.
  ///
  /// - Parameters:
  ///   - text: The YAML.
  ///   - file: The name for error messages.
  /// - Returns: The definition.
  /// - Throws: `InputError` with file, line and what was expected.
  public static func parse(_ text: String, file: String) throws -> DatasetDefinition {
    let document = try DocumentNode.parse(text, file: file).mapping(
      keys: keys,
      required: [
        "id", "version", "summary", "source", "licence", "whereToGet", "inputs", "exampleShape",
        "trainingCount", "testCount", "split",
      ])
    func prose(_ key: String) throws -> String {
      try document.require(key).string().split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
    let shape = try document.require("exampleShape")
    let sizes = try shape.ints()
    guard (1...7).contains(sizes.count), sizes.allSatisfy({ (1...65_536).contains($0) }) else {
      throw shape.error("expected 1 to 7 sizes from 1 to 65536, got \(sizes)")
    }
    let targets = try targets(document)
    return DatasetDefinition(
      id: try document.require("id").string(),
      version: try document.require("version").int(in: 1...1_000_000),
      summary: try prose("summary"), source: try prose("source"), licence: try prose("licence"),
      whereToGet: try prose("whereToGet"), inputs: try prose("inputs"), split: try prose("split"),
      folders: try document["folders"]?.sequence().map(place) ?? [], format: try format(document),
      isShipped: try document["shipped"]?.bool() ?? false, targets: targets,
      exampleShape: sizes,
      divisor: Float(try document["divisor"]?.double(in: 1e-6...1e6) ?? 1),
      trainingCount: try document.require("trainingCount").int(in: 1...100_000_000),
      testCount: try document.require("testCount").int(in: 1...100_000_000),
      fewShot: try document["fewShot"].map { try FewShotClasses($0, of: targets.classNames) },
      training: try document["training"].map { try $0.mapping() }, file: file, text: text)
  }

  /// A name of a file or folder within the data folder, since a definition may come with a stranger's policy.
  private static func place(_ node: DocumentNode) throws -> String {
    let name = try node.string()
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }), name.utf8.count <= 200,
      !name.unicodeScalars.contains("\0")
    else {
      throw node.error(
        "expected a name within the data folder, without '..' or a leading slash, got "
          + "'\(shown(name))'")
    }
    return name
  }

  private static func format(_ document: DocumentMapping) throws -> Format {
    switch (document["images"], document["table"], document["drawings"]) {
    case (nil, nil, let drawings?):
      let keys = ["archives", "oneShotRuns", "perClass"]
      let entries = try drawings.mapping(keys: keys, required: keys)
      _ = try document.require("fewShot")
      let archives = try entries.require("archives").sequence().map(place)
      guard !archives.isEmpty else {
        throw drawings.error("expected one archive or more, got none")
      }
      return .drawings(
        archives: archives, oneShotRuns: try place(entries.require("oneShotRuns")),
        perClass: try entries.require("perClass").int(in: 1...10_000))
    case (let images?, nil, nil):
      let parts = try images.mapping(keys: ["training", "test"], required: ["training", "test"])
      return .idx(
        training: try imageFiles(parts.require("training")),
        test: try imageFiles(parts.require("test")))
    case (nil, let table?, nil):
      let keys = ["file", "target", "testFraction", "seed"]
      let entries = try table.mapping(keys: keys, required: keys)
      return .csv(
        file: try place(entries.require("file")), target: try entries.require("target").string(),
        testFraction: try entries.require("testFraction").double(in: 0.01...0.99),
        seed: UInt64(try entries.require("seed").int(in: 0...Int.max)))
    default:
      throw document.error(
        "expected either 'images' (IDX files), 'table' (a CSV file) or 'drawings' (archives of PNG)",
        remedy: "write exactly one of them")
    }
  }

  private static func imageFiles(_ node: DocumentNode) throws -> ImageFiles {
    let keys = ["images", "labels"]
    let entries = try node.mapping(keys: keys, required: keys)
    return ImageFiles(
      images: try place(entries.require("images")), labels: try place(entries.require("labels")))
  }

  private static func targets(_ document: DocumentMapping) throws -> DatasetTargets {
    switch (document["classes"], document["number"]) {
    case (let classes?, nil):
      let names = try classNames(classes)
      guard names.count >= 2, Set(names).count == names.count else {
        throw classes.error("expected two different names of classes or more, got \(names)")
      }
      return .classes(names)
    case (nil, let number?): return .numbers(try number.string())
    default:
      throw document.error(
        "expected either 'classes' (their names) or 'number' (its name)",
        remedy: "write exactly one of them")
    }
  }

  /// The names of a list; or of groups with how many characters each has: "Greek/character01" and so on.
  private static func classNames(_ node: DocumentNode) throws -> [String] {
    guard let groups = try? node.mapping() else { return try node.strings() }
    return try groups.entries.flatMap { group in
      (1...(try group.node.int(in: 1...99))).map {
        "\(group.key)/character\($0 < 10 ? "0" : "")\($0)"
      }
    }
  }
}
