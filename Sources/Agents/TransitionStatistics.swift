import Documents
import NeuralNetworks

/// What recorded transitions are like, in numbers.
public struct TransitionStatistics: Hashable, Sendable {
  /// Mean, deviation and range of some numbers.
  public struct Range: Hashable, Sendable {
    /// The mean.
    public let mean: Double
    /// The standard deviation, of the population (divided by their number).
    public let deviation: Double
    /// The smallest.
    public let minimum: Double
    /// The largest.
    public let maximum: Double

    /// Of at least one number, else nil.
    init?(_ values: [Double]) {
      guard var least = values.first, var largest = values.first else { return nil }
      var (sum, squares) = (0.0, 0.0)
      for value in values {
        sum += value
        (least, largest) = (min(least, value), max(largest, value))
      }
      let center = sum / Double(values.count)
      for value in values { squares += (value - center) * (value - center) }
      (mean, minimum, maximum) = (center, least, largest)
      deviation = (squares / Double(values.count)).squareRoot()
    }
  }

  /// Transitions.
  public let transitions: Int
  /// Transitions that ended the task.
  public let terminated: Int
  /// Transitions after which the time limit ended the episode.
  public let truncated: Int
  /// Episodes that ended.
  public let episodes: Int
  /// Of the rewards.
  public let rewards: Range?
  /// Of the returns of the episodes that ended.
  public let returns: Range?
  /// Of their lengths, in environment steps.
  public let lengths: Range?
  /// How often each action was done.
  public let actionCounts: [Int]

  /// Counts what a recording holds.
  ///
  /// - Throws: `InputError` where a column is missing or holds a number out of range.
  public init(_ recorded: RecordedTransitions) throws {
    let file = recorded.file
    let endings = try file.bytes("replay.endings")
    let done = try file.integers("replay.actions", count: endings.count)
    let earned = try file.floats("replay.rewards", count: endings.count)
    let returned = try file.doubles("episodes.returns")
    let lasted = try file.integers("episodes.lengths", count: returned.count)
    guard done.allSatisfy(recorded.actions.indices.contains), endings.allSatisfy({ $0 <= 2 }),
      earned.allSatisfy(\.isFinite), returned.allSatisfy(\.isFinite),
      lasted.allSatisfy({ (1...(1 << 53)).contains($0) })
    else {
      throw InputError(
        "replay.actions, replay.endings, replay.rewards or an episodes column holds a number out "
          + "of range", file: file.file)
    }
    transitions = endings.count
    terminated = endings.count { $0 == 2 }
    truncated = endings.count { $0 == 1 }
    episodes = returned.count
    rewards = Range(earned.map(Double.init))
    returns = Range(returned)
    lengths = Range(lasted.map(Double.init))
    var counts = Array(repeating: 0, count: recorded.actions.count)
    for action in done { counts[action] += 1 }
    actionCounts = counts
  }
}
