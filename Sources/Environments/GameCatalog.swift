/// The games that a definition can name after `game:`.
public enum GameCatalog {
  /// Every game, one line each.
  public static let games: [any Game.Type] = [
    CartPole.self,
    MountainCar.self,
    Acrobot.self,
    Catch.self,
    Snake.self,
  ]
}
