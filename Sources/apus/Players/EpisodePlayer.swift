import Experiments
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

/// A player whose policy can be replaced by another one of the same environment.
protocol PolicySwitching: EpisodePlayer {
  /// The number of the episode, from 0.
  var episodeNumber: Int { get }
  /// How the policy's training goes.
  var training: TrainingCurve? { get set }
  /// The policies to choose from.
  var choices: PolicyChoices { get set }
  /// Plays on with a policy.
  ///
  /// - Parameters:
  ///   - policy: one that was trained in the same environment.
  ///   - agent: what scenes say who chooses the actions.
  /// - Throws: `InputError` where it was trained in another environment.
  func play(_ policy: Policy, agent: String) throws
}

extension PolicySwitching {
  package var checkpoints: [String] { choices.names }
  package var checkpoint: Int { choices.present }

  package func choose(checkpoint: Int) throws {
    guard choices.names.indices.contains(checkpoint), checkpoint != choices.present else { return }
    var chosen = choices
    chosen.present = checkpoint
    let policy = try chosen.load()
    try play(policy, agent: chosen.agent(of: policy))
    choices = chosen
  }
}
