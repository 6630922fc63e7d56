extension EnvironmentRegistry {
  /// The family of MiniGrid: the levels without a grid of rooms.
  static let miniGrid: [Entry] = []
}
