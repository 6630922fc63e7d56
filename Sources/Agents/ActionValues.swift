/// The values of one state's actions: a row of a table, or the mean of two tables' rows.
package struct ActionValues {
  private let values: [Float]
  private let second: [Float]
  private let start: Int
  /// Actions, A.
  package let count: Int

  /// A row of `[rows, A]` values.
  package init(values: [Float], second: [Float] = [], row: Int, count: Int) {
    self.values = values
    self.second = second
    self.count = count
    start = row * count
  }

  /// A row of a table; of the mean of two where there are second values.
  init(_ table: TablePolicy, _ second: [Float] = [], row: Int) {
    self.init(values: table.values, second: second, row: row, count: table.actionCount)
  }

  /// The same row of other values.
  func replacing(_ values: [Float]) -> ActionValues {
    ActionValues(values: values, row: start / max(count, 1), count: count)
  }

  /// The value of an action.
  package subscript(action: Int) -> Float {
    second.isEmpty
      ? values[start + action] : (values[start + action] + second[start + action]) / 2
  }

  /// The possible action of the largest value; of equal ones the first.
  package func greedyAction(_ mask: UnsafeBufferPointer<Bool>?) -> Int {
    var best = -1
    for action in 0..<count where mask?[action] ?? true {
      if best < 0 || self[action] > self[best] { best = action }
    }
    return max(best, 0)
  }

  /// The mean value under ε-greedy: `(1 − ε) max + ε mean`, over the possible actions.
  package func expectation(epsilon: Float, _ mask: UnsafeBufferPointer<Bool>?) -> Float {
    var (sum, possible) = (0 as Float, 0 as Float)
    for action in 0..<count where mask?[action] ?? true {
      sum += self[action]
      possible += 1
    }
    let greedy = self[greedyAction(mask)]
    return possible == 0 ? greedy : (1 - epsilon) * greedy + epsilon * (sum / possible)
  }
}

extension TabularConfiguration.Rule {
  /// The value of the state that a step led to.
  ///
  /// - Parameters:
  ///   - values: of the state's actions, in the table that is corrected.
  ///   - other: the same in the other table; read by Double Q-learning alone.
  ///   - action: what is done there next; nil at a time limit, where nothing is. Read by SARSA alone.
  ///   - epsilon: with which probability a random action is done.
  ///   - mask: which actions are possible; nil where all are.
  /// - Returns: v, what is discounted and added to the reward.
  /// - Source: Sutton & Barto 2018, equations 6.7, 6.8, 6.9 and 6.10.
  package func nextValue(
    _ values: ActionValues, other: ActionValues, action: Int?, epsilon: Float,
    _ mask: UnsafeBufferPointer<Bool>?
  ) -> Float {
    switch (self, action) {
    case (.qLearning, _): values[values.greedyAction(mask)]
    case (.doubleQLearning, _): other[values.greedyAction(mask)]
    case (.sarsa, let action?): values[action]
    case (.sarsa, nil), (.expectedSarsa, _): values.expectation(epsilon: epsilon, mask)
    }
  }
}
