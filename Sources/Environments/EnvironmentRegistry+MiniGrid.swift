extension EnvironmentRegistry {
  /// The family of MiniGrid: the levels without a grid of rooms.
  static let miniGrid: [Entry] = [
    ("minigrid-empty-5x5", { PackageResources.minigrid_empty_5x5_yaml }),
    ("minigrid-empty-random-5x5", { PackageResources.minigrid_empty_random_5x5_yaml }),
    ("minigrid-empty-6x6", { PackageResources.minigrid_empty_6x6_yaml }),
    ("minigrid-empty-random-6x6", { PackageResources.minigrid_empty_random_6x6_yaml }),
    ("minigrid-empty-8x8", { PackageResources.minigrid_empty_8x8_yaml }),
    ("minigrid-empty-16x16", { PackageResources.minigrid_empty_16x16_yaml }),
    ("minigrid-fourrooms", { PackageResources.minigrid_fourrooms_yaml }),
    ("minigrid-doorkey-5x5", { PackageResources.minigrid_doorkey_5x5_yaml }),
    ("minigrid-doorkey-6x6", { PackageResources.minigrid_doorkey_6x6_yaml }),
    ("minigrid-doorkey-8x8", { PackageResources.minigrid_doorkey_8x8_yaml }),
    ("minigrid-doorkey-16x16", { PackageResources.minigrid_doorkey_16x16_yaml }),
    ("minigrid-lavagaps5", { PackageResources.minigrid_lavagaps5_yaml }),
    ("minigrid-lavagaps6", { PackageResources.minigrid_lavagaps6_yaml }),
    ("minigrid-lavagaps7", { PackageResources.minigrid_lavagaps7_yaml }),
    ("minigrid-lavacrossings9n1", { PackageResources.minigrid_lavacrossings9n1_yaml }),
    ("minigrid-lavacrossings9n2", { PackageResources.minigrid_lavacrossings9n2_yaml }),
    ("minigrid-lavacrossings9n3", { PackageResources.minigrid_lavacrossings9n3_yaml }),
    ("minigrid-lavacrossings11n5", { PackageResources.minigrid_lavacrossings11n5_yaml }),
    ("minigrid-simplecrossings9n1", { PackageResources.minigrid_simplecrossings9n1_yaml }),
    ("minigrid-simplecrossings9n2", { PackageResources.minigrid_simplecrossings9n2_yaml }),
    ("minigrid-simplecrossings9n3", { PackageResources.minigrid_simplecrossings9n3_yaml }),
    ("minigrid-simplecrossings11n5", { PackageResources.minigrid_simplecrossings11n5_yaml }),
    ("minigrid-distshift1", { PackageResources.minigrid_distshift1_yaml }),
    ("minigrid-distshift2", { PackageResources.minigrid_distshift2_yaml }),
    ("minigrid-dynamic-obstacles-5x5", { PackageResources.minigrid_dynamic_obstacles_5x5_yaml }),
    (
      "minigrid-dynamic-obstacles-random-5x5",
      { PackageResources.minigrid_dynamic_obstacles_random_5x5_yaml }
    ),
    ("minigrid-dynamic-obstacles-6x6", { PackageResources.minigrid_dynamic_obstacles_6x6_yaml }),
    (
      "minigrid-dynamic-obstacles-random-6x6",
      { PackageResources.minigrid_dynamic_obstacles_random_6x6_yaml }
    ),
    ("minigrid-dynamic-obstacles-8x8", { PackageResources.minigrid_dynamic_obstacles_8x8_yaml }),
    (
      "minigrid-dynamic-obstacles-16x16",
      { PackageResources.minigrid_dynamic_obstacles_16x16_yaml }
    ),
  ]
}
