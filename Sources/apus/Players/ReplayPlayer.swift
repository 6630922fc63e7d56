import Environments
import Visualizer

/// Plays recordings one after another as scenes.
final class ReplayPlayer: EpisodePlayer {
  private let recordings: [EpisodeRecording]
  private let title: String
  private var index = 0
  private var current: (any SceneReplay)?

  init(_ recordings: [EpisodeRecording], title: String) {
    self.recordings = recordings
    self.title = title
  }

  var environment: String { recordings[index].environment }
  var stateLine: String { (try? replay().stateLine) ?? "" }

  private func replay() throws -> any SceneReplay {
    if let current { return current }
    let recording = recordings[index]
    let definition = try recording.environmentDefinition()
    func make(_ world: some Environment) throws -> any SceneReplay {
      try EpisodeReplay(recording, in: world, definition: definition)
    }
    let made = try make(definition.makeSingle(to: "be replayed"))
    current = made
    return made
  }

  func currentScene() throws -> Scene {
    try replay().scene(title: "\(recordings[index].environment)  \(title)", number: index + 1)
  }

  func advance() throws -> Bool {
    var replay = try replay()
    guard !replay.advance() else {
      current = replay
      return true
    }
    return try skipEpisode()
  }

  func skipEpisode() throws -> Bool {
    guard index + 1 < recordings.count else { return false }
    index += 1
    current = nil
    return true
  }
}

/// A replay of some world, as scenes.
private protocol SceneReplay {
  var stateLine: String { get }
  mutating func advance() -> Bool
  func scene(title: String, number: Int) -> Scene
}

extension EpisodeReplay: SceneReplay {
  fileprivate var stateLine: String { "step \(episode.steps)  \(episode.world.describeState())" }

  fileprivate func scene(title: String, number: Int) -> Scene {
    let stops = nextAction == nil && !episode.hasEnded
    return Scene(
      title: title, frame: episode.world.render(), episode: number, step: episode.steps,
      episodeReturn: episodeReturn, lastReward: lastResult?.reward,
      actionNames: episode.world.actionSpace.names, actionValues: [], chosenAction: nextAction,
      status: stops ? .stopped : Scene.Status(after: lastResult))
  }
}
