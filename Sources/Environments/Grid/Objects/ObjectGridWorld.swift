import Determinism

/// A grid task with objects: things to take, open, push and collect, and guards that move.
///
/// - Description: ground, things, guards and dynamics come from an ``ObjectGridDefinition``. A step
///   is the agent's action, then every guard moves, in reading order of the map's beginning.
/// - Actions: those the definition lists, in its order; one that has nothing to act on does nothing.
/// - Observation: `coordinates`, `one-hot`, `layers` or `egocentric`; see ``ObjectGridView``.
/// - Reward: that of the ground on which the step ends, plus those of all events of the step, cut
///   off at ±1,000,000.
/// - Terminated: where one of the definition's endings holds after the step.
/// - Truncated: never here; the definition's time limit does.
/// - Randomness: `reset` draws a start where there are several, and a whole map where every episode
///   has its own; `step` draws where moves slip, over a cliff with several starts, and for each
///   guard that moves at random.
public struct ObjectGridWorld: Environment {
  /// Everything that changes during an episode.
  public struct State: Codable, Hashable, Sendable {
    /// The agent's cell, `row * width + column`.
    public var agent: Int32
    /// The steps so far; stays 0 where no rule speaks of them.
    public var steps: Int32
    /// The code of what the agent has in its hand, 0 for nothing.
    public var hand: UInt8
    /// The colours of the keys on the agent's ring, as bits.
    public var ring: UInt8
    /// The number of items left.
    public var remaining: Int32
    /// The number of targets that lack what they want.
    public var unplaced: Int32
    /// The guards.
    public var guards: [GridGuardState]
    /// The code of what lies in each cell, 0 for nothing.
    public var things: [UInt8]
    /// The number of each cell's ground where every episode has a map of its own, else empty.
    public var terrain: [UInt8]
    /// The moves from each cell to the nearest goal where every episode has a map of its own and
    /// rules speak of them, else empty.
    public var distances: [UInt16]
  }

  /// What an observation is.
  public let observationSpace: Box
  /// The definition's actions.
  public let actionSpace: Discrete
  /// Every reward lies in it.
  public let rewardRange: ClosedRange<Float>
  /// The whole state.
  public var state: State

  let rules: ObjectGridRules
  /// The events of the present step, as bits; means nothing between steps.
  var fired: UInt64 = 0
  /// The ground on which the present step has ended; means nothing between steps.
  var place = 0
  /// The reward of the present step before it is rounded; means nothing between steps.
  var exactReward = 0.0
  /// By how much the way to the goal has become shorter in the present step.
  var closer = 0.0

  /// Compiles a definition; the agent stands on the first start cell until `reset` is called.
  init(_ definition: ObjectGridDefinition) {
    rules = ObjectGridRules(definition)
    observationSpace = rules.view.space
    actionSpace = Discrete(names: definition.actions.map(\.name))
    rewardRange = rules.rewardRange
    state = State(
      agent: 0, steps: 0, hand: 0, ring: 0, remaining: 0, unplaced: 0, guards: [], things: [],
      terrain: [], distances: [])
    var random = RandomStream(seed: 0)
    begin(from: &random)
    if let layout = rules.layout { state.agent = layout.starts[0] }
  }

  /// The definition it was compiled from.
  var definition: ObjectGridDefinition { rules.definition }

  /// Begins an episode.
  public mutating func reset(using random: inout RandomStream) { begin(from: &random) }

  /// Takes one action, then lets the guards move.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    advance(action, from: &random)
  }

  /// Draws a start, and a map where every episode has its own.
  mutating func begin(from random: inout RandomStream) {
    let layout: GridLayout
    switch definition.source {
    case .map(let map, _): layout = map
    case .generator(let generator):
      layout = generator.layout(of: definition, using: &random)
      state.terrain = layout.terrain
      if rules.usesDistance {
        state.distances = ObjectGridRules.distances(
          layout.terrain, rules.terrains, rules.neighbours)
      }
    }
    state.things = layout.things
    state.guards = layout.guards
    state.steps = 0
    state.hand = 0
    state.ring = 0
    let starts = layout.starts
    state.agent = starts.count == 1 ? starts[0] : starts[random.integer(below: starts.count)]
    (state.remaining, state.unplaced) = counts(of: state)
  }

  /// The ground of a cell.
  @inline(__always)
  func terrainNumber(_ cell: Int) -> Int {
    Int(rules.layout?.terrain[cell] ?? state.terrain[cell])
  }

  /// How many items are left and how many targets lack what they want.
  func counts(of state: State) -> (remaining: Int32, unplaced: Int32) {
    var remaining: Int32 = 0
    var unplaced: Int32 = 0
    let terrain = rules.layout?.terrain ?? state.terrain
    for (cell, code) in state.things.enumerated() {
      remaining += Int32(definition.weight(of: code, in: rules.items))
      let ground = rules.terrains[Int(terrain[cell])]
      if ground.kind == .target, !ground.wants.contains(code) || code == 0 { unplaced += 1 }
    }
    return (remaining, unplaced)
  }
}
