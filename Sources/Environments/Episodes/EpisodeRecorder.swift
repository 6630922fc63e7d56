import Determinism

/// Records one episode while it is played.
public struct EpisodeRecorder: Sendable {
  private var recording: EpisodeRecording
  private var chain = StateChain()

  /// Begins to record the present episode, which has taken no step.
  ///
  /// - Parameters:
  ///   - episode: the episode.
  ///   - definition: what its world was made from.
  ///   - seed: the seed that was asked for.
  public init<World: Environment>(
    _ episode: Episode<World>, of definition: EnvironmentDefinition, seed: UInt64
  ) {
    precondition(episode.steps == 0, "expected no step yet, got \(episode.steps)")
    let builtIn = try? EnvironmentRegistry.definition(definition.id)
    recording = EpisodeRecording(
      environment: definition.id, version: definition.version,
      definition: builtIn?.text == definition.text ? nil : definition.text, seed: seed,
      episode: episode.number, stream: episode.stream.key, actions: [], marks: [], digest: "",
      episodeReturn: 0, ending: .unfinished)
    chain.append(episode.world)
    recording.marks.append(chain.mark)
  }

  /// Takes in a step.
  ///
  /// - Parameters:
  ///   - action: what was done.
  ///   - result: what it brought.
  ///   - world: the world after it.
  public mutating func append<World: Environment>(
    _ action: Int, _ result: StepResult, _ world: World
  ) {
    chain.append(world, action: action, result: result)
    recording.actions.append(Int32(action))
    recording.marks.append(chain.mark)
    recording.episodeReturn += Double(result.reward)
    recording.ending =
      result.terminated ? .terminated : result.truncated ? .truncated : .unfinished
  }

  /// The recording so far.
  public var result: EpisodeRecording {
    var recording = recording
    recording.digest = chain.hexadecimal
    return recording
  }
}
