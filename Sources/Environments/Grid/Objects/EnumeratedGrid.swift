import Determinism

/// A grid with objects together with the list of all its states, to be solved exactly.
struct EnumeratedGrid: EnumerableEnvironment {
  private(set) var world: ObjectGridWorld
  let graph: GridStateGraph

  /// Lists the states; nil where that cannot be done.
  init?(_ definition: ObjectGridDefinition) {
    world = ObjectGridWorld(definition)
    guard let graph = GridStateGraph(world) else { return nil }
    self.graph = graph
  }

  var observationSpace: Box { world.observationSpace }
  var actionSpace: Discrete { world.actionSpace }
  var rewardRange: ClosedRange<Float> { world.rewardRange }
  var state: ObjectGridWorld.State {
    get { world.state }
    set { world.state = newValue }
  }

  mutating func reset(using random: inout RandomStream) { world.reset(using: &random) }

  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    world.step(action, using: &random)
  }

  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    world.writeObservation(into: observation)
  }

  func render() -> Frame { world.render() }
  func describeState() -> String { world.describeState() }
  func isValid(_ state: ObjectGridWorld.State) -> Bool { world.isValid(state) }

  /// One more than can be reached without ending: the last one is the end.
  var stateCount: Int { graph.stateCount }
  /// The number of the present state; that of the end where it is none of the list.
  var stateIndex: Int { graph.number(of: world.state) ?? graph.stateCount - 1 }

  var startDistribution: [(state: Int, probability: Double)] {
    graph.starts.map { (Int($0), 1 / Double(graph.starts.count)) }
  }

  func outcomes(of state: Int, action: Int) -> [Outcome] {
    Array(graph.outcomes(of: state, action: action))
  }

  func describe(state: Int) -> String {
    guard state < graph.stateCount - 1 else { return "the end" }
    var copy = world
    copy.state = graph.state(state, like: world.state)
    return copy.describeState()
  }
}
