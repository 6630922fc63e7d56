extension EnvironmentRegistry {
  /// Small games that move by themselves.
  static let arcade: [Entry] = [
    ("catch", { PackageResources.catch_yaml }),
    ("snake", { PackageResources.snake_yaml }),
    ("tetris", { PackageResources.tetris_yaml }),
    ("pong", { PackageResources.pong_yaml }),
    ("flappy", { PackageResources.flappy_yaml }),
  ]
}
