extension EnvironmentRegistry {
  /// Grid tasks, each a map.
  static let grids: [Entry] = [
    ("four-rooms", { PackageResources.four_rooms_yaml }),
    ("cliff-walking", { PackageResources.cliff_walking_yaml }),
    ("cliff-walking-slippery", { PackageResources.cliff_walking_slippery_yaml }),
    ("frozen-lake-4x4", { PackageResources.frozen_lake_4x4_yaml }),
    ("frozen-lake-4x4-slippery", { PackageResources.frozen_lake_4x4_slippery_yaml }),
    ("frozen-lake-8x8", { PackageResources.frozen_lake_8x8_yaml }),
    ("frozen-lake-8x8-slippery", { PackageResources.frozen_lake_8x8_slippery_yaml }),
    ("empty-room", { PackageResources.empty_room_yaml }),
    ("maze", { PackageResources.maze_yaml }),
    ("keys-and-doors", { PackageResources.keys_and_doors_yaml }),
    ("coin-maze", { PackageResources.coin_maze_yaml }),
    ("pushing-blocks", { PackageResources.pushing_blocks_yaml }),
    ("moving-guards", { PackageResources.moving_guards_yaml }),
    ("random-rooms", { PackageResources.random_rooms_yaml }),
    ("random-maze", { PackageResources.random_maze_yaml }),
    ("locked-rooms", { PackageResources.locked_rooms_yaml }),
    ("lava-field", { PackageResources.lava_field_yaml }),
    ("deliveries", { PackageResources.deliveries_yaml }),
    ("treasure-boxes", { PackageResources.treasure_boxes_yaml }),
    ("switch-gates", { PackageResources.switch_gates_yaml }),
    ("random-blocks", { PackageResources.random_blocks_yaml }),
  ]
}
