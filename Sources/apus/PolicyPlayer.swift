import Determinism
import Environments
import Experiments
import Visualizer

/// Plays a policy greedily, one step at a time, as scenes for a view.
final class PolicyPlayer<World: Environment>: ScenePlayer {
  private let policy: Policy
  private let title: String
  private let episodes: Int
  private var episode: Episode<World>
  private var episodeReturn = 0.0
  private var lastResult: StepResult?
  private var values: [Float] = []

  /// A player of so many episodes of `world`, which is that of the policy's definition.
  init(_ policy: Policy, in world: World, title: String, episodes: Int, random: RandomStream) {
    self.policy = policy
    self.title = title
    self.episodes = episodes
    episode = Episode(in: world, timeLimit: policy.definition.timeLimit, random: random)
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

  func advance() -> Bool {
    guard !episode.hasEnded else { return skipEpisode() }
    let result = episode.step(action)
    episodeReturn += Double(result.reward)
    lastResult = result
    think()
    return true
  }

  func skipEpisode() -> Bool {
    guard episode.number + 1 < episodes else { return false }
    episode.begin()
    episodeReturn = 0
    lastResult = nil
    think()
    return true
  }

  private func think() { values = policy.network.values(of: episode.world.observation) }

  /// The first action of the largest value, as evaluations choose.
  private var action: Int { values.firstIndex(of: values.max() ?? 0) ?? 0 }
}

extension Policy {
  /// A player in the policy's own environment.
  func player(title: String, episodes: Int, seed: UInt64) -> any ScenePlayer {
    func make(_ world: some Environment) -> any ScenePlayer {
      PolicyPlayer(
        self, in: world, title: title, episodes: episodes,
        random: RandomStream(seed: seed).stream("watch"))
    }
    return make(definition.makeEnvironment())
  }
}
