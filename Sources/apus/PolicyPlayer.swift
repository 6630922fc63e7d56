import Determinism
import Environments
import Experiments
import Visualizer

/// Plays a policy greedily, one step at a time, as scenes for a view.
final class PolicyPlayer<World: Environment>: RecordingPlayer {
  private let policy: Policy
  private let title: String
  private let episodes: Int
  private var episode: Episode<World>
  private var episodeReturn = 0.0
  private var lastResult: StepResult?
  private var values: [Float] = []
  private let seed: UInt64
  private let file: EpisodeFile?
  private var recorder: EpisodeRecorder?

  /// A player of so many episodes of `world`, which is that of the policy's definition.
  init(
    _ policy: Policy, in world: World, title: String, episodes: Int, seed: UInt64,
    file: EpisodeFile?
  ) {
    self.policy = policy
    self.title = title
    self.episodes = episodes
    self.seed = seed
    self.file = file
    episode = Episode(
      in: world, timeLimit: policy.definition.timeLimit,
      random: RandomStream(seed: seed).stream("watch"))
    beginRecording()
    think()
  }

  func currentScene() -> Scene {
    let status: Scene.Status =
      if episode.hasEnded {
        lastResult?.terminated == true ? .terminated : .truncated
      } else {
        .running
      }
    return Scene(
      title: title, frame: episode.world.render(), episode: episode.number + 1,
      step: episode.steps, episodeReturn: episodeReturn, lastReward: lastResult?.reward,
      actionNames: episode.world.actionSpace.names, actionValues: values,
      chosenAction: episode.hasEnded ? nil : action, status: status)
  }

  func advance() throws -> Bool {
    guard !episode.hasEnded else { return try skipEpisode() }
    let action = action
    let result = episode.step(action)
    recorder?.append(action, result, episode.world)
    if let recorder, episode.hasEnded { try file?.append(recorder.result) }
    episodeReturn += Double(result.reward)
    lastResult = result
    think()
    return true
  }

  func skipEpisode() throws -> Bool {
    guard episode.number + 1 < episodes else { return false }
    try finishRecording()
    episode.begin()
    beginRecording()
    episodeReturn = 0
    lastResult = nil
    think()
    return true
  }

  func finishRecording() throws {
    if let recorder, !episode.hasEnded, episode.steps > 0 { try file?.append(recorder.result) }
  }

  private func beginRecording() {
    guard file != nil else { return }
    recorder = EpisodeRecorder(episode, of: policy.definition, seed: seed)
  }

  private func think() { values = policy.network.values(of: episode.world.observation) }

  /// The first action of the largest value, as evaluations choose.
  private var action: Int { values.firstIndex(of: values.max() ?? 0) ?? 0 }
}

/// A player that can write what it plays to an episode file.
protocol RecordingPlayer: ScenePlayer {
  /// Keeps an episode that was left before its end.
  func finishRecording() throws
}

extension Policy {
  /// A player in the policy's own environment.
  ///
  /// - Throws: `InputError` where an environment outside this program does not start, or is to be
  ///   recorded.
  func player(
    title: String, episodes: Int, seed: UInt64, file: EpisodeFile?
  ) throws -> any RecordingPlayer {
    if case .external(let world) = definition.world, file == nil {
      return try ExternalPolicyPlayer(
        self, in: world, title: title, episodes: episodes,
        random: RandomStream(seed: seed).stream("watch"))
    }
    func make(_ world: some Environment) -> any RecordingPlayer {
      PolicyPlayer(self, in: world, title: title, episodes: episodes, seed: seed, file: file)
    }
    return make(try definition.makeSingle(to: "be recorded"))
  }
}
