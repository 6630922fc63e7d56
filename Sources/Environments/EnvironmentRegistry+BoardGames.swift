extension EnvironmentRegistry {
  /// Games of boards and puzzles.
  static let boardGames: [Entry] = [
    ("tic-tac-toe", { PackageResources.tic_tac_toe_yaml }),
    ("tic-tac-toe-random", { PackageResources.tic_tac_toe_random_yaml }),
    ("tic-tac-toe-minimax", { PackageResources.tic_tac_toe_minimax_yaml }),
    ("tic-tac-toe-self-play", { PackageResources.tic_tac_toe_self_play_yaml }),
    ("connect-four", { PackageResources.connect_four_yaml }),
    ("connect-four-random", { PackageResources.connect_four_random_yaml }),
    ("connect-four-minimax", { PackageResources.connect_four_minimax_yaml }),
    ("connect-four-self-play", { PackageResources.connect_four_self_play_yaml }),
    ("game-2048", { PackageResources.game_2048_yaml }),
    ("game-2048-log", { PackageResources.game_2048_log_yaml }),
    ("minesweeper", { PackageResources.minesweeper_yaml }),
    ("sokoban", { PackageResources.sokoban_yaml }),
  ]
}
