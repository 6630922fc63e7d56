import Agents
import Determinism
import Environments
import Experiments
import Visualizer

/// Plays a policy greedily, one step at a time, as scenes for a view.
final class PolicyPlayer<World: Environment>: EpisodePlayer {
  private let policy: Policy
  private let title: String
  private let episodes: Int
  private var played: PlayedEpisode<World>
  private var values: [Float] = []
  private var memory: PolicyMemory

  /// A player of so many episodes of `world`, which is that of the policy's definition.
  init(
    _ policy: Policy, in world: World, title: String, episodes: Int, seed: UInt64,
    file: EpisodeFile?
  ) {
    self.policy = policy
    self.title = title
    self.episodes = episodes
    memory = policy.acting.makeMemory(copies: 1)
    played = PlayedEpisode(
      in: world, of: policy.definition, seed: seed, stream: "watch", file: file)
    think()
  }

  func currentScene() -> Scene {
    played.scene(
      title: title, values: values,
      chosenAction: played.episode.hasEnded ? nil : chosenAction)
  }

  func advance() throws -> Bool {
    guard !played.episode.hasEnded else { return try skipEpisode() }
    try played.step(chosenAction)
    think()
    return true
  }

  func skipEpisode() throws -> Bool {
    guard played.episode.number + 1 < episodes else { return false }
    try played.beginNext()
    memory = policy.acting.makeMemory(copies: 1)
    think()
    return true
  }

  func finishRecording() throws { try played.finishRecording() }

  var environment: String { policy.definition.id }
  var stateLine: String { played.stateLine }

  private var chosenAction: Int { greedyAction(values, mask: played.episode.world.actionMask) }

  private func think() {
    values = policy.acting.values(of: played.episode.world.observation, memory: &memory)
  }
}

/// The first possible action of the largest value, as evaluations choose.
func greedyAction(_ values: [Float], mask: [Bool]? = nil) -> Int {
  var best: Int?
  for action in values.indices where mask?[action] ?? true {
    if best.map({ values[action] > values[$0] }) ?? true { best = action }
  }
  return best ?? 0
}

extension Policy {
  /// A player in the policy's own environment.
  ///
  /// - Throws: `InputError` where an environment outside this program does not start, or is to be
  ///   recorded.
  func player(
    title: String, episodes: Int, seed: UInt64, file: EpisodeFile?
  ) throws -> any EpisodePlayer {
    if case .external(let world) = definition.world, file == nil {
      return try ExternalPolicyPlayer(
        self, in: world, title: title, episodes: episodes,
        random: RandomStream(seed: seed).stream("watch"))
    }
    func make(_ world: some Environment) -> any EpisodePlayer {
      PolicyPlayer(self, in: world, title: title, episodes: episodes, seed: seed, file: file)
    }
    return make(try definition.makeSingle(to: "be recorded"))
  }
}
