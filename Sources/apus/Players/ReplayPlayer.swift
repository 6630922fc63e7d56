import Environments
import Visualizer

/// Plays recordings one after another as scenes; all steps of each can be shown from the beginning.
final class ReplayPlayer: EpisodePlayer {
  private let recordings: [EpisodeRecording]
  private let title: String
  private var index = 0
  private var current: (any ReplayedScenes)?

  /// A player of at least one recording.
  init(_ recordings: [EpisodeRecording], title: String) {
    self.recordings = recordings
    self.title = title
  }

  var environment: String { recordings[index].environment }
  var stateLine: String { (try? replay().stateLine) ?? "" }
  var hasAgent: Bool { true }
  var canSeek: Bool { true }

  func currentScene() throws -> Scene {
    let recording = recordings[index]
    var insight = SceneInsight()
    insight.returns = recordings[..<index].filter { $0.ending != .unfinished }
      .map(\.episodeReturn)
    return try replay().scene(
      title: "\(recording.environment)  \(title)", number: index + 1, insight: insight)
  }

  func advance() throws -> Bool {
    var replay = try replay()
    guard replay.goAlong() else { return try skipEpisode() }
    current = replay
    return true
  }

  func skipEpisode() throws -> Bool {
    guard index + 1 < recordings.count else { return false }
    index += 1
    current = nil
    return true
  }

  func seek(to step: Int) throws {
    var replay = try replay()
    replay.seek(to: step)
    current = replay
  }

  private func replay() throws -> any ReplayedScenes {
    if let current { return current }
    let recording = recordings[index]
    let definition = try recording.environmentDefinition()
    func make(_ world: some Environment) throws -> any ReplayedScenes {
      try RecordedScenes(recording, in: world, definition)
    }
    let made = try make(definition.makeSingle(to: "be replayed"))
    current = made
    return made
  }
}

/// A recorded episode of some world, as scenes.
private protocol ReplayedScenes {
  var stateLine: String { get }
  mutating func goAlong() -> Bool
  mutating func seek(to step: Int)
  func scene(title: String, number: Int, insight: SceneInsight) -> Scene
}

/// A recorded episode, played to its end and shown from its beginning.
private struct RecordedScenes<World: Environment>: ReplayedScenes {
  private var played: PlayedEpisode<World>

  init(_ recording: EpisodeRecording, in world: World, _ definition: EnvironmentDefinition) throws {
    let beginning = try EpisodeReplay(recording, in: world, definition: definition).episode
    played = PlayedEpisode(beginning, mind: nil)
    for action in recording.actions where !played.hasEnded { played.take(Int(action)) }
    played.seek(to: 0)
  }

  var stateLine: String { played.stateLine }

  mutating func goAlong() -> Bool {
    guard played.isPast else { return false }
    played.goAlong()
    return true
  }

  mutating func seek(to step: Int) { played.seek(to: step) }

  func scene(title: String, number: Int, insight: SceneInsight) -> Scene {
    var scene = played.scene(
      title: title, agent: "", number: number, chosenAction: played.playedAction, insight: insight)
    if !played.isPast, !played.hasEnded { scene.status = .stopped }
    return scene
  }
}
