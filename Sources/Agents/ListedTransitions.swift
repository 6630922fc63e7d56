import Environments

/// What follows from every action in every state of an enumerable task, in one list.
struct ListedTransitions {
  let stateCount: Int
  let actionCount: Int
  /// Where the outcomes of each state and action begin, and at last where they end.
  private var starts: [Int] = [0]
  private var outcomes: [Outcome] = []

  init(of world: some EnumerableEnvironment) {
    stateCount = world.stateCount
    actionCount = world.actionSpace.count
    for place in 0..<(stateCount * actionCount) {
      outcomes += world.outcomes(of: place / actionCount, action: place % actionCount)
      starts.append(outcomes.count)
    }
  }

  /// The value of an action: `Σ p (r + γ V(s′))`, V being 0 where the task has ended.
  func value(of state: Int, action: Int, _ values: [Double], discount: Double) -> Double {
    let place = state * actionCount + action
    var sum = 0.0
    for outcome in outcomes[starts[place]..<starts[place + 1]] {
      let later = outcome.terminated ? 0 : discount * values[outcome.nextState]
      sum += outcome.probability * (outcome.reward + later)
    }
    return sum
  }

  /// One sweep over all states, each from the values before it: `V(s) ← max Σ p (r + γ V(s′))`.
  ///
  /// - Parameters:
  ///   - values: of each state; replaced.
  ///   - discount: γ.
  /// - Returns: the largest change of a value.
  /// - Source: Sutton & Barto 2018, equation 4.10.
  func sweep(_ values: inout [Double], discount: Double) -> Double {
    var change = 0.0
    let old = values
    for state in 0..<stateCount {
      var best = -Double.infinity
      for action in 0..<actionCount {
        best = max(best, value(of: state, action: action, old, discount: discount))
      }
      values[state] = best
      change = max(change, abs(best - old[state]))
    }
    return change
  }
}
