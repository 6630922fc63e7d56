extension GameCatalog {
  /// Tasks that isolate one skill each.
  static let diagnostics: [any Game.Type] = []
}
