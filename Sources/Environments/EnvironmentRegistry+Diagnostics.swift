extension EnvironmentRegistry {
  /// Tasks that isolate one skill each.
  static let diagnostics: [Entry] = [
    ("bandit", { PackageResources.bandit_yaml }),
    ("bandit-bernoulli", { PackageResources.bandit_bernoulli_yaml }),
    ("chain", { PackageResources.chain_yaml }),
    ("deep-sea", { PackageResources.deep_sea_yaml }),
    ("deep-sea-20", { PackageResources.deep_sea_20_yaml }),
    ("deep-sea-plain", { PackageResources.deep_sea_plain_yaml }),
    ("memory-corridor", { PackageResources.memory_corridor_yaml }),
    ("umbrella", { PackageResources.umbrella_yaml }),
    ("discounting", { PackageResources.discounting_yaml }),
    ("noisy-observation", { PackageResources.noisy_observation_yaml }),
  ]
}
