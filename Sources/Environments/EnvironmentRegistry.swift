import Documents

/// The built-in environments: the files of `environments/`, embedded in the program.
public enum EnvironmentRegistry {
  /// An id with the bytes of its file.
  typealias Entry = (id: String, bytes: @Sendable () -> [UInt8])

  /// Every built-in environment in the order of lists, each family in a file of its own.
  private static let files: [Entry] =
    grids + classics + arcade + boardGames + minAtar + miniGrid + miniGridLevels + diagnostics

  /// The ids of all built-in environments.
  public static let ids: [String] = files.map(\.id)

  /// The definition of a built-in environment.
  ///
  /// - Throws: `InputError` with the nearest id where there is none of this name.
  public static func definition(_ id: String) throws -> EnvironmentDefinition {
    guard let file = files.first(where: { $0.id == id }) else {
      throw unknownWord("environment", id, among: ids)
    }
    let name = "environments/\(id).yaml"
    return try EnvironmentDefinition.parse(
      decodeText(file.bytes(), file: name), file: name)
  }
}
