import Documents

/// The built-in environments: the files of `environments/`, embedded in the program.
public enum EnvironmentRegistry {
  /// Every built-in environment, one line each, in the order of lists.
  private static let files: [(id: String, bytes: @Sendable () -> [UInt8])] = [
    ("four-rooms", { PackageResources.four_rooms_yaml }),
    ("cliff-walking", { PackageResources.cliff_walking_yaml }),
    ("cliff-walking-slippery", { PackageResources.cliff_walking_slippery_yaml }),
    ("frozen-lake-4x4", { PackageResources.frozen_lake_4x4_yaml }),
    ("frozen-lake-4x4-slippery", { PackageResources.frozen_lake_4x4_slippery_yaml }),
    ("frozen-lake-8x8", { PackageResources.frozen_lake_8x8_yaml }),
    ("frozen-lake-8x8-slippery", { PackageResources.frozen_lake_8x8_slippery_yaml }),
    ("empty-room", { PackageResources.empty_room_yaml }),
    ("maze", { PackageResources.maze_yaml }),
    ("cartpole", { PackageResources.cartpole_yaml }),
    ("cartpole-heavy", { PackageResources.cartpole_heavy_yaml }),
    ("mountain-car", { PackageResources.mountain_car_yaml }),
    ("acrobot", { PackageResources.acrobot_yaml }),
    ("catch", { PackageResources.catch_yaml }),
    ("snake", { PackageResources.snake_yaml }),
  ]

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
