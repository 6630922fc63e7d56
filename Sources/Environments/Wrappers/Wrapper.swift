/// A change to an environment, as a definition names it under `wrappers:`.
///
/// A list of them is applied in its order, from the inside to the outside.
public enum Wrapper: Sendable, Hashable {
  /// ``StickyActions``.
  case stickyActions(probability: Double)
  /// ``RepeatActions``.
  case repeatActions(times: Int)
  /// ``RandomStartSteps``.
  case randomStartSteps(most: Int)
  /// ``RedirectedActions``: `actionMask: redirect`.
  case redirectActions
  /// ``ObservedActionMask``: `actionMask: observe`.
  case observeActionMask
  /// ``RewardScale``.
  case rewardScale(Float)
  /// ``RewardClip``.
  case rewardClip(ClosedRange<Float>)
  /// ``FrameStack``.
  case frameStack(Int)
  /// ``OneHotObservation``.
  case oneHot
  /// ``FlattenObservation``.
  case flatten
  /// ``RecordEpisodeStatistics``.
  case episodeStatistics
  /// Observations scaled by their running mean and variance; see ``NormalizingVector``.
  case normalizeObservations(NormalizedRange)
  /// Rewards scaled by the running deviation of the discounted return; see ``NormalizingVector``.
  case normalizeRewards(NormalizedRange, discount: Double)

  /// How far normalized numbers may reach.
  public struct NormalizedRange: Sendable, Hashable {
    /// The largest absolute value; what is larger is clipped.
    public var clip: Float = 10

    /// The usual range, ±10.
    public init(clip: Float = 10) { self.clip = clip }
  }

  /// Whether the states and what follows in them stay the same, so that a solution of the
  /// environment inside is one of the whole.
  var keepsDynamics: Bool {
    switch self {
    case .observeActionMask, .frameStack, .oneHot, .flatten, .episodeStatistics,
      .normalizeObservations, .normalizeRewards:
      true
    case .stickyActions, .repeatActions, .randomStartSteps, .redirectActions, .rewardScale,
      .rewardClip:
      false
    }
  }

  /// Whether it needs the statistics of all copies, so that it works on a vector.
  var isNormalization: Bool {
    switch self {
    case .normalizeObservations, .normalizeRewards: true
    default: false
    }
  }

  /// The environment with the change; normalizations change nothing here.
  func wrapping(_ world: any Environment) -> any Environment {
    func wrap(_ world: some Environment) -> any Environment {
      switch self {
      case .stickyActions(let probability): StickyActions(world, probability: probability)
      case .repeatActions(let times): RepeatActions(world, times: times)
      case .randomStartSteps(let most): RandomStartSteps(world, most: most)
      case .redirectActions: RedirectedActions(world)
      case .observeActionMask: ObservedActionMask(world)
      case .rewardScale(let factor): RewardScale(world, factor: factor)
      case .rewardClip(let range): RewardClip(world, range: range)
      case .frameStack(let frames): FrameStack(world, frames: frames)
      case .oneHot: OneHotObservation(world)
      case .flatten: FlattenObservation(world)
      case .episodeStatistics: RecordEpisodeStatistics(world)
      case .normalizeObservations, .normalizeRewards: world
      }
    }
    return wrap(world)
  }
}

extension Wrapper: CustomStringConvertible {
  /// For example "stickyActions: 0.25" or "rewardClip: [-1, 1]": as in a definition.
  public var description: String {
    switch self {
    case .stickyActions(let probability): "stickyActions: \(probability.brief)"
    case .repeatActions(let times): "repeatActions: \(times)"
    case .randomStartSteps(let most): "randomStartSteps: \(most)"
    case .redirectActions: "actionMask: redirect"
    case .observeActionMask: "actionMask: observe"
    case .rewardScale(let factor): "rewardScale: \(Double(factor).brief)"
    case .rewardClip(let range):
      "rewardClip: [\(Double(range.lowerBound).brief), \(Double(range.upperBound).brief)]"
    case .frameStack(let frames): "frameStack: \(frames)"
    case .oneHot: "oneHot"
    case .flatten: "flatten"
    case .episodeStatistics: "episodeStatistics"
    case .normalizeObservations(let range):
      "normalizeObservations: {clip: \(Double(range.clip).brief)}"
    case .normalizeRewards(let range, let discount):
      "normalizeRewards: {clip: \(Double(range.clip).brief), discount: \(discount.brief)}"
    }
  }
}
