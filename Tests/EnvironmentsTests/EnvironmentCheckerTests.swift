import Determinism
import Documents
import Environments
import Testing

struct EnvironmentCheckerTests {
  @Test(arguments: EnvironmentRegistry.ids)
  func everyBuiltInEnvironmentKeepsItsPromises(id: String) throws {
    let failures = try EnvironmentChecker(EnvironmentDefinition.load(id)).failures()
    #expect(failures.isEmpty, "\(failures)")
  }

  @Test func brokenPromisesAreFound() throws {
    let clean = try failures(of: Liar.Parameters())
    #expect(clean.isEmpty)
    for (fault, sentence) in [
      (Liar.Fault.outside, "outside its space"), (.hidden, "restored"),
      (.infinite, "the reward inf lies outside 0.0...1.0"),
      (.seedless, "different seeds all give the same run"),
    ] {
      let failures = try failures(of: Liar.Parameters(fault: fault))
      #expect(failures.contains { $0.contains(sentence) }, "\(fault): \(failures)")
    }
  }

  private func failures(of parameters: Liar.Parameters) throws -> [String] {
    let definition = try EnvironmentDefinition.parse(
      sample("[up, right, down, left]", "[up, right]"), file: "liar.yaml"
    ).replacing(game: Liar(parameters: parameters))
    return try EnvironmentChecker(definition, steps: 60).failures()
  }
}

/// A game with a fault of choice.
private struct Liar: Game {
  enum Fault {
    case none
    case outside
    case hidden
    case infinite
    case seedless
  }

  struct Parameters: Sendable, Hashable {
    var fault = Fault.none
  }

  struct State: Codable, Hashable, Sendable {
    var place = 0
    var drawn: Float = 0
  }

  static let name = "liar"
  static let defaultParameters = Parameters()
  static let parameterFields = FieldTable<Parameters>([])
  static let observationNames = ["place", "drawn"]

  let fault: Fault
  let observationSpace = Box(shape: [2], range: 0...10)
  let actionSpace = Discrete(names: ["up", "right"])
  let rewardRange: ClosedRange<Float> = 0...1
  var state = State()
  private var forgotten = 0

  init(parameters: Parameters) { fault = parameters.fault }

  mutating func reset(using random: inout RandomStream) {
    let drawn = random.uniform()
    state = State(place: 0, drawn: fault == .seedless ? 0 : drawn)
    forgotten = 0
  }

  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    state.place += action
    forgotten += 1
    if fault == .hidden && forgotten == 12 { state.place = 10 }
    if fault == .seedless { state.drawn = 0 }
    return StepResult(
      reward: fault == .infinite && state.place == 3 ? .infinity : 1,
      terminated: state.place >= 10)
  }

  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.place)
    observation[1] = fault == .outside && state.place == 5 ? 11 : state.drawn
  }

  func render() -> Frame { Frame(width: 1, height: 1) }
}
