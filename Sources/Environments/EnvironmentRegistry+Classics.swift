extension EnvironmentRegistry {
  /// The classic tasks of control and of text books.
  static let classics: [Entry] = [
    ("cartpole", { PackageResources.cartpole_yaml }),
    ("cartpole-heavy", { PackageResources.cartpole_heavy_yaml }),
    ("mountain-car", { PackageResources.mountain_car_yaml }),
    ("acrobot", { PackageResources.acrobot_yaml }),
    ("taxi", { PackageResources.taxi_yaml }),
    ("taxi-rainy", { PackageResources.taxi_rainy_yaml }),
    ("blackjack-sab", { PackageResources.blackjack_sab_yaml }),
    ("blackjack-natural", { PackageResources.blackjack_natural_yaml }),
    ("blackjack-plain", { PackageResources.blackjack_plain_yaml }),
  ]
}
