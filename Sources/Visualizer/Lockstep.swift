/// Several players that go together: each takes a step at a time, and one whose episode is over
/// stays on its last scene until the episodes of all are over.
struct Lockstep {
  let players: [any ScenePlayer]
  /// What every player shows.
  private(set) var scenes: [Scene]
  /// Which players have said that nothing more comes.
  private var isExhausted: [Bool]

  /// Begins with the scenes that the players show.
  ///
  /// - Precondition: there is a player.
  init(_ players: [any ScenePlayer]) throws {
    precondition(!players.isEmpty, "expected a player, got none")
    self.players = players
    scenes = try players.map { try $0.currentScene() }
    isExhausted = players.map { _ in false }
  }

  /// The common step: that of the longest episode.
  var step: Int { scenes.map(\.step).max() ?? 0 }

  /// The furthest step that any of them reached.
  var lastStep: Int { scenes.map(\.lastStep).max() ?? 0 }

  /// Whether any of the episodes goes on.
  var isRunning: Bool { scenes.contains { $0.status == .running } }

  /// Whether all can go back.
  var canSeek: Bool { players.allSatisfy(\.canSeek) }

  /// Takes one step with every player whose episode goes on; begins the next episodes where all
  /// have ended.
  ///
  /// - Parameter person: the player whose action a person chooses, and the action.
  /// - Returns: false where nothing more comes from any of them.
  /// - Throws: what the players throw.
  mutating func advance(person: (player: Int, action: Int)? = nil) throws -> Bool {
    let isBeginning = !isRunning
    for (index, player) in players.enumerated()
    where isBeginning || (scenes[index].status == .running && !isExhausted[index]) {
      if let person, person.player == index, !isBeginning {
        try player.take(person.action)
      } else {
        isExhausted[index] = try !player.advance()
      }
    }
    guard isExhausted.contains(false) else { return false }
    try refresh()
    return true
  }

  /// Shows a step that was reached; an episode that is shorter stays on its last scene.
  mutating func seek(to step: Int) throws {
    for (index, player) in players.enumerated() {
      try player.seek(to: min(max(0, step), scenes[index].lastStep))
      isExhausted[index] = false
    }
    try refresh()
  }

  /// Leaves the episodes and begins the next ones; false where there are none.
  mutating func skipEpisode() throws -> Bool {
    var hasBegun = false
    for (index, player) in players.enumerated() {
      isExhausted[index] = try !player.skipEpisode()
      hasBegun = hasBegun || !isExhausted[index]
    }
    if hasBegun { try refresh() }
    return hasBegun
  }

  /// Asks the players anew what they show.
  mutating func refresh() throws { scenes = try players.map { try $0.currentScene() } }
}
