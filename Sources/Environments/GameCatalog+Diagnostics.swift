extension GameCatalog {
  /// Tasks that isolate one skill each.
  static let diagnostics: [any Game.Type] = [
    Bandit.self,
    Chain.self,
    DeepSea.self,
    MemoryCorridor.self,
    Umbrella.self,
    Discounting.self,
    NoisyObservation.self,
  ]
}
