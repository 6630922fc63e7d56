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
    let scale = max(1, transitions.largestReward / (1 - discount))
    while change > tolerance * scale {
      change = transitions.sweep(&values, discount: discount, policy: &policy)
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
