import Documents

extension Dataset {
  /// Drawings of characters from zip archives of PNG files, as Omniglot is published.
  ///
  /// A picture `ANY/GROUP/CHARACTER/ANY.png` belongs to the class `GROUP/CHARACTER`. It is brought to the
  /// size of an example as ``GreyPicture/ink(side:)`` says: 0 is paper, 255 ink.
  ///
  /// - Parameters:
  ///   - name: What the data set is called.
  ///   - archives: The files.
  ///   - classNames: The classes, each of which must be there.
  ///   - perClass: How many pictures each class must have.
  ///   - exampleShape: `[1, side, side]`.
  ///   - divisor: What each byte is divided by.
  /// - Returns: The examples by class, those of a class in the order of their names.
  /// - Throws: `InputError` where an archive or a picture is unsound, or classes and counts differ.
  static func drawings(
    name: String, archives: [String], classNames: [String], perClass: Int, exampleShape: [Int],
    divisor: Float
  ) throws -> Dataset {
    let side = try squareSide(exampleShape, name: name)
    let labels = Dictionary(
      zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    var found = [[(name: String, ink: [UInt8])]](repeating: [], count: classNames.count)
    for path in archives {
      let archive = try ZipArchive(contentsOf: path)
      for entry in archive.entries where entry.name.hasSuffix(".png") {
        let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, let label = labels["\(parts[1])/\(parts[2])"] else {
          throw InputError(
            "holds '\(shown(entry.name))', which belongs to no class of '\(name)'", file: path)
        }
        guard found[label].count < perClass else {
          throw InputError(
            "has more than \(perClass) pictures of '\(classNames[label])'", file: path)
        }
        let ink = try archive.picture(entry).ink(side: side)
        found[label].append((String(parts[3]), ink))
      }
    }
    if let label = found.firstIndex(where: { $0.count != perClass }) {
      throw InputError(
        "expected \(perClass) pictures of '\(classNames[label])', found \(found[label].count)",
        file: archives.first)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(classNames.count * perClass * side * side)
    for pictures in found {
      let sorted = pictures.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for picture in sorted { bytes += picture.ink }
    }
    return Dataset(
      name: name, exampleShape: exampleShape, examples: .bytes(bytes, scale: 1 / divisor),
      targets: .classes(classNames),
      labels: classNames.indices.flatMap { [Int32](repeating: Int32($0), count: perClass) })
  }

  /// The side of square images of one channel.
  static func squareSide(_ exampleShape: [Int], name: String) throws -> Int {
    guard exampleShape.count == 3, exampleShape[0] == 1, exampleShape[1] == exampleShape[2],
      exampleShape[1] <= 1024
    else {
      throw InputError(
        "data set '\(name)': drawings are examples [1, side, side], the definition has "
          + "\(exampleShape)")
    }
    return exampleShape[1]
  }
}

extension ZipArchive {
  /// The largest picture file that is read, in bytes.
  private static let pictureLimit = 1 << 20

  /// A picture of the archive.
  func picture(_ entry: Entry) throws -> GreyPicture {
    try GreyPicture(
      png: try content(of: entry, atMost: Self.pictureLimit), name: "\(path): \(entry.name)")
  }
}
