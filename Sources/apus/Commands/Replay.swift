import ArgumentParser
import Documents
import Environments
import Visualizer

/// `apus replay`: plays recorded episodes again and verifies them.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play recorded episodes again, and verify them.",
    discussion: """
      An episode file holds the environment, its version, the seed, the actions and a mark of every \
      state. Each episode is played again and every state, reward and ending compared; where one differs, \
      the first such step is told and the exit code is 1.

      Examples:
        apus watch runs/mine --record best.episodes --episodes 3 --terminal
        apus replay best.episodes
        apus replay best.episodes --verify
      """)

  @Argument(help: "An episode file.")
  var file: String

  @Flag(help: "Only compare, show nothing.")
  var verify = false

  @OptionGroup var view: ViewOptions

  mutating func run() throws {
    try view.check()
    let path = file
    let recordings = try EpisodeRecording.read(try readFile(path, atMost: 1 << 30), file: path)
    if !verify {
      StopSignals.install()
      let player = ReplayPlayer(recordings, title: path)
      try view.show(
        player, title: "apus replay \(path)", environment: recordings[0].environment)
      if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
    }
    var differences = 0
    for (index, recording) in recordings.enumerated() {
      let name = "episode \(index + 1), '\(recording.environment)'"
      do {
        guard let difference = try recording.difference() else { continue }
        Console.message("\(path): \(name): \(difference)")
      } catch let error as InputError {
        Console.message("\(path): \(name): \(error.description)")
      }
      differences += 1
    }
    guard differences == 0 else {
      throw InputError(
        "\(differences) of \(recordings.count) episodes are not as recorded", file: path)
    }
    let steps = recordings.reduce(0) { $0 + $1.actions.count }
    Console.result(
      "\(path): \(recordings.count) episode\(recordings.count == 1 ? "" : "s"), \(steps) steps, "
        + "every state as recorded")
  }
}

/// Plays recordings one after another as scenes.
private final class ReplayPlayer: ScenePlayer {
  private let recordings: [EpisodeRecording]
  private let title: String
  private var index = 0
  private var current: (any SceneReplay)?

  init(_ recordings: [EpisodeRecording], title: String) {
    self.recordings = recordings
    self.title = title
  }

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
  mutating func advance() -> Bool
  func scene(title: String, number: Int) -> Scene
}

extension EpisodeReplay: SceneReplay {
  fileprivate func scene(title: String, number: Int) -> Scene {
    let stops = nextAction == nil && !episode.hasEnded
    return Scene(
      title: title, frame: episode.world.render(), episode: number, step: episode.steps,
      episodeReturn: episodeReturn, lastReward: lastResult?.reward,
      actionNames: episode.world.actionSpace.names, actionValues: [], chosenAction: nextAction,
      status: stops ? .stopped : Scene.Status(after: lastResult))
  }
}
