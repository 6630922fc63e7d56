/// The exact optimum of a finite environment.
public struct Solution: Sendable, Hashable {
  /// The best expected undiscounted return of an episode, from the distribution of starts, under
  /// the time limit.
  public let optimalReturn: Double
  /// The time limit it was solved for, in environment steps; nil for none.
  public let timeLimit: Int?
  /// The best expected return from each state when a whole episode is still to come.
  public let values: [Double]
  /// The best action in each state at an episode's first step.
  ///
  /// Of equally good actions the one that ends the task more surely, then sooner, then the first.
  /// Later steps may have other best actions, since fewer remain.
  public let policy: [Int]
  /// The probability that an episode of best play ends by the task's rules.
  public let terminationProbability: Double
  /// The expected length of an episode of best play, in environment steps.
  public let expectedLength: Double
}

/// What follows from every action, flat, as solving needs it.
private struct FlatTransitions {
  let stateCount: Int
  let actionCount: Int
  var offsets: [Int] = [0]
  var probabilities: [Double] = []
  var nextStates: [Int] = []
  var rewards: [Double] = []
  var continues: [Double] = []

  init(of environment: some EnumerableEnvironment) {
    stateCount = environment.stateCount
    actionCount = environment.actionSpace.count
    for state in 0..<stateCount {
      for action in 0..<actionCount {
        for outcome in environment.outcomes(of: state, action: action) {
          probabilities.append(outcome.probability)
          nextStates.append(outcome.nextState)
          rewards.append(outcome.reward)
          continues.append(outcome.terminated ? 0 : 1)
        }
        offsets.append(probabilities.count)
      }
    }
  }

  /// The expected reward of an action plus the discounted value of what follows.
  @inline(__always)
  func value(of row: Int, _ values: [Double], discount: Double) -> Double {
    var sum = 0.0
    for index in offsets[row]..<offsets[row + 1] {
      sum +=
        probabilities[index]
        * (rewards[index] + discount * continues[index] * values[nextStates[index]])
    }
    return sum
  }

  /// The best action in a state and its value; of equals the first.
  @inline(__always)
  func best(in state: Int, _ values: [Double], discount: Double) -> (action: Int, value: Double) {
    var best = (action: 0, value: -Double.infinity)
    for action in 0..<actionCount {
      let value = value(of: state * actionCount + action, values, discount: discount)
      if value > best.value { best = (action, value) }
    }
    return best
  }

  /// The best action in a state by value, then by the probability of ending, then by length.
  ///
  /// Without the second and third, a task in which waiting costs nothing would have a best policy
  /// that only waits. Values within 1e-12 of each other count as equal; the value returned is the
  /// largest. `actionValues` is room for one number for each action.
  func best(
    in state: Int, _ values: [Double], ending: [Double], length: [Double],
    actionValues: inout [Double]
  ) -> Choice {
    var largest = -Double.infinity
    for action in 0..<actionCount {
      let value = value(of: state * actionCount + action, values, discount: 1)
      actionValues[action] = value
      largest = max(largest, value)
    }
    let margin = 1e-12 * max(1, abs(largest))
    var chosen = Choice(action: -1, value: largest, ending: 0, length: 0)
    for action in 0..<actionCount where actionValues[action] >= largest - margin {
      let row = state * actionCount + action
      let other = Choice(
        action: action, value: largest, ending: expectation(of: row, ending, ended: 1),
        length: 1 + expectation(of: row, length, ended: 0))
      let isSurer = other.ending > chosen.ending + 1e-12
      let isAsSure = other.ending >= chosen.ending - 1e-12
      let isSooner = other.length < chosen.length - 1e-9
      if chosen.action < 0 || isSurer || isAsSure && isSooner { chosen = other }
    }
    return chosen
  }

  /// An action and what best play brings after it.
  struct Choice {
    var action: Int
    var value: Double
    var ending: Double
    var length: Double
  }

  /// The expectation of a quantity over what follows from an action; `ended` where the task ends.
  @inline(__always)
  func expectation(of row: Int, _ quantity: [Double], ended: Double) -> Double {
    var sum = 0.0
    for index in offsets[row]..<offsets[row + 1] {
      let next = continues[index] == 0 ? ended : quantity[nextStates[index]]
      sum += probabilities[index] * next
    }
    return sum
  }
}

extension EnumerableEnvironment {
  /// Solves the environment exactly, backwards over the remaining steps.
  ///
  /// With a limit of T steps, `V₀ = 0` and `Vₖ(s) = max over a of Σ p (r + [goes on] Vₖ₋₁(s′))`; the
  /// optimum is the mean of `V_T` over the starts. Without a limit the recursion runs until nothing
  /// changes by more than 1e-12.
  ///
  /// - Parameter timeLimit: the longest episode in environment steps; nil for none.
  /// - Returns: nil where that takes too long: where the values have not settled after 200 million
  ///   looks at a transition, or, without a limit, after 100,000 sweeps.
  /// - Complexity: O(T · transitions); it stops early where the values no longer change.
  public func solve(timeLimit: Int?) -> Solution? {
    solve(timeLimit: timeLimit, looks: 200_000_000)
  }

  /// Solves with a given number of looks at a transition.
  package func solve(timeLimit: Int?, looks: Int) -> Solution? {
    let transitions = FlatTransitions(of: self)
    let states = transitions.stateCount
    var values = [Double](repeating: 0, count: states)
    var ending = values  // The probability that best play ends by the rules.
    var length = values  // The expected number of steps of best play.
    var policy = [Int](repeating: 0, count: states)
    var (newValues, newEnding, newLength) = (values, ending, length)
    var actionValues = [Double](repeating: 0, count: transitions.actionCount)
    var hasSettled = false
    // Without a limit, what has not settled in a hundred thousand sweeps is taken never to do so.
    let affordable = min(
      looks / max(transitions.probabilities.count, 1), timeLimit == nil ? 100_000 : Int.max)
    guard affordable > 0 else { return nil }
    for _ in 0..<min(timeLimit ?? Int.max, affordable) {
      var change = 0.0
      for state in 0..<states {
        let best = transitions.best(
          in: state, values, ending: ending, length: length, actionValues: &actionValues)
        policy[state] = best.action
        newValues[state] = best.value
        newEnding[state] = best.ending
        newLength[state] = best.length
        change = max(
          change, abs(newValues[state] - values[state]), abs(newEnding[state] - ending[state]),
          abs(newLength[state] - length[state]))
      }
      swap(&values, &newValues)
      swap(&ending, &newEnding)
      swap(&length, &newLength)
      hasSettled = timeLimit == nil ? change <= 1e-12 : change == 0
      if hasSettled { break }
    }
    guard hasSettled || timeLimit ?? Int.max <= affordable else { return nil }
    func mean(_ column: [Double]) -> Double {
      startDistribution.reduce(0) { $0 + $1.probability * column[$1.state] }
    }
    return Solution(
      optimalReturn: mean(values), timeLimit: timeLimit, values: values, policy: policy,
      terminationProbability: mean(ending), expectedLength: mean(length))
  }

  /// The optimal values under a discount, without a time limit, by value iteration.
  ///
  /// - Parameters:
  ///   - discount: γ, in `0..<1`.
  ///   - tolerance: sweeps go on until no value changes by more than this.
  /// - Returns: the value of each state and the best action in it; of equals the first.
  /// - Source: Sutton & Barto 2018, section 4.4.
  public func valueIteration(
    discount: Double, tolerance: Double = 1e-13
  ) -> (values: [Double], policy: [Int]) {
    precondition(
      discount >= 0 && discount < 1, "expected a discount in 0..<1, got \(discount)")
    precondition(tolerance > 0, "expected a positive tolerance, got \(tolerance)")
    let transitions = FlatTransitions(of: self)
    var values = [Double](repeating: 0, count: transitions.stateCount)
    var policy = [Int](repeating: 0, count: transitions.stateCount)
    var change = Double.infinity
    // Rounding can keep the last bits moving; the largest reward bounds what a change can mean.
    let scale = max(1, (transitions.rewards.map(abs).max() ?? 1) / (1 - discount))
    while change > tolerance * scale {
      change = 0
      var newValues = values
      for state in values.indices {
        let best = transitions.best(in: state, values, discount: discount)
        newValues[state] = best.value
        policy[state] = best.action
        change = max(change, abs(best.value - values[state]))
      }
      values = newValues
    }
    return (values, policy)
  }
}

extension EnvironmentDefinition {
  /// Solves the environment exactly under its time limit.
  ///
  /// - Returns: nil where its states cannot be listed, or the values do not settle.
  public func solve() throws -> Solution? {
    guard let environment = makeEnumerable() else { return nil }
    return solve(environment)
  }

  private func solve(_ environment: some EnumerableEnvironment) -> Solution? {
    environment.solve(timeLimit: timeLimit)
  }
}
