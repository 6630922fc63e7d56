import Determinism

/// Takes the previous action again with some probability, whatever is chosen.
///
/// The first action of an episode is always the chosen one. One draw a step.
/// Source: Machado et al., "Revisiting the Arcade Learning Environment", 2018, section 5.
public struct StickyActions<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The previous action.
  public struct Memory: Codable, Hashable, Sendable {
    var previous: Int?
  }

  /// The environment inside.
  public var world: World
  /// The previous action; none at the beginning.
  public var memory = Memory()
  /// The probability with which the previous action is taken again, in `0...1`.
  public let probability: Double

  /// Wraps an environment.
  public init(_ world: World, probability: Double) {
    precondition((0...1).contains(probability), "expected 0...1, got \(probability)")
    self.world = world
    self.probability = probability
  }

  /// Begins a new episode without a previous action.
  public mutating func reset(using random: inout RandomStream) {
    memory.previous = nil
    world.reset(using: &random)
  }

  /// Takes the action, or the previous one again.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let sticks = random.uniformDouble() < probability
    let taken = sticks ? memory.previous ?? action : action
    memory.previous = taken
    return world.step(taken, using: &random)
  }

  /// Whether the previous action is one of the actions.
  public func isValid(memory: Memory) -> Bool {
    memory.previous.map(actionSpace.contains) ?? true
  }
}

/// Takes each action several times; the rewards add up, an ending stops the repetition.
public struct RepeatActions<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// How many times an action is taken, at least 1.
  public let times: Int

  /// Wraps an environment.
  public init(_ world: World, times: Int) {
    precondition(times >= 1, "expected at least 1, got \(times)")
    self.world = world
    self.times = times
  }

  /// From the smallest to the largest sum of up to `times` rewards.
  public var rewardRange: ClosedRange<Float> {
    let range = world.rewardRange
    let factor = Float(times)
    return min(
      range.lowerBound, range.lowerBound * factor)...max(
        range.upperBound, range.upperBound * factor)
  }

  /// Takes the action `times` times, or until the task ends.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    var sum = world.step(action, using: &random)
    var taken = 1
    while taken < times && !sum.terminated {
      let result = world.step(action, using: &random)
      sum.reward += result.reward
      sum.terminated = result.terminated
      taken += 1
    }
    return sum
  }
}

/// Begins every episode with some random actions, so that episodes begin in different states.
///
/// Their number is drawn from `0...most`, each from all possible actions; where the task ends during
/// them, it begins anew and the rest is left out. Their rewards are not counted.
public struct RandomStartSteps<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World
  /// The largest number of random actions.
  public let most: Int

  /// Wraps an environment.
  public init(_ world: World, most: Int) {
    precondition(most >= 0, "expected at least 0, got \(most)")
    self.world = world
    self.most = most
  }

  /// Begins a new episode and takes the random actions.
  public mutating func reset(using random: inout RandomStream) {
    world.reset(using: &random)
    for _ in 0..<random.integer(below: most + 1) {
      guard !world.step(drawAction(using: &random), using: &random).terminated else {
        return world.reset(using: &random)
      }
    }
  }

  private func drawAction(using random: inout RandomStream) -> Int {
    guard world.hasActionMask else { return world.actionSpace.sample(using: &random) }
    let possible = world.actionMask.indices(of: true)
    return possible[random.integer(below: possible.count)]
  }
}

extension [Bool] {
  /// The places that hold a value.
  fileprivate func indices(of value: Bool) -> [Int] { indices.filter { self[$0] == value } }
}

/// Replaces an action that is not possible by the next one that is, counting on from it in a circle.
public struct RedirectedActions<World: Environment>: EnvironmentWrapper {
  /// That of the environment inside.
  public typealias ObservationElement = World.ObservationElement
  /// The environment inside.
  public var world: World

  /// Wraps an environment.
  public init(_ world: World) { self.world = world }

  /// No: every action is accepted.
  public var hasActionMask: Bool { false }

  /// Takes the action, or the next possible one.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    guard world.hasActionMask else { return world.step(action, using: &random) }
    let count = world.actionSpace.count
    let taken = withUnsafeTemporaryAllocation(of: Bool.self, capacity: count) { mask in
      mask.initialize(repeating: true)
      world.writeActionMask(into: mask)
      return (0..<count).lazy.map { (action + $0) % count }.first { mask[$0] } ?? action
    }
    return world.step(taken, using: &random)
  }

  /// Every action is possible.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    mask.update(repeating: true)
  }
}
