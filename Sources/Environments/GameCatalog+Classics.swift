extension GameCatalog {
  /// The classic tasks of control and of text books.
  static let classics: [any Game.Type] = [
    CartPole.self,
    MountainCar.self,
    Acrobot.self,
    Taxi.self,
    Blackjack.self,
  ]
}
