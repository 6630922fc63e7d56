extension EnvironmentRegistry {
  /// The games of MinAtar.
  static let minAtar: [Entry] = [
    ("breakout", { PackageResources.breakout_yaml })
  ]
}
