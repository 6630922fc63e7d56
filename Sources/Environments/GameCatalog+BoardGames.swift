extension GameCatalog {
  /// Games of boards and puzzles.
  static let boardGames: [any Game.Type] = [
    TicTacToe.self,
    ConnectFour.self,
    Game2048.self,
    Minesweeper.self,
    Sokoban.self,
  ]
}
