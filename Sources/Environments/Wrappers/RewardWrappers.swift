import Determinism

/// Multiplies every reward by a factor.
public struct RewardScale<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// The factor.
  public let factor: Float

  /// Wraps an environment.
  public init(_ world: World, factor: Float) {
    precondition(factor.isFinite, "expected a finite factor, got \(factor)")
    self.world = world
    self.factor = factor
  }

  /// The range inside, multiplied.
  public var rewardRange: ClosedRange<Float> {
    let ends = [world.rewardRange.lowerBound * factor, world.rewardRange.upperBound * factor]
    guard !ends.contains(where: \.isNaN) else { return -.infinity...(.infinity) }
    return min(ends[0], ends[1])...max(ends[0], ends[1])
  }

  /// Takes the action inside and multiplies the reward.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    var result = world.step(action, using: &random)
    result.reward *= factor
    return result
  }
}

/// Moves every reward into a range.
public struct RewardClip<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// The range.
  public let range: ClosedRange<Float>

  /// Wraps an environment.
  public init(_ world: World, range: ClosedRange<Float>) {
    self.world = world
    self.range = range
  }

  /// The part of the range inside that remains.
  public var rewardRange: ClosedRange<Float> {
    clipped(world.rewardRange.lowerBound)...clipped(world.rewardRange.upperBound)
  }

  /// Takes the action inside and clips the reward.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    var result = world.step(action, using: &random)
    result.reward = clipped(result.reward)
    return result
  }

  private func clipped(_ reward: Float) -> Float {
    min(max(reward, range.lowerBound), range.upperBound)
  }
}

/// Counts return and length of the present episode and tells them with the state.
///
/// Name and purpose are those of Gymnasium's wrapper; here the figures are part of the state, so a
/// snapshot keeps them.
public struct RecordEpisodeStatistics<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The figures of the present episode.
  public struct Memory: Codable, Hashable, Sendable {
    /// The sum of rewards so far.
    public var episodeReturn = 0.0
    /// The steps so far.
    public var length = 0
  }

  /// The environment inside.
  public var world: World
  /// The figures of the present episode.
  public var memory = Memory()

  /// Wraps an environment.
  public init(_ world: World) { self.world = world }

  /// Begins a new episode, with figures of zero.
  public mutating func reset(using random: inout RandomStream) {
    memory = Memory()
    world.reset(using: &random)
  }

  /// Takes the action inside and counts.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let result = world.step(action, using: &random)
    memory.episodeReturn += Double(result.reward)
    memory.length += 1
    return result
  }

  /// The state inside, with return and length.
  public func describeState() -> String {
    "\(world.describeState()); return \(memory.episodeReturn.brief), length \(memory.length)"
  }

  /// Whether the figures are possible ones.
  public func isValid(memory: Memory) -> Bool {
    memory.episodeReturn.isFinite && memory.length >= 0
  }
}
