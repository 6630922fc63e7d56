extension EnvironmentRegistry {
  /// The family of MiniGrid: the other levels.
  static let miniGridLevels: [Entry] = []
}
