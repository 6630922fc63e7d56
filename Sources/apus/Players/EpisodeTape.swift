import Environments

/// Writes the episodes of a player to a file, whatever is shown of them meanwhile.
struct EpisodeTape<World: Environment> {
  private let file: EpisodeFile
  private let definition: EnvironmentDefinition
  private let seed: UInt64
  private var recorder: EpisodeRecorder
  private var isWritten = false

  /// Begins to record an episode that has taken no step.
  init(
    _ episode: Episode<World>, of definition: EnvironmentDefinition, seed: UInt64,
    file: EpisodeFile
  ) {
    self.file = file
    self.definition = definition
    self.seed = seed
    recorder = EpisodeRecorder(episode, of: definition, seed: seed)
  }

  /// Takes in the step that an episode has just made; one that has ended is written.
  mutating func append(_ played: PlayedEpisode<World>) throws {
    guard let action = played.history.actions.last, let result = played.lastResult else { return }
    recorder.append(Int(action), result, played.world)
    if played.hasEnded { try write() }
  }

  /// Records an episode anew from its beginning, whose later part is another one now.
  mutating func record(again played: PlayedEpisode<World>) throws {
    if isWritten { file.takeBack() }
    isWritten = false
    var episode = played.history.beginning.episode
    recorder = EpisodeRecorder(episode, of: definition, seed: seed)
    for action in played.history.actions {
      let result = episode.step(Int(action))
      recorder.append(Int(action), result, episode.world)
    }
    if episode.hasEnded { try write() }
  }

  /// Keeps an episode that is left before its end.
  mutating func finish() throws {
    if !isWritten, !recorder.result.actions.isEmpty { try write() }
  }

  private mutating func write() throws {
    try file.append(recorder.result)
    isWritten = true
  }
}
