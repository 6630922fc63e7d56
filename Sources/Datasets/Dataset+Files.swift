import Documents

extension Dataset {
  /// Images and labels from two IDX files, as MNIST is published.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - images: A file of unsigned bytes `[N, height, width]` (or any shape of two axes or more); each byte
  ///     becomes a number from 0 to 1.
  ///   - labels: A file of unsigned bytes `[N]`.
  ///   - classNames: The names of the classes; nil numbers them from 0 to the largest label.
  /// - Returns: The data set.
  /// - Throws: `InputError` where a file is unsound, the counts differ, or a label has no name.
  public static func idx(
    name: String, images: String, labels: String, classNames: [String]? = nil
  ) throws -> Dataset {
    let pictures = try IDXFile.read(contentsOf: images)
    let classes = try IDXFile.read(contentsOf: labels)
    guard pictures.shape.count >= 2 else {
      throw InputError(
        "expected examples of one axis or more, found \(pictures.shape)", file: images)
    }
    guard classes.shape == [pictures.shape[0]] else {
      throw InputError(
        "expected \(pictures.shape[0]) labels, as many as \(images) has images, "
          + "found the shape \(classes.shape)", file: labels)
    }
    let largest = Int(classes.bytes.max() ?? 0)
    let names = classNames ?? (0...largest).map(String.init)
    guard largest < names.count else {
      throw InputError(
        "has the label \(largest), but there are \(names.count) classes", file: labels)
    }
    let levels = (0..<256).map { Float($0) / 255 }
    return Dataset(
      name: name, exampleShape: Array(pictures.shape.dropFirst()),
      features: pictures.bytes.map { levels[Int($0)] }, labels: classes.bytes.map { Int32($0) },
      classNames: names)
  }

  /// Examples from a table, one per row.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - path: A CSV file with a header.
  ///   - label: The column of the classes; every other column holds numbers and is a feature.
  ///   - classNames: The names of the classes where the column holds their indices. Nil takes the texts of the
  ///     column as names, in the order of their numbers where all are whole numbers, else by the alphabet.
  /// - Returns: The data set, with examples of shape `[features]`.
  /// - Throws: `InputError` with the line of a field that is not what it should be.
  public static func csv(
    name: String, path: String, label: String, classNames: [String]? = nil
  ) throws -> Dataset {
    let table = try CSVTable.read(contentsOf: path)
    let texts = try table.texts(label)
    let valid = classNames.map { $0.indices.map(String.init) } ?? sortedClasses(texts)
    let indices = Dictionary(uniqueKeysWithValues: zip(valid, valid.indices))
    var labels: [Int32] = []
    for (text, row) in zip(texts, table.rows) {
      guard let index = indices[text] else {
        throw InputError(
          "column '\(shown(label))': expected an index of \(valid.count) classes, found '\(shown(text))'",
          file: path, line: row.line)
      }
      labels.append(Int32(index))
    }
    let columns = table.columns.filter { $0 != label }
    guard !columns.isEmpty else { throw InputError("has no column beside the label's", file: path) }
    let width = columns.count
    var features = [Float](repeating: 0, count: width * table.rows.count)
    for (column, name) in columns.enumerated() {
      for (row, value) in try table.numbers(name).enumerated() {
        features[row * width + column] = Float(value)
      }
    }
    if let index = features.firstIndex(where: { !$0.isFinite }) {
      throw InputError(
        "column '\(shown(columns[index % width]))': the number is too large", file: path,
        line: table.rows[index / width].line)
    }
    return Dataset(
      name: name, exampleShape: [width], features: features, labels: labels,
      classNames: classNames ?? valid)
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
