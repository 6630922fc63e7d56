extension EnvironmentRegistry {
  /// Tasks that isolate one skill each.
  static let diagnostics: [Entry] = []
}
