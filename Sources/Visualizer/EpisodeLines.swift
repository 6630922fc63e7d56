/// Episodes without any screen: a plain line for each, for a pipe or a file.
package enum EpisodeLines {
  /// Plays to the end and prints where each episode stood at its end.
  package static func print(
    _ players: [any ScenePlayer], shouldContinue: () -> Bool
  ) throws {
    for player in players {
      while shouldContinue() {
        let scene = try player.currentScene()
        if scene.status != .running { Swift.print("\(scene.title): \(scene.statusLine)") }
        guard try player.advance() else { break }
      }
    }
  }
}
