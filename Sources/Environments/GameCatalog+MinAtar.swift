extension GameCatalog {
  /// The games of MinAtar.
  static let minAtar: [any Game.Type] = [
    Breakout.self,
    Seaquest.self,
    SpaceInvaders.self,
  ]
}
