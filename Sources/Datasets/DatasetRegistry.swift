import Documents

/// The data sets that the program knows: the files of `datasets/`, embedded in it.
public enum DatasetRegistry {
  /// Every known data set, one line each, in the order of lists.
  private static let files: [(id: String, bytes: @Sendable () -> [UInt8])] = [
    ("mnist", { PackageResources.mnist_yaml }),
    ("fashion-mnist", { PackageResources.fashion_mnist_yaml }),
    ("digits", { PackageResources.digits_yaml }),
    ("omniglot", { PackageResources.omniglot_yaml }),
    ("iris", { PackageResources.iris_yaml }),
    ("wine", { PackageResources.wine_yaml }),
    ("breast-cancer", { PackageResources.breast_cancer_yaml }),
    ("diabetes", { PackageResources.diabetes_yaml }),
  ]

  /// The ids of all known data sets.
  public static let ids: [String] = files.map(\.id)

  /// The definition of a data set.
  ///
  /// - Parameter id: Its id.
  /// - Returns: The definition.
  /// - Throws: `InputError` with the nearest id where there is none of this name.
  public static func definition(_ id: String) throws -> DatasetDefinition {
    guard let file = files.first(where: { $0.id == id }) else {
      throw unknownWord("data set", id, among: ids)
    }
    let name = "datasets/\(id).yaml"
    return try DatasetDefinition.parse(decodeText(file.bytes(), file: name), file: name)
  }

  /// A file of data that comes with the program, or nil.
  static func shippedFile(_ name: String) throws -> [UInt8]? {
    switch name {
    case "iris.csv": PackageResources.iris_csv
    case "digits.csv": try decompressed(PackageResources.digits_csv_gz, name: name)
    default: nil
    }
  }
}
