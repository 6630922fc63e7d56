extension GameCatalog {
  /// The games of MinAtar.
  static let minAtar: [any Game.Type] = [
    Breakout.self,
    Freeway.self,
    Asterix.self,
    Seaquest.self,
    SpaceInvaders.self,
  ]
}
