import Documents

extension Dataset {
  /// Images and labels from two IDX files, as MNIST is published.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - images: A file `[N, height, width]` (or any shape of two axes or more). Unsigned bytes stay bytes.
  ///   - labels: A file of whole numbers `[N]`.
  ///   - classNames: The names of the classes; nil numbers them from 0 to the largest label.
  ///   - exampleShape: The shape of an example where it is to have axes of size 1 that the file has not, such
  ///     as a channel's; nil takes the file's.
  ///   - divisor: What each number of the images is divided by: the default brings bytes to 0...1.
  /// - Returns: The data set.
  /// - Throws: `InputError` where a file is unsound, the counts or shapes differ, or a label has no name.
  public static func idx(
    name: String, images: String, labels: String, classNames: [String]? = nil,
    exampleShape: [Int]? = nil, divisor: Float = 255
  ) throws -> Dataset {
    let pictures = try IDXFile.read(contentsOf: images)
    let answers = try IDXFile.read(contentsOf: labels)
    guard pictures.shape.count >= 2 else {
      throw InputError(
        "expected examples of one axis or more, found \(pictures.shape)", file: images)
    }
    let found = Array(pictures.shape.dropFirst())
    let shape = exampleShape ?? found
    guard shape.filter({ $0 != 1 }) == found.filter({ $0 != 1 }) else {
      throw InputError("expected examples of shape \(shape), found \(found)", file: images)
    }
    guard answers.shape == [pictures.shape[0]] else {
      throw InputError(
        "expected \(pictures.shape[0]) labels, as many as \(images) has images, "
          + "found the shape \(answers.shape)", file: labels)
    }
    let classes = try Self.classes(answers, of: classNames, file: labels)
    let examples: Examples
    if pictures.type == .uint8 {
      examples = .bytes(pictures.bytes, scale: 1 / divisor)
    } else {
      let values = pictures.numbers.map { Float($0 / Double(divisor)) }
      guard values.allSatisfy(\.isFinite) else {
        throw InputError("holds a number that is not finite or too large", file: images)
      }
      examples = .floats(values)
    }
    return Dataset(
      name: name, exampleShape: shape, examples: examples, targets: .classes(classes.names),
      labels: classes.labels)
  }

  private static func classes(
    _ answers: IDXFile, of classNames: [String]?, file: String
  ) throws -> (labels: [Int32], names: [String]) {
    var largest = 0
    let labels = try answers.numbers.map { number in
      guard let label = Int32(exactly: number), label >= 0, label < 1 << 24 else {
        throw InputError(
          "expected labels that are whole numbers from 0, found \(number)", file: file)
      }
      largest = max(largest, Int(label))
      return label
    }
    let names = classNames ?? (0...largest).map(String.init)
    guard largest < names.count else {
      throw InputError(
        "has the label \(largest), but there are \(names.count) classes", file: file)
    }
    return (labels, names)
  }

  /// Examples from a table, one per row.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - path: A CSV file with a header, plain or compressed with gzip.
  ///   - label: The column of the classes; every other column holds numbers and is a feature.
  ///   - classNames: The names of the classes where the column holds their indices. Nil takes the texts of the
  ///     column as names, in the order of their numbers where all are whole numbers, else by the alphabet.
  /// - Returns: The data set, with examples of shape `[features]`.
  /// - Throws: `InputError` with the line of a field that is not what it should be.
  public static func csv(
    name: String, path: String, label: String, classNames: [String]? = nil
  ) throws -> Dataset {
    let table = try CSVTable.read(contentsOf: path)
    let names = try classNames ?? sortedClasses(table.texts(label))
    return try csv(
      name: name, table: table, column: label, targets: .classes(names),
      labelsAreIndices: classNames != nil)
  }

  /// Examples from a table, one per row.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - table: The table.
  ///   - column: The column of the classes or numbers to be predicted; every other column is a feature.
  ///   - targets: What that column holds.
  ///   - labelsAreIndices: Whether classes are written as their indices, rather than as their names.
  ///   - exampleShape: The shape of one example; nil for `[features]`.
  ///   - divisor: What each feature is divided by. Where all are whole numbers of 0...255, they are kept as bytes.
  /// - Returns: The data set.
  /// - Throws: `InputError` with the line of a field that is not what it should be.
  public static func csv(
    name: String, table: CSVTable, column: String, targets: DatasetTargets,
    labelsAreIndices: Bool = true, exampleShape: [Int]? = nil, divisor: Float = 1
  ) throws -> Dataset {
    var labels: [Int32] = []
    var numbers: [Float] = []
    switch targets {
    case .classes(let names):
      let words = labelsAreIndices ? names.indices.map(String.init) : names
      labels = try self.labels(table, column, words)
    case .numbers:
      numbers = try floats(table, column)
    }
    let columns = table.columns.filter { $0 != column }
    guard !columns.isEmpty else {
      throw InputError("has no column beside '\(shown(column))'", file: table.file)
    }
    let width = columns.count
    let shape = exampleShape ?? [width]
    guard shape.reduce(1, *) == width else {
      throw InputError(
        "expected \(shape.reduce(1, *)) columns beside '\(shown(column))', found \(width)",
        file: table.file, line: 1)
    }
    var features = [Float](repeating: 0, count: width * table.rows.count)
    for (index, name) in columns.enumerated() {
      for (row, value) in try floats(table, name).enumerated() {
        features[row * width + index] = value
      }
    }
    return Dataset(
      name: name, exampleShape: shape, examples: packed(features, divisor: divisor),
      targets: targets, labels: labels, numbers: numbers)
  }

  private static func labels(
    _ table: CSVTable, _ column: String, _ words: [String]
  ) throws -> [Int32] {
    let texts = try table.texts(column)
    let indices = Dictionary(zip(words, words.indices), uniquingKeysWith: { first, _ in first })
    return try zip(texts, table.rows).map { text, row in
      guard let index = indices[text] else {
        throw InputError(
          "column '\(shown(column))': expected one of \(words.count) classes "
            + "(\(words.prefix(3).joined(separator: ", "))\(words.count > 3 ? ", …" : "")), "
            + "found '\(shown(text))'",
          file: table.file, line: row.line)
      }
      return Int32(index)
    }
  }

  private static func floats(_ table: CSVTable, _ column: String) throws -> [Float] {
    let values = try table.numbers(column).map { Float($0) }
    if let row = values.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        "column '\(shown(column))': the number is too large", file: table.file,
        line: table.rows[row].line)
    }
    return values
  }

  private static func packed(_ features: [Float], divisor: Float) -> Examples {
    let bytes = features.compactMap { UInt8(exactly: $0) }
    if bytes.count == features.count { return .bytes(bytes, scale: 1 / divisor) }
    return .floats(divisor == 1 ? features : features.map { $0 / divisor })
  }

  private static func sortedClasses(_ texts: [String]) -> [String] {
    let distinct = Set(texts)
    let numbers = distinct.compactMap { text in Int(text).map { (number: $0, text: text) } }
    guard numbers.count == distinct.count else {
      return distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    return numbers.sorted { ($0.number, $0.text) < ($1.number, $1.text) }.map(\.text)
  }
}
