/// Episodes without any screen: a plain line for each, for a pipe or a file.
package enum EpisodeLines {
  /// Plays to the end, as fast as it goes, and tells where each episode stood at its end.
  ///
  /// - Parameters:
  ///   - players: what is played, one after another.
  ///   - write: takes the lines; without control characters.
  ///   - shouldContinue: whether anybody still wants them.
  /// - Throws: what the players throw.
  package static func print(
    _ players: [any ScenePlayer], write: (String) -> Void = { Swift.print($0) },
    shouldContinue: () -> Bool
  ) throws {
    for player in players {
      while shouldContinue() {
        let scene = try player.currentScene()
        if scene.status != .running {
          write(TerminalCharacters.plain("\(scene.title): \(scene.statusLine)"))
        }
        guard try player.advance() else { break }
      }
    }
  }
}
