import TensorCore

/// What every action is worth under weights by the best of some policies: `max over i of ψᵢ · w`.
///
/// - Parameters:
///   - features: ψ, policy by policy, `[B, A, M · d]`.
///   - weights: w, `[B, d]`.
/// - Returns: `[B, A]`, a constant.
/// - Source: Barreto et al. 2017, https://arxiv.org/abs/1606.05312, theorem 1.
public func improvedValues(_ features: Tensor, weights: Tensor) -> Tensor {
  let (actions, count) = (features.shape[1], weights.shape[1])
  precondition(
    features.shape.rank == 3 && weights.shape == [features.shape[0], count]
      && features.shape[2].isMultiple(of: count),
    "expected features [B, A, M * d] and weights [B, d], got \(features.shape) and "
      + "\(weights.shape)")
  let policies = features.shape[2] / count
  return Tensor(shape: [features.shape[0], actions]) { values in
    features.withUnsafeScalars { features in
      weights.withUnsafeScalars { weights in
        for place in values.indices {
          var best = -Float.infinity
          for policy in 0..<policies {
            let value = weightedSum(
              features, at: (place * policies + policy) * count, weights,
              at: place / actions * count, count: count)
            // What is no number must not be passed over.
            if !best.isNaN, !(value <= best) { best = value }
          }
          values[place] = best
        }
      }
    }
  }
}

/// The same where the best policy is chosen by the action that it would itself take.
///
/// The value of an action is that of the best policy that takes it; an action that none would take
/// comes behind all of these. What is learned of such an action is the least certain, and a maximum
/// over all policies looks for just these errors; the improvement is still no worse than the best
/// policy in every state.
///
/// - Parameters:
///   - features: ψ, policy by policy, `[B, A, M · d]`.
///   - weights: w, `[B, d]`.
///   - policies: the weights for which each policy acts, `[M, d]`.
/// - Returns: `[B, A]`, a constant.
public func selectedValues(_ features: Tensor, weights: Tensor, policies: Tensor) -> Tensor {
  let (rows, actions, count) = (features.shape[0], features.shape[1], weights.shape[1])
  let policyCount = policies.shape[0]
  var values = improvedValues(features, weights: weights)
  var taken = [Float](repeating: -.infinity, count: rows * actions)
  features.withUnsafeScalars { features in
    weights.withUnsafeScalars { weights in
      policies.withUnsafeScalars { policies in
        for row in 0..<rows {
          for policy in 0..<policyCount {
            let action = greedyAction(
              features, row: row, actions: actions, policy: policy, of: policyCount, policies,
              count: count)
            let place = row * actions + action
            let value = weightedSum(
              features, at: (place * policyCount + policy) * count, weights, at: row * count,
              count: count)
            taken[place] = max(taken[place], value)
          }
        }
      }
    }
  }
  values.withUnsafeMutableScalars { values in
    for row in 0..<rows {
      let places = (row * actions)..<((row + 1) * actions)
      let best = places.reduce(-Float.infinity) { max($0, taken[$1]) }
      for place in places where values[place].isFinite {
        values[place] =
          taken[place] > -.infinity ? taken[place] : min(values[place], best.nextDown)
      }
    }
  }
  return values
}

/// The action that a policy takes; of equal ones the first.
private func greedyAction(
  _ features: UnsafeBufferPointer<Float>, row: Int, actions: Int, policy: Int, of policyCount: Int,
  _ policies: UnsafeBufferPointer<Float>, count: Int
) -> Int {
  var best = 0
  var largest = -Float.infinity
  for action in 0..<actions {
    let value = weightedSum(
      features, at: ((row * actions + action) * policyCount + policy) * count, policies,
      at: policy * count, count: count)
    if value > largest { (best, largest) = (action, value) }
  }
  return best
}

/// What successor features should have been: `φ + g ψ′ᵢ(s′, a′)`, for each policy i with the action a′
/// that its own weights prefer, `argmax over a of ψᵢ(s′, a) · wᵢ`.
///
/// One network chooses, the other says what follows, as in Double Q-learning. Of equal values the
/// first action counts.
///
/// - Parameters:
///   - features: φ, what the step counted, `[B, d]`.
///   - bootstrap: g, γ, and 0 where the task terminated, `[B]`.
///   - chooser: ψ of the next observation by the network that chooses, `[B, A, M · d]`.
///   - next: ψ′ of the same by the network that gives the target, `[B, A, M · d]`.
///   - policies: w of each policy, `[M, d]`.
/// - Returns: `[B, M · d]`, a constant.
/// - Source: Barreto et al. 2017, https://arxiv.org/abs/1606.05312, equation 4; two networks: van
///   Hasselt et al. 2016.
public func successorTarget(
  features: Tensor, bootstrap: Tensor, chooser: Tensor, next: Tensor, policies: Tensor
) -> Tensor {
  let (rows, actions) = (features.shape[0], chooser.shape[1])
  let (policyCount, count) = (policies.shape[0], policies.shape[1])
  precondition(
    chooser.shape == [rows, actions, policyCount * count] && next.shape == chooser.shape
      && features.shape == [rows, count] && bootstrap.shape == [rows],
    "expected features [B, d], bootstrap [B] and next features [B, A, M * d], got "
      + "\(features.shape), \(bootstrap.shape), \(chooser.shape) and \(next.shape)")
  let (earned, bootstrap) = (features.scalars, bootstrap.scalars)
  return Tensor(shape: [rows, policyCount * count]) { target in
    chooser.withUnsafeScalars { chooser in
      next.withUnsafeScalars { next in
        policies.withUnsafeScalars { policies in
          for place in 0..<(rows * policyCount) {
            let (row, policy) = (place / policyCount, place % policyCount)
            let action = greedyAction(
              chooser, row: row, actions: actions, policy: policy, of: policyCount, policies,
              count: count)
            let best = ((row * actions + action) * policyCount + policy) * count
            for index in 0..<count {
              target[place * count + index] =
                earned[row * count + index] + bootstrap[row] * next[best + index]
            }
          }
        }
      }
    }
  }
}

/// ψ · w, summed from the first feature to the last.
@inline(__always)
private func weightedSum(
  _ features: UnsafeBufferPointer<Float>, at start: Int, _ weights: UnsafeBufferPointer<Float>,
  at first: Int, count: Int
) -> Float {
  var sum: Float = 0
  for index in 0..<count { sum += features[start + index] * weights[first + index] }
  return sum
}
