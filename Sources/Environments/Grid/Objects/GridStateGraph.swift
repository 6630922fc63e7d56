/// All states of a grid with objects that play can reach, and what follows from every action.
///
/// Found by breadth-first search from the starts, with the same rules that stepping uses, run once
/// for each thing that chance can bring.
final class GridStateGraph: Sendable {
  /// The most states that are listed.
  static let stateLimit = 200_000
  /// The most outcomes that are listed.
  static let outcomeLimit = 3_000_000

  /// The number of states; the last one is that in which the task has ended.
  let stateCount: Int
  let actionCount: Int
  let starts: [Int32]
  /// Where the outcomes of `state * actionCount + action` begin; one more at the end.
  let offsets: [Int32]
  let outcomes: [Outcome]
  /// The fewest steps from a start to each state.
  let depths: [Int32]
  /// Which rewards and which endings ever hold, in any reachable step.
  let rewardsThatHold: [Bool]
  let endingsThatHold: [Bool]
  /// The grounds on which steps can end.
  let groundsReached: [Bool]
  /// The cells that the agent can enter.
  let cellsReached: [Bool]
  /// How the states are told apart.
  private let index: GridStateIndex

  /// Lists the states of a world.
  ///
  /// - Returns: nil where every episode has its own map, or where there are too many states.
  init?(_ world: ObjectGridWorld, stateLimit: Int = GridStateGraph.stateLimit) {
    guard let layout = world.rules.layout else { return nil }
    let rules = world.rules
    var world = world
    var index = GridStateIndex(rules: rules)
    var depths: [Int32] = []
    var starts: [Int32] = []
    for start in layout.starts {
      world.state = Self.beginning(world, layout, agent: start)
      starts.append(index.number(of: world.state))
    }
    depths = [Int32](repeating: 0, count: index.count)
    var offsets: [Int32] = [0]
    var outcomes: [Outcome] = []
    var rewardsThatHold = rules.rewards.map { _ in false }
    var endingsThatHold = rules.endings.map { _ in false }
    var groundsReached = rules.terrains.map { _ in false }
    var cellsReached = [Bool](repeating: false, count: rules.cellCount)
    // States that end are not gone on from: they are all the same one.
    let ended = Int.max
    var state = 0
    while state < index.count {
      let before = index.state(state, like: world.state)
      cellsReached[Int(before.agent)] = true
      for action in rules.moves.indices {
        let first = outcomes.count
        var chance = EveryChance()
        repeat {
          world.state = before
          let result = world.advance(action, from: &chance)
          for (number, clause) in rules.rewards.enumerated() where world.holds(clause) {
            rewardsThatHold[number] = true
          }
          for (number, clause) in rules.endings.enumerated() where world.holds(clause) {
            endingsThatHold[number] = true
          }
          groundsReached[world.place] = true
          cellsReached[Int(world.state.agent)] = true
          var next = ended
          if !result.terminated {
            next = Int(index.number(of: world.state))
            if next == depths.count { depths.append(depths[state] + 1) }
          }
          let outcome = Outcome(
            probability: chance.probability, nextState: next, reward: world.exactReward,
            terminated: result.terminated)
          Self.add(outcome, to: &outcomes, from: first)
        } while chance.advance()
        offsets.append(Int32(outcomes.count))
        guard index.count <= stateLimit, outcomes.count <= Self.outcomeLimit else { return nil }
      }
      state += 1
    }
    for _ in rules.moves.indices {
      outcomes.append(Outcome(probability: 1, nextState: state, reward: 0, terminated: true))
      offsets.append(Int32(outcomes.count))
    }
    for place in outcomes.indices where outcomes[place].nextState == ended {
      outcomes[place].nextState = state
    }
    depths.append(0)
    stateCount = state + 1
    actionCount = rules.moves.count
    self.starts = starts
    self.offsets = offsets
    self.outcomes = outcomes
    self.depths = depths
    self.rewardsThatHold = rewardsThatHold
    self.endingsThatHold = endingsThatHold
    self.groundsReached = groundsReached
    self.cellsReached = cellsReached
    self.index = index
  }

  /// The beginning of an episode on a start cell.
  private static func beginning(
    _ world: ObjectGridWorld, _ layout: GridLayout, agent: Int32
  ) -> ObjectGridWorld.State {
    var state = world.state
    state.agent = agent
    state.things = layout.things
    state.guards = layout.guards
    return state
  }

  /// Adds what can follow; of what is the same, the probabilities are summed.
  private static func add(_ outcome: Outcome, to outcomes: inout [Outcome], from first: Int) {
    for place in first..<outcomes.count
    where outcomes[place].nextState == outcome.nextState
      && outcomes[place].reward == outcome.reward
      && outcomes[place].terminated == outcome.terminated
    {
      outcomes[place].probability += outcome.probability
      return
    }
    outcomes.append(outcome)
  }

  /// The state of a number, which is not the last one.
  func state(_ number: Int, like state: ObjectGridWorld.State) -> ObjectGridWorld.State {
    index.state(number, like: state)
  }

  /// The number of a state; nil for one that play cannot reach.
  func number(of state: ObjectGridWorld.State) -> Int? { index.find(state) }

  /// What follows from an action.
  func outcomes(of state: Int, action: Int) -> ArraySlice<Outcome> {
    let row = state * actionCount + action
    return outcomes[Int(offsets[row])..<Int(offsets[row + 1])]
  }
}
