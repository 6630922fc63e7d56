extension EnvironmentRegistry {
  /// The games of MinAtar.
  static let minAtar: [Entry] = [
    ("breakout", { PackageResources.breakout_yaml }),
    ("freeway", { PackageResources.freeway_yaml }),
    ("asterix", { PackageResources.asterix_yaml }),
    ("seaquest", { PackageResources.seaquest_yaml }),
    ("space-invaders", { PackageResources.space_invaders_yaml }),
  ]
}
