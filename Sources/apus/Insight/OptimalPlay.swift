import Documents
import Environments
import Experiments

/// What the states of a task are worth under the best play, where they can be listed.
struct OptimalPlay {
  /// What a state is worth, and the actions that are worth it, the solver's choice first.
  struct Best {
    var value: Float
    var actions: [Int]

    /// Of equally good actions the one that is preferred.
    func action(preferring action: Int) -> Int {
      actions.contains(action) ? action : actions[0]
    }
  }

  /// The best in a state; nil for a state of another kind, one that play cannot reach, and one in
  /// which the task has ended.
  let best: (any Hashable) -> Best?

  /// So many pairs of state and action are solved within a second or two.
  static let largestSize = 250_000

  /// Solves a task as a policy learned it: with the discount of its training.
  ///
  /// - Returns: nil where the states cannot be listed or are too many, where the policy knows its
  ///   rewards in another scale, and where the values do not settle.
  static func solve(_ definition: EnvironmentDefinition, for policy: Policy) -> OptimalPlay? {
    let isScaled = definition.wrappers.contains {
      if case .normalizeRewards = $0 { true } else { false }
    }
    guard !isScaled, let world = definition.makeEnumerable() else { return nil }
    return solve(world, discount: policy.discount, timeLimit: definition.timeLimit)
  }

  private static func solve<World: EnumerableEnvironment>(
    _ world: World, discount: Double, timeLimit: Int?
  ) -> OptimalPlay? {
    guard world.stateCount * world.actionSpace.count <= largestSize else { return nil }
    let values: [Double]
    let policy: [Int]
    if discount < 1 {
      (values, policy) = world.valueIteration(discount: discount, tolerance: 1e-9)
    } else {
      guard let solution = world.solve(timeLimit: timeLimit, looks: 50_000_000) else { return nil }
      (values, policy) = (solution.values, solution.policy)
    }
    let actions = 0..<world.actionSpace.count
    return OptimalPlay { state in
      guard let state = state as? World.State else { return nil }
      var copy = world
      copy.state = state
      let number = copy.stateIndex
      let outcomes = actions.map { copy.outcomes(of: number, action: $0) }
      // An end leads to itself.
      guard !outcomes[0].allSatisfy({ $0.terminated && $0.nextState == number }) else {
        return nil
      }
      let worth = outcomes.map { outcomes in
        outcomes.reduce(0) { sum, outcome in
          let later = outcome.terminated ? 0 : discount * values[outcome.nextState]
          return sum + outcome.probability * (outcome.reward + later)
        }
      }
      let chosen = policy[number]
      let least = worth[chosen] - tieMargin * max(1, abs(worth[chosen]))
      return Best(
        value: Float(values[number]),
        actions: [chosen] + actions.filter { $0 != chosen && worth[$0] >= least })
    }
  }

  /// Actions whose values differ by less, relatively, count as equally good.
  private static let tieMargin = 1e-6
}

extension Policy {
  /// By how much a reward one step later counted in its training; 1 where that is not known.
  fileprivate var discount: Double {
    let node = try? DocumentNode.parse(configuration, file: "configuration").mapping()["agent"]
    return (try? node?.mapping()["discount"]?.double(in: 0...1)) ?? 1
  }
}
