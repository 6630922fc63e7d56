import TensorCore

/// What a prediction should have been: `r + g · v`, with g = 0 where the task ended within.
///
/// A truncated step is no end of the task: it bootstraps from the value of the true last
/// observation.
///
/// - Parameters:
///   - rewards: r, of one step or the discounted sum of m, `[B]`.
///   - bootstrap: g, γᵐ, and 0 where the task terminated within the m steps, `[B]`.
///   - nextValues: v, the value of the observation m steps later, `[B]`.
/// - Returns: `[B]`.
/// - Source: Watkins 1989; Mnih et al. 2015, algorithm 1; m steps: Sutton 1988.
public func qLearningTarget(rewards: Tensor, bootstrap: Tensor, nextValues: Tensor) -> Tensor {
  checkSameLength(rewards, bootstrap, nextValues)
  return rewards + bootstrap * nextValues
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

/// The values with −10³⁰ in place of those of impossible actions, so that no maximum and no softmax
/// chooses them.
///
/// Not −∞: a probability of 0 times its logarithm must stay 0.
///
/// - Parameters:
///   - values: `[B, A]`.
///   - masks: `[B · A]`, whether an action is possible; nil where all are.
/// - Returns: `[B, A]`, a constant where there are masks.
public func maskedValues(_ values: Tensor, masks: [Bool]?) -> Tensor {
  guard let masks else { return values }
  precondition(
    masks.count == values.count, "expected \(values.count) masks, got \(masks.count)")
  return Tensor(shape: values.shape) { masked in
    values.withUnsafeScalars { values in
      for index in masked.indices { masked[index] = masks[index] ? values[index] : -1e30 }
    }
  }
}

/// What the network says of one action of each row: `[B, A, K]` to `[B, K]`.
///
/// - Precondition: B actions, each in `0..<A`.
public func takeActions(_ outputs: Tensor, _ actions: [Int32]) -> Tensor {
  let shape = outputs.shape
  precondition(
    shape.rank == 3 && shape[0] == actions.count,
    "expected [\(actions.count), A, K], got \(shape)")
  let count = Int32(shape[1])
  precondition(
    actions.allSatisfy { $0 >= 0 && $0 < count }, "expected actions in 0..<\(count)")
  let rows = actions.indices.map { Int32($0) * count + actions[$0] }
  return outputs.reshaped([shape[0] * shape[1], shape[2]]).gatherRows(rows)
}

/// The mean of the rows' losses, each weighed: `mean(w · l)`; nil weighs all 1.
///
/// - Source: Schaul et al. 2016, https://arxiv.org/abs/1511.05952, algorithm 1: importance weights
///   scale what each transition of a prioritized batch changes.
public func weightedMean(_ losses: Tensor, weights: Tensor?) -> Tensor {
  guard let weights else { return losses.mean() }
  checkSameLength(losses, weights)
  return (losses * weights).mean()
}

private func checkSameLength(_ tensors: Tensor...) {
  for tensor in tensors {
    precondition(
      tensor.shape.rank == 1 && tensor.count == tensors[0].count,
      "expected vectors of length \(tensors[0].count), got \(tensor.shape)")
  }
}
