import Determinism
import Documents
import Environments

/// A test world without chance: a corridor of five places, begun at a drawn one, left at its end.
///
/// Action 0 stays, action 1 goes one place on; at place 4 the task ends. The observation is the
/// place and the number drawn at the beginning.
struct Corridor: Environment {
  struct State: Codable, Hashable, Sendable {
    var place = 0
    var drawn: Float = 0
  }

  let observationSpace = Box(shape: [2], low: [0, 0], high: [4, 1])
  let actionSpace = Discrete(names: ["stay", "go"])
  let rewardRange: ClosedRange<Float> = 0...4
  var state = State()

  mutating func reset(using random: inout RandomStream) {
    state = State(place: 0, drawn: random.uniform())
  }

  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.place += action
    return StepResult(reward: Float(state.place), terminated: state.place == 4)
  }

  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.place)
    observation[1] = state.drawn
  }

  func isValid(_ state: State) -> Bool { (0...4).contains(state.place) }

  func render() -> Frame { Frame(width: 5, height: 1) }

  /// A vector of corridors under a time limit.
  static func vector(count: Int, timeLimit: Int, seed: UInt64 = 1) throws -> any VectorEnvironment {
    let definition = try EnvironmentDefinition.parse(
      sample("timeLimit: 20", "timeLimit: \(timeLimit)"), file: "corridor.yaml")
    return UniformVector(
      of: Corridor(), count: count, definition: definition, random: RandomStream(seed: seed))
  }
}
