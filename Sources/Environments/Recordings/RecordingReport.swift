/// The first place at which an environment does not do what was recorded.
public struct RecordingDifference: Sendable, Hashable, CustomStringConvertible {
  /// The episode's number in the recording; nil in a table of transitions.
  public var episode: Int?
  /// The step, counted from zero; nil at the beginning of an episode and in a table.
  public var step: Int?
  /// What differs, for example "observation", "reward" or "terminated".
  public var what: String
  /// What the recording says.
  public var expected: String
  /// What the environment says.
  public var got: String

  /// Creates a difference.
  public init(episode: Int?, step: Int?, what: String, expected: String, got: String) {
    self.episode = episode
    self.step = step
    self.what = what
    self.expected = expected
    self.got = got
  }

  /// One line, for example "episode 3, step 17: reward: expected 1.0, got 0.0".
  public var description: String {
    var place = ""
    if let episode {
      place = "episode \(episode), " + (step.map { "step \($0): " } ?? "beginning: ")
    }
    return place + "\(what): expected \(expected), got \(got)"
  }
}

/// What comparing an environment with a whole recording found.
public struct RecordingReport: Sendable, Hashable, CustomStringConvertible {
  /// What made the recording, for example "Gymnasium 1.4.0, CartPole-v1".
  public var source: String
  /// The episodes of the recording; 0 for a table.
  public var episodes = 0
  /// The steps that agree.
  public var steps = 0
  /// The entries of a transition table that agree; 0 for episodes.
  public var transitions = 0
  /// The episodes in which something differs.
  public var differingEpisodes = 0
  /// What differs first; nil where nothing does.
  public var difference: RecordingDifference?
  /// What a reader of the result should know, one sentence each.
  public var notes: [String] = []

  /// Creates a report of nothing yet.
  public init(source: String) { self.source = source }

  /// One line, for example "25 episodes, 3213 steps: all as recorded".
  public var description: String {
    let extent =
      transitions > 0 || episodes == 0
      ? Self.count(transitions, "transition")
      : Self.count(episodes, "episode") + ", " + Self.count(steps, "step")
    guard difference != nil else { return "\(extent): all as recorded" }
    guard episodes > 0 else { return "\(extent) as recorded, then a difference" }
    return "\(extent) as recorded; "
      + (differingEpisodes == 1 ? "1 episode differs" : "\(differingEpisodes) episodes differ")
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)" + (number == 1 ? "" : "s")
  }
}
