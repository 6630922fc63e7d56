extension GameCatalog {
  /// Games of boards and puzzles.
  static let boardGames: [any Game.Type] = []
}
