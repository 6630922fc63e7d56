extension EnvironmentRegistry {
  /// Games of boards and puzzles.
  static let boardGames: [Entry] = []
}
