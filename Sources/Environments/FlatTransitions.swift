/// What follows from every action, flat, as solving needs it.
package struct FlatTransitions {
  /// States there are.
  package let stateCount: Int
  /// Actions there are.
  package let actionCount: Int
  private var offsets: [Int] = [0]
  private(set) var probabilities: [Double] = []
  private var nextStates: [Int] = []
  private var rewards: [Double] = []
  private var continues: [Double] = []

  /// Lists what follows from every action in every state.
  package init(of environment: some EnumerableEnvironment) {
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
  ///
  /// - Parameters:
  ///   - row: state · actions + action.
  ///   - values: of each state.
  ///   - discount: γ.
  @inline(__always)
  package func value(of row: Int, _ values: [Double], discount: Double) -> Double {
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

  /// One sweep of value iteration over all states, each from the values before the sweep.
  ///
  /// - Parameters:
  ///   - values: of each state; replaced.
  ///   - discount: γ.
  ///   - policy: is given the best action of each state; of equals the first.
  /// - Returns: the largest change of a value.
  /// - Source: Sutton & Barto 2018, equation 4.10.
  /// - Complexity: O(transitions).
  package func sweep(
    _ values: inout [Double], discount: Double, policy: inout [Int]
  ) -> Double {
    var change = 0.0
    var newValues = values
    for state in values.indices {
      let best = best(in: state, values, discount: discount)
      newValues[state] = best.value
      policy[state] = best.action
      change = max(change, abs(best.value - values[state]))
    }
    values = newValues
    return change
  }

  /// The largest size of a reward.
  package var largestReward: Double { rewards.map(abs).max() ?? 1 }

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
