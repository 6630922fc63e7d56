/// The games that a definition can name after `game:`, each family in a file of its own.
public enum GameCatalog {
  /// Every game.
  public static let games: [any Game.Type] =
    classics + arcade + boardGames + minAtar + miniGrid + diagnostics
}
