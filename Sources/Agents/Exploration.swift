import Determinism
import Environments
import TensorCore

/// How actions are chosen while learning.
///
/// In every way a copy first takes any possible action with probability ε, each equally likely.
/// The ways differ in ε and in what is done otherwise.
public enum Exploration: String, CaseIterable, Sendable, Hashable {
  /// One ε for all copies; otherwise the greedy action.
  case epsilon
  /// An ε for each copy, from ε down to ε⁸; otherwise the greedy action.
  case ladder
  /// One ε for all copies; otherwise actions drawn by the softmax of their values.
  case boltzmann

  /// ε of one copy.
  ///
  /// - Parameters:
  ///   - epsilon: ε of the schedule, 0...1.
  ///   - copy: i in `0..<copies`.
  ///   - copies: N.
  /// - Returns: on the ladder `ε^(1 + 7 i / (N − 1))`, else ε.
  /// - Source: the ladder: Horgan et al. 2018, https://arxiv.org/abs/1803.00933, section 4, where
  ///   ε = 0.4.
  public func epsilon(_ epsilon: Float, copy: Int, of copies: Int) -> Float {
    guard self == .ladder, copies > 1, epsilon > 0, epsilon < 1 else { return epsilon }
    let exponent = 1 + 7 * Double(copy) / Double(copies - 1)
    return Float(ExactMath.exp(exponent * ExactMath.log(Double(epsilon))))
  }

  /// Writes an action for each copy that explores by ε, and −1 for the others, which the network is
  /// to choose.
  ///
  /// For each copy in order, one draw decides, and one more chooses where it explores.
  ///
  /// - Parameters:
  ///   - base: ε of the schedule.
  ///   - actions: one for each copy.
  ///   - count: actions there are, A.
  ///   - masks: `[copies, A]`, which actions are possible; nil where all are.
  ///   - random: drawn from.
  /// - Returns: whether the network is asked at all.
  package func explore(
    epsilon base: Float, into actions: inout [Int32], below count: Int,
    masks: UnsafeBufferPointer<Bool>?, using random: inout RandomStream
  ) -> Bool {
    var asksNetwork = false
    for copy in actions.indices {
      if random.uniform() < epsilon(base, copy: copy, of: actions.count) {
        actions[copy] = Int32(random.action(below: count, of: copy, masks: masks))
      } else {
        actions[copy] = -1
        asksNetwork = true
      }
    }
    return asksNetwork
  }
}

extension RandomStream {
  /// Draws a possible action of one copy, each equally likely; one draw of `integer(below:)`.
  ///
  /// - Parameters:
  ///   - count: actions there are, A.
  ///   - copy: the row of the masks.
  ///   - masks: `[copies, A]`; nil where all actions are possible.
  /// - Returns: the action.
  mutating func action(
    below count: Int, of copy: Int, masks: UnsafeBufferPointer<Bool>?
  ) -> Int {
    guard let masks else { return integer(below: count) }
    let row = masks[(copy * count)..<((copy + 1) * count)]
    var left = integer(below: max(1, row.reduce(0) { $0 + ($1 ? 1 : 0) }))
    for (action, isPossible) in row.enumerated() where isPossible {
      if left == 0 { return action }
      left -= 1
    }
    return 0
  }
}

extension ActingPolicy {
  /// Draws an action for each row where `actions` holds −1, with probability `exp(Q / T)` over the
  /// sum of the possible actions' (Boltzmann).
  ///
  /// - Parameters:
  ///   - observations: `[B, F]`.
  ///   - memory: of B copies; goes on by one step.
  ///   - temperature: T > 0, in the unit of values.
  ///   - masks: `[B, A]`, which actions are possible; nil where all are.
  ///   - random: one `uniform()` is drawn for each row that asks, in order.
  ///   - actions: B numbers; −1 asks, the rest is left as it is.
  /// - Returns: whether all values were finite; nothing has been written where they were not.
  package func drawActions(
    _ observations: UnsafeBufferPointer<Float>, memory: inout PolicyMemory, temperature: Float,
    masks: UnsafeBufferPointer<Bool>? = nil, using random: inout RandomStream,
    into actions: UnsafeMutableBufferPointer<Int32>
  ) -> Bool {
    let input = Tensor(shape: [actions.count, observationCount]) { buffer in
      _ = buffer.update(fromContentsOf: observations)
    }
    let values = values(of: input, memory: &memory)
    guard values.isFinite else { return false }
    let possible = maskedValues(values, masks: masks.map { Array($0) })
    (possible / temperature).softmax().withUnsafeScalars { probabilities in
      for row in actions.indices where actions[row] < 0 {
        let start = row * actionCount
        var rest = random.uniform()
        var chosen = -1
        for action in 0..<actionCount where probabilities[start + action] > 0 {
          chosen = action
          rest -= probabilities[start + action]
          if rest < 0 { break }
        }
        actions[row] = Int32(max(chosen, 0))
      }
    }
    return true
  }
}
