extension EnvironmentRegistry {
  /// Small games that move by themselves.
  static let arcade: [Entry] = [
    ("catch", { PackageResources.catch_yaml }),
    ("snake", { PackageResources.snake_yaml }),
  ]
}
