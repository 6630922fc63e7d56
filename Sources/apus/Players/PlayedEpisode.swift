import Determinism
import Environments
import Visualizer

/// One episode after another as they are shown: with return and last result, and written to an
/// episode file where there is one.
struct PlayedEpisode<World: Environment> {
  private(set) var episode: Episode<World>
  /// The sum of rewards of the present episode.
  private(set) var episodeReturn = 0.0
  /// What the last step of the present episode brought; nil before the first.
  private(set) var lastResult: StepResult?

  private let definition: EnvironmentDefinition
  private let seed: UInt64
  private let file: EpisodeFile?
  private var recorder: EpisodeRecorder?

  /// Begins the first episode.
  init(
    in world: World, of definition: EnvironmentDefinition, seed: UInt64, stream: String,
    file: EpisodeFile?
  ) {
    self.definition = definition
    self.seed = seed
    self.file = file
    episode = Episode(
      in: world, timeLimit: definition.timeLimit, random: RandomStream(seed: seed).stream(stream))
    beginRecording()
  }

  /// Takes an action; an episode that ends is written.
  mutating func step(_ action: Int) throws {
    let result = episode.step(action)
    recorder?.append(action, result, episode.world)
    if let recorder, episode.hasEnded { try file?.append(recorder.result) }
    episodeReturn += Double(result.reward)
    lastResult = result
  }

  /// Leaves the present episode and begins the next.
  mutating func beginNext() throws {
    try finishRecording()
    episode.begin()
    episodeReturn = 0
    lastResult = nil
    beginRecording()
  }

  /// Keeps an episode that was left before its end.
  func finishRecording() throws {
    if let recorder, !episode.hasEnded, episode.steps > 0 { try file?.append(recorder.result) }
  }

  private mutating func beginRecording() {
    guard file != nil else { return }
    recorder = EpisodeRecorder(episode, of: definition, seed: seed)
  }

  /// Where the episode stands, in one line.
  var stateLine: String {
    var line = "step \(episode.steps)  \(episode.world.describeState())"
    if let last = lastResult { line += "  reward \(last.reward)" }
    if episode.hasEnded {
      line += "  \(Scene.Status(after: lastResult).rawValue)  return \(episodeReturn)"
    }
    return line
  }

  /// The scene of the present moment.
  func scene(title: String, values: [Float] = [], chosenAction: Int? = nil) -> Scene {
    Scene(
      title: title, frame: episode.world.render(), episode: episode.number + 1,
      step: episode.steps, episodeReturn: episodeReturn, lastReward: lastResult?.reward,
      actionNames: episode.world.actionSpace.names, actionValues: values,
      chosenAction: chosenAction, status: Scene.Status(after: lastResult))
  }
}

extension Scene.Status {
  /// How an episode stands after a step; it runs before the first.
  init(after result: StepResult?) {
    self =
      result?.terminated == true ? .terminated : result?.truncated == true ? .truncated : .running
  }
}
