import Determinism
import Documents

/// Plays a recorded episode again, step by step, and says where it is no longer the same.
public struct EpisodeReplay<World: Environment>: Sendable {
  /// What is played.
  public let recording: EpisodeRecording
  /// The episode, at the step reached so far.
  public private(set) var episode: Episode<World>
  /// The sum of rewards so far.
  public private(set) var episodeReturn = 0.0
  /// What the last step brought; nil before the first.
  public private(set) var lastResult: StepResult?
  /// The first step whose state, reward or ending is not the recorded one, 0 for the beginning; nil
  /// while all agree.
  public private(set) var firstDifference: Int?

  private var chain = StateChain()

  /// Begins the episode.
  ///
  /// - Parameters:
  ///   - recording: the episode.
  ///   - world: the environment that it was recorded in.
  ///   - definition: what the world was made from.
  /// - Throws: `InputError` where an action is none of the world's.
  public init(
    _ recording: EpisodeRecording, in world: World, definition: EnvironmentDefinition
  ) throws {
    let count = world.actionSpace.count
    if let step = recording.actions.firstIndex(where: { !(0..<Int32(count)).contains($0) }) {
      throw InputError(
        "step \(step + 1) takes action \(recording.actions[step]), environment "
          + "'\(recording.environment)' has \(count)")
    }
    self.recording = recording
    episode = Episode(
      in: world, timeLimit: definition.timeLimit, number: recording.episode,
      stream: RandomStream(key: recording.stream, position: 0))
    chain.append(episode.world)
    compare()
  }

  /// The action of the next step; nil where none is left.
  public var nextAction: Int? {
    guard !episode.hasEnded, episode.steps < recording.actions.count else { return nil }
    return Int(recording.actions[episode.steps])
  }

  /// Takes the next recorded action; false where none is left.
  public mutating func advance() -> Bool {
    guard let action = nextAction else { return false }
    let result = episode.step(action)
    episodeReturn += Double(result.reward)
    lastResult = result
    chain.append(episode.world, action: action, result: result)
    compare()
    return true
  }

  /// Whether all steps were taken and everything was as recorded.
  public var isVerified: Bool {
    firstDifference == nil && episode.steps == recording.actions.count
      && chain.hexadecimal == recording.digest && episodeReturn == recording.episodeReturn
      && ending == recording.ending
  }

  private var ending: EpisodeRecording.Ending {
    guard episode.hasEnded else { return .unfinished }
    return lastResult?.terminated == true ? .terminated : .truncated
  }

  private mutating func compare() {
    guard firstDifference == nil, chain.mark != recording.marks[episode.steps] else { return }
    firstDifference = episode.steps
  }
}

extension EpisodeRecording {
  /// The definition of the environment that it was recorded in.
  ///
  /// - Throws: `InputError` where there is none of this name, or its rules have another version.
  public func environmentDefinition() throws -> EnvironmentDefinition {
    let definition =
      try self.definition.map {
        try EnvironmentDefinition.parse($0, file: "\(environment) (recorded definition)")
      } ?? EnvironmentRegistry.definition(environment)
    guard definition.id == environment, definition.version == version else {
      throw InputError(
        "was recorded in version \(version) of environment '\(environment)'; here it is version "
          + "\(definition.version) of '\(definition.id)'",
        remedy: "use the version of apus that recorded it")
    }
    return definition
  }

  /// Plays the whole episode and compares every state.
  ///
  /// - Returns: nil where everything is as recorded, else what is not, in words.
  /// - Throws: `InputError` where it cannot be played at all.
  public func difference() throws -> String? {
    func play(_ world: some Environment, _ definition: EnvironmentDefinition) throws -> String? {
      var replay = try EpisodeReplay(self, in: world, definition: definition)
      while replay.advance() {}
      if let step = replay.firstDifference {
        return step == 0
          ? "the first state is not the recorded one"
          : "step \(step) does not lead to what was recorded"
      }
      guard replay.episode.steps == actions.count else {
        return "the episode ends after \(replay.episode.steps) of \(actions.count) recorded steps"
      }
      return replay.isVerified ? nil : "return, ending or digest are not the recorded ones"
    }
    let definition = try environmentDefinition()
    return try play(definition.makeSingle(to: "be replayed"), definition)
  }
}
