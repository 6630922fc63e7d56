import Documents
import Environments
import Experiments
import Visualizer

/// Makes what the views play.
package enum Players {
  /// Players of trained policies: one for each policy, or as many episodes of one as a grid has room.
  ///
  /// - Parameters:
  ///   - policies: run folders or policy files.
  ///   - episodes: the episodes that each player plays.
  ///   - seed: of the episodes, the same for all policies.
  ///   - grid: parallel episodes of one policy; nil for one player each.
  ///   - live: whether to follow trainings in progress, given by their run folders.
  ///   - file: what the episodes are written to; of one player only.
  /// - Returns: at least one player, in the order of the policies.
  /// - Throws: `InputError` for a policy that cannot be played, or options that exclude each other.
  package static func watch(
    policies: [String], episodes: Int, seed: UInt64, grid: PlayerGrid? = nil, live: Bool = false,
    file: EpisodeFile? = nil
  ) throws -> [any EpisodePlayer] {
    guard !policies.isEmpty else {
      throw InputError("which policy? none was named", remedy: "apus runs lists the runs")
    }
    guard file == nil || policies.count == 1 && grid == nil else {
      throw InputError("the episodes of one policy can be recorded at a time, not of several")
    }
    return try policies.map { path in
      let policy = try Policy.load(path)
      return try policy.player(
        title: "\(policy.definition.id)  \(path)", episodes: episodes, seed: seed, file: file)
    }
  }

  /// A player in which a person chooses the actions.
  ///
  /// - Parameters:
  ///   - environment: an environment's id, or a definition file.
  ///   - seed: of the episodes.
  ///   - file: what the episodes are written to.
  /// - Returns: the player; it has always a next episode.
  /// - Throws: `InputError` where there is no such environment, or no one can play it.
  package static func play(
    environment: String, seed: UInt64, file: EpisodeFile? = nil
  ) throws -> any EpisodePlayer {
    let definition = try EnvironmentDefinition.load(environment)
    func make(_ world: some Environment) -> any EpisodePlayer {
      PersonPlayer(world, definition, seed: seed, file: file)
    }
    return make(try definition.makeSingle(to: "be played by hand"))
  }

  /// A player of recorded episodes.
  ///
  /// - Parameters:
  ///   - recordings: at least one.
  ///   - title: what they are called, such as their file.
  /// - Returns: the player.
  package static func replay(
    _ recordings: [EpisodeRecording], title: String
  ) -> any EpisodePlayer { ReplayPlayer(recordings, title: title) }

  /// The action that stands for doing nothing, by its name; else the first.
  static func idleAction(of names: [String]) -> Int {
    names.firstIndex { ["stay", "no-op", "noop", "none", "nothing", "n"].contains($0) } ?? 0
  }
}
