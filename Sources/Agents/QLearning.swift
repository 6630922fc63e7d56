import TensorCore

/// What a prediction should have been: `r + γ · c · v`, with c = 0 where the task ended.
///
/// A truncated step is no end of the task: its c is 1, and v is the value of the true last
/// observation.
///
/// - Parameters:
///   - rewards: r, `[B]`.
///   - continues: c, 0 where the task terminated and 1 elsewhere, `[B]`.
///   - nextValues: v, the value of the next observation, `[B]`.
///   - discount: γ in `0...1`.
/// - Returns: `[B]`.
/// - Source: Watkins 1989; Mnih et al. 2015, algorithm 1.
public func qLearningTarget(
  rewards: Tensor, continues: Tensor, nextValues: Tensor, discount: Float
) -> Tensor {
  checkSameLength(rewards, continues, nextValues)
  return rewards + discount * continues * nextValues
}

/// The value of the next observation: the largest of the target network's, `[B, A]` to `[B]`.
///
/// - Source: Mnih et al. 2015, algorithm 1.
public func greedyValues(_ targetValues: Tensor) -> Tensor {
  targetValues.max(axis: 1)
}

/// The value of the next observation under Double Q-learning: the online network chooses the
/// action, the target network says what it is worth.
///
/// - Parameters:
///   - onlineValues: `[B, A]`; of equal values the first counts.
///   - targetValues: `[B, A]`.
/// - Returns: `[B]`.
/// - Source: van Hasselt, Guez & Silver 2016, https://arxiv.org/abs/1509.06461, equation 4.
public func doubleQValues(online onlineValues: Tensor, target targetValues: Tensor) -> Tensor {
  precondition(
    onlineValues.shape == targetValues.shape,
    "expected values of one shape, got \(onlineValues.shape) and \(targetValues.shape)")
  return targetValues.takeColumns(onlineValues.argmax(axis: 1))
}

private func checkSameLength(_ tensors: Tensor...) {
  for tensor in tensors {
    precondition(
      tensor.shape.rank == 1 && tensor.count == tensors[0].count,
      "expected vectors of length \(tensors[0].count), got \(tensor.shape)")
  }
}
