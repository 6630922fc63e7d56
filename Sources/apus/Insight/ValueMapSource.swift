import Agents
import Environments
import Experiments
import TensorCore
import Visualizer

/// What a policy thinks of every cell of a grid.
///
/// The agent is put into each cell of a copy of the world, and what it would see goes through the
/// policy in one batch. Where the agent looks in a direction, a cell's value is the largest over the
/// directions (among moving obstacles that of the present one). The cells are computed anew only where more has changed than the agent's place.
struct ValueMapSource {
  private let placing: any AgentPlacing
  private let optimal: OptimalPlay?
  private var policy: any ActingPolicy
  private var known: (rest: AnyHashable, cells: [ValueMap.Cell?])?

  /// So many numbers of all cells' observations together are valued.
  private static let largestInput = 1 << 24
  /// So many cells are looked at.
  private static let largestArea = 1 << 12
  /// So many numbers go through the policy at a time.
  private static let batchSize = 1 << 20

  /// Prepares the maps of a policy, and solves the task where it can.
  ///
  /// - Returns: nil where the task is no grid or too large a one, and where the policy remembers: then
  ///   a cell has no value of its own.
  init?(of definition: EnvironmentDefinition, by policy: Policy) {
    guard let placing = definition.agentPlacing,
      policy.acting.makeMemory(copies: 1).states.isEmpty
    else { return nil }
    let area = placing.width * placing.height
    guard area <= Self.largestArea,
      area * placing.statesPerCell * policy.acting.observationCount <= Self.largestInput
    else { return nil }
    self.placing = placing
    self.policy = policy.acting
    optimal = OptimalPlay.solve(definition, for: policy)
  }

  /// Goes on with another policy of the same training.
  mutating func use(_ policy: any ActingPolicy) {
    self.policy = policy
    known = nil
  }

  /// The map of the world as it is; nil where it is another world.
  mutating func map(of world: some Environment) -> ValueMap? { map(placing, of: world) }

  private mutating func map<Placing: AgentPlacing>(
    _ placing: Placing, of world: some Environment
  ) -> ValueMap? {
    guard let inner = world.innermost as? Placing.World else { return nil }
    let rest = AnyHashable(placing.rest(of: inner.state))
    let cells: [ValueMap.Cell?]
    if let known, known.rest == rest {
      cells = known.cells
    } else {
      cells = self.cells(placing, of: inner, in: world)
      known = (rest, cells)
    }
    return ValueMap(
      width: placing.width, height: placing.height, cells: cells,
      agent: placing.cell(of: inner.state))
  }

  // MARK: All cells

  private func cells<Placing: AgentPlacing>(
    _ placing: Placing, of inner: Placing.World, in world: some Environment
  ) -> [ValueMap.Cell?] {
    var cells = [ValueMap.Cell?](repeating: nil, count: placing.width * placing.height)
    var looks: [(cell: Int, state: Placing.World.State, mask: [Bool]?)] = []
    var input: [Float] = []
    func value() {
      let choices = choices(of: input, masks: looks.map(\.mask))
      for (look, choice) in zip(looks, choices) {
        guard choice.value > cells[look.cell]?.value ?? -.infinity else { continue }
        let best = optimal?.best(look.state)
        cells[look.cell] = ValueMap.Cell(
          value: choice.value,
          direction: placing.direction(of: choice.action, in: look.state, of: inner),
          optimum: best?.value,
          optimalDirection: best.flatMap {
            placing.direction(
              of: $0.action(preferring: choice.action), in: look.state, of: inner)
          })
      }
      looks.removeAll()
      input.removeAll()
    }
    for cell in cells.indices {
      for state in placing.states(at: cell, in: inner) {
        guard let placed = world.replacing(innermost: state) else { continue }
        looks.append((cell, state, placed.hasActionMask ? placed.actionMask : nil))
        placed.appendObservation(to: &input, count: policy.observationCount)
        if input.count >= Self.batchSize { value() }
      }
    }
    value()
    return cells
  }

  /// The greedy action and its value for each of some observations.
  private func choices(of input: [Float], masks: [[Bool]?]) -> [(action: Int, value: Float)] {
    guard !masks.isEmpty else { return [] }
    var memory = policy.makeMemory(copies: masks.count)
    let observations = Tensor(input, shape: [masks.count, policy.observationCount])
    let values = policy.values(of: observations, memory: &memory).scalars
    let actions = policy.actionCount
    return masks.enumerated().map { row, mask in
      let own = Array(values[(row * actions)..<((row + 1) * actions)])
      let action = greedyAction(own, mask: mask)
      return (action, own[action])
    }
  }
}
