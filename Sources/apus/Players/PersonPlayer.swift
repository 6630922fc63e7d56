import Environments
import Visualizer

/// Episodes in which a person chooses every action.
final class PersonPlayer<World: Environment>: EpisodePlayer {
  let environment: String
  let actionKeys: ActionKeys?
  let idleAction: Int
  private var played: PlayedEpisode<World>

  /// Begins the first episode of a world that is that of the definition.
  init(_ world: World, _ definition: EnvironmentDefinition, seed: UInt64, file: EpisodeFile?) {
    environment = definition.id
    actionKeys = ActionKeys(world.actionSpace.names)
    idleAction = Players.idleAction(of: world.actionSpace.names)
    played = PlayedEpisode(in: world, of: definition, seed: seed, stream: "play", file: file)
  }

  func currentScene() -> Scene {
    let mission = played.episode.world.mission
    return played.scene(title: mission.isEmpty ? environment : "\(environment): \(mission)")
  }

  var stateLine: String { played.stateLine }

  /// Begins the next episode after an end; else waits for the person.
  func advance() throws -> Bool {
    if played.episode.hasEnded { try played.beginNext() }
    return true
  }

  func skipEpisode() throws -> Bool {
    try played.beginNext()
    return true
  }

  func take(_ action: Int) throws {
    if !played.episode.hasEnded { try played.step(action) }
  }

  func finishRecording() throws { try played.finishRecording() }
}
