extension GameCatalog {
  /// The family of MiniGrid.
  static let miniGrid: [any Game.Type] = [MiniGrid.self]
}
