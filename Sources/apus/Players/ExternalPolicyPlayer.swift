import Agents
import Determinism
import Environments
import Experiments
import Visualizer

/// Plays a policy greedily in an environment that runs outside this program.
///
/// Such an environment is only stepped as a vector, here of one copy, in which the next episode
/// begins at once; this player holds back what it shows until it is asked to go on.
final class ExternalPolicyPlayer: EpisodePlayer {
  private let policy: Policy
  private let title: String
  private let episodes: Int
  private let vector: any ExternalVector
  private var frame: Frame
  private var values: [Float] = []
  private var memory: PolicyMemory
  private var steps = 0
  private var episodeReturn = 0.0
  private var lastResult: StepResult?
  private var number = 0

  /// A player of so many episodes in the world of the policy's definition.
  init(
    _ policy: Policy, in world: any ExternalWorld, title: String, episodes: Int,
    random: RandomStream
  ) throws {
    self.policy = policy
    self.title = title
    self.episodes = episodes
    memory = policy.acting.makeMemory(copies: 1)
    vector = try world.makeVector(count: 1, definition: policy.definition, random: random)
    frame = vector.render(0)
    think()
  }

  private var status: Scene.Status { Scene.Status(after: lastResult) }

  func currentScene() throws -> Scene {
    if let failure = vector.failure { throw failure }
    return Scene(
      title: title, frame: frame, episode: number + 1, step: steps, episodeReturn: episodeReturn,
      lastReward: lastResult?.reward, actionNames: vector.actionSpace.names, actionValues: values,
      chosenAction: status == .running ? greedyAction(values) : nil, status: status)
  }

  func advance() throws -> Bool {
    guard status == .running else { return try skipEpisode() }
    vector.step([Int32(greedyAction(values))])
    if let failure = vector.failure { throw failure }
    let result = StepResult(
      reward: vector.rewards[0], terminated: vector.terminated[0], truncated: vector.truncated[0])
    steps += 1
    episodeReturn += Double(result.reward)
    lastResult = result
    values = policy.acting.values(of: Array(vector.successor(0)), memory: &memory)
    frame = status == .running ? vector.render(0) : vector.finalFrame(0)
    return true
  }

  func skipEpisode() throws -> Bool {
    guard number + 1 < episodes else { return false }
    number += 1
    steps = 0
    episodeReturn = 0
    lastResult = nil
    // After an end this changes nothing: the next episode has begun.
    vector.reset()
    memory = policy.acting.makeMemory(copies: 1)
    frame = vector.render(0)
    think()
    if let failure = vector.failure { throw failure }
    return true
  }

  var environment: String { policy.definition.id }
  var stateLine: String { "step \(steps)  \(vector.describeState(0))" }

  private func think() {
    values = policy.acting.values(of: Array(vector.observation(0)), memory: &memory)
  }
}
