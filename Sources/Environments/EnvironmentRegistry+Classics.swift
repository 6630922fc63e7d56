extension EnvironmentRegistry {
  /// The classic tasks of control and of text books.
  static let classics: [Entry] = [
    ("cartpole", { PackageResources.cartpole_yaml }),
    ("cartpole-heavy", { PackageResources.cartpole_heavy_yaml }),
    ("mountain-car", { PackageResources.mountain_car_yaml }),
    ("acrobot", { PackageResources.acrobot_yaml }),
  ]
}
