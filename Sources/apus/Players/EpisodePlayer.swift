import Visualizer

/// A player of episodes of one environment, which may be recorded.
package protocol EpisodePlayer: ScenePlayer {
  /// The id of the environment, which decides the pace.
  var environment: String { get }
  /// Where the episode stands, in one line.
  var stateLine: String { get }
  /// Keeps an episode that was left before its end.
  func finishRecording() throws
}

extension EpisodePlayer {
  /// Nothing: nothing is recorded.
  package func finishRecording() throws {}
}
