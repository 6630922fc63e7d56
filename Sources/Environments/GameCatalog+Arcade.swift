extension GameCatalog {
  /// Small games that move by themselves.
  static let arcade: [any Game.Type] = [
    Catch.self,
    Snake.self,
    Tetris.self,
    Pong.self,
    Flappy.self,
  ]
}
