import Determinism
import Documents
import Environments

/// What is seen in every state of an enumerable task, found by playing it.
///
/// An environment lists what follows from its states, but only one that stands in a state can show
/// it. So play begins until every possible beginning has come, and every action is taken in every
/// state until all that can follow has.
struct StateObservations<World: EnumerableEnvironment> {
  /// The numbers of the states in which something can be done, in the order in which play met them.
  private(set) var numbers: [Int] = []
  /// What is seen in each of them: the rows of a table, one each.
  private(set) var table: TablePolicy

  private var states: [World.State?]
  private var world: World
  private var random: RandomStream

  /// Plays a task until all its states have been seen.
  ///
  /// - Throws: `InputError` where two states look the same, or a state does not come up.
  init(of world: World, random: RandomStream) throws {
    self.world = world
    self.random = random
    table = TablePolicy(
      observationCount: world.observationSpace.count, actionCount: world.actionSpace.count)
    states = Array(repeating: nil, count: world.stateCount)
    try findBeginnings()
    var next = 0
    while next < numbers.count {
      for action in 0..<world.actionSpace.count { try findSuccessors(of: numbers[next], action) }
      next += 1
    }
  }

  private mutating func findBeginnings() throws {
    let beginnings = world.startDistribution.filter { $0.probability > 0 }
    var missing = Set(beginnings.map(\.state))
    let rarest = beginnings.map(\.probability).min() ?? 1
    for _ in 0..<Self.attempts(rarest) where !missing.isEmpty {
      world.reset(using: &random)
      missing.remove(world.stateIndex)
      try meet()
    }
    try require(missing)
  }

  /// Takes an action in a known state until everything has followed that does not end the task.
  private mutating func findSuccessors(of number: Int, _ action: Int) throws {
    guard let state = states[number] else { return }
    let outcomes = world.outcomes(of: number, action: action).filter {
      $0.probability > 0 && !$0.terminated && states[$0.nextState] == nil
    }
    guard let rarest = outcomes.map(\.probability).min() else { return }
    var missing = Set(outcomes.map(\.nextState))
    for _ in 0..<Self.attempts(rarest) where !missing.isEmpty {
      world.state = state
      guard !world.step(action, using: &random).terminated else { continue }
      missing.remove(world.stateIndex)
      try meet()
    }
    try require(missing)
  }

  /// Notes the present state if it is new.
  private mutating func meet() throws {
    let number = world.stateIndex
    guard states[number] == nil else { return }
    let known = table.count
    let row = world.observation.withUnsafeBufferPointer {
      $0.baseAddress.map { table.rowAdding($0) }
    }
    guard table.count > known else {
      let other = row.map { numbers[$0] } ?? number
      throw InputError(
        "two states look the same, \(world.describe(state: other)) and "
          + "\(world.describe(state: number)): a table of observations cannot tell them apart",
        remedy: "use an agent with a memory, such as --agent drqn")
    }
    states[number] = world.state
    numbers.append(number)
  }

  /// Tries after which something of this probability has come, but for one case in e⁴⁰.
  private static func attempts(_ probability: Double) -> Int {
    Int(min(1e8, 40 / max(probability, 1e-9))) + 1
  }

  private func require(_ missing: Set<Int>) throws {
    guard let first = missing.min() else { return }
    throw InputError(
      "\(world.describe(state: first)) should come up in play, but does not: what the environment "
        + "lists and what it does differ",
      remedy: "find the fault with apus environments check")
  }
}
