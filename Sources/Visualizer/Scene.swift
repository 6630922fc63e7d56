import Environments

/// One moment of an episode, as a value: all that a view may draw.
///
/// A view gets scenes and gives nothing back but the wish to pause, skip or quit, so that watching
/// can never change what happens.
public struct Scene: Sendable {
  /// How the episode stands after the step that led to this scene.
  public enum Status: String, Sendable {
    case running, terminated, truncated
    /// A recording that goes no further, of an episode that did.
    case stopped
  }

  /// What is played: the environment's id and the run's name.
  public var title: String
  /// The picture of the environment.
  public var frame: Frame
  /// Number of the episode, from 1.
  public var episode: Int
  /// Environment steps taken in this episode.
  public var step: Int
  /// Sum of the rewards of this episode so far.
  public var episodeReturn: Double
  /// Reward of the last step; nil before the first.
  public var lastReward: Float?
  /// Names of the actions, in the order of their numbers.
  public var actionNames: [String]
  /// What the agent thinks each action is worth here (Q-values, in units of return); may be empty.
  public var actionValues: [Float]
  /// The action that is about to be taken; nil after the end.
  public var chosenAction: Int?
  /// Whether the episode goes on.
  public var status: Status

  /// Gathers the parts of a scene.
  public init(
    title: String, frame: Frame, episode: Int, step: Int, episodeReturn: Double,
    lastReward: Float?, actionNames: [String], actionValues: [Float], chosenAction: Int?,
    status: Status
  ) {
    self.title = title
    self.frame = frame
    self.episode = episode
    self.step = step
    self.episodeReturn = episodeReturn
    self.lastReward = lastReward
    self.actionNames = actionNames
    self.actionValues = actionValues
    self.chosenAction = chosenAction
    self.status = status
  }

  /// One line that says where the episode stands.
  var statusLine: String {
    var line = "episode \(episode)  step \(step)  return \(Self.short(episodeReturn))"
    if let lastReward { line += "  reward \(Self.short(Double(lastReward)))" }
    if status != .running { line += "  \(status.rawValue)" }
    return line
  }

  /// A number with at most three decimals and no trailing zeros.
  package static func short(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "\(value)" }
    let thousandths = (value * 1000).rounded()
    if thousandths.truncatingRemainder(dividingBy: 1000) == 0 {
      return "\(Int(thousandths / 1000))"
    }
    return "\(thousandths / 1000)"
  }
}

/// What a view plays: it hands out the scenes of one or more episodes, one step at a time.
public protocol ScenePlayer: AnyObject {
  /// The scene now, before any further step.
  func currentScene() throws -> Scene
  /// Takes one step, or begins the next episode where the last one has ended; false when all
  /// episodes that were asked for are over.
  func advance() throws -> Bool
  /// Leaves this episode and begins the next; false when there is none.
  func skipEpisode() throws -> Bool
}
