import Determinism
import Visualizer

/// Which episodes a player plays, what they are called, and where they are kept.
struct EpisodeSeries {
  /// What is played, such as "cartpole  runs/mine".
  var title: String
  /// How many; nil for ever more.
  var count: Int?
  /// The seed of the episodes.
  var seed: UInt64
  /// The child of the seed's stream that they draw from.
  var stream: String
  /// What they are written to.
  var file: EpisodeFile?
  /// How the policy's training went.
  var training: TrainingCurve?

  /// The stream of the episodes.
  var random: RandomStream { RandomStream(seed: seed).stream(stream) }

  /// Whether an episode follows that of a number from 0.
  func goesOn(after number: Int) -> Bool { count.map { number + 1 < $0 } ?? true }
}
