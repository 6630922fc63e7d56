import Environments

/// One moment of an episode, as a value: all that a view may draw.
///
/// A view gets scenes and gives nothing back but wishes (to pause, skip, go back, quit), so that
/// watching can never change what happens.
public struct Scene: Sendable {
  /// How the episode stands after the step that led to this scene.
  public enum Status: String, Sendable {
    case running, terminated, truncated
    /// A recording that goes no further, of an episode that did.
    case stopped
  }

  /// What is played: the environment's id and the run's name.
  public var title: String
  /// Who chooses the actions, such as "dqn, step 40,000" or "you"; may be empty.
  public var agent: String
  /// The picture of the environment.
  public var frame: Frame
  /// Number of the episode, from 1.
  public var episode: Int
  /// Environment steps taken in this episode.
  public var step: Int
  /// The furthest step of this episode that was reached: `step`, or more after going back.
  public var lastStep: Int
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
  /// What else may be shown beside the picture.
  public var insight: SceneInsight

  /// Gathers the parts of a scene.
  public init(
    title: String, agent: String = "", frame: Frame, episode: Int, step: Int, lastStep: Int? = nil,
    episodeReturn: Double, lastReward: Float?, actionNames: [String], actionValues: [Float],
    chosenAction: Int?, status: Status, insight: SceneInsight = SceneInsight()
  ) {
    self.title = title
    self.agent = agent
    self.frame = frame
    self.episode = episode
    self.step = step
    self.lastStep = max(step, lastStep ?? step)
    self.episodeReturn = episodeReturn
    self.lastReward = lastReward
    self.actionNames = actionNames
    self.actionValues = actionValues
    self.chosenAction = chosenAction
    self.status = status
    self.insight = insight
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
