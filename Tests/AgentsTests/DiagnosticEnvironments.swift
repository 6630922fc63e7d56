import Determinism
import Documents
import Environments

/// The smallest tasks, each of which isolates one skill.

/// One step, three actions worth 0, 1 and 0.5: learning needs no bootstrapping.
struct Bandit: Environment {
  struct State: Codable, Hashable, Sendable {
    var pulls = 0
  }
  var state = State()
  let observationSpace = Box(shape: [1], range: 1...1)
  let actionSpace = Discrete(names: ["nothing", "one", "half"])
  let rewardRange: ClosedRange<Float> = 0...1

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.pulls += 1
    return StepResult(reward: [0, 1, 0.5][action], terminated: true)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) { observation[0] = 1 }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

/// Five states in a row; going left from the first ends with 0.1, right from the last with 1.
///
/// Learning needs bootstrapping over five steps: with discount 0.9 the first state is worth
/// 0.9⁴ = 0.6561 by going right, and 0.1 by going left.
struct Chain: Environment {
  struct State: Codable, Hashable, Sendable {
    var place = 0
  }
  var state = State()
  let observationSpace = Box(shape: [5], range: 0...1)
  let actionSpace = Discrete(names: ["left", "right"])
  let rewardRange: ClosedRange<Float> = 0...1

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    if action == 0 {
      if state.place == 0 { return StepResult(reward: 0.1, terminated: true) }
      state.place -= 1
    } else {
      if state.place == 4 { return StepResult(reward: 1, terminated: true) }
      state.place += 1
    }
    return StepResult(reward: 0)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    for index in 0..<5 { observation[index] = index == state.place ? 1 : 0 }
  }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

/// Shows one of four symbols at random; the action of the same number is worth 1, others nothing.
///
/// Never terminates: learning needs the observation, and nothing but the time limit ends it.
struct Identity: Environment {
  struct State: Codable, Hashable, Sendable {
    var symbol = 0
  }
  var state = State()
  let observationSpace: Box
  let actionSpace = Discrete(names: ["a", "b", "c", "d"])
  let rewardRange: ClosedRange<Float> = 0...1

  init(elementType: Box.ElementType = .float32) {
    observationSpace = Box(shape: [4], range: 0...1, elementType: elementType)
  }

  mutating func reset(using random: inout RandomStream) { state.symbol = random.integer(below: 4) }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let reward: Float = action == state.symbol ? 1 : 0
    state.symbol = random.integer(below: 4)
    return StepResult(reward: reward)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    for index in 0..<4 { observation[index] = index == state.symbol ? 1 : 0 }
  }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

/// Always looks the same and pays 1 a step; ends by the clock alone, or by its own rule.
///
/// With discount 0.5 the value is 2 where it is endless; where its third step terminates, the
/// mean of its steps' values lies below.
struct Salary: Environment {
  struct State: Codable, Hashable, Sendable {
    var paid = 0
  }
  var state = State()
  /// Steps after which the task itself ends; nil for never.
  let end: Int?
  let observationSpace = Box(shape: [1], range: 1...1)
  let actionSpace = Discrete(names: ["work"])
  let rewardRange: ClosedRange<Float> = 1...1

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.paid += 1
    return StepResult(reward: 1, terminated: state.paid == end)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) { observation[0] = 1 }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

/// One step, one action that pays 0 or 2 by the fall of a coin: the mean says nothing of it.
struct CoinFlip: Environment {
  struct State: Codable, Hashable, Sendable {
    var flips = 0
  }
  var state = State()
  let observationSpace = Box(shape: [1], range: 1...1)
  let actionSpace = Discrete(names: ["flip"])
  let rewardRange: ClosedRange<Float> = 0...2

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.flips += 1
    return StepResult(reward: random.bernoulli(0.5) ? 2 : 0, terminated: true)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) { observation[0] = 1 }
  func render() -> Frame { Frame(width: 1, height: 1) }
}
