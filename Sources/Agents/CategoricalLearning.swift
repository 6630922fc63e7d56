import TensorCore

/// Brings the distribution of `r + g · z` back to the atoms z: each atom's probability is shared by
/// the two atoms next to where it went, the nearer getting more.
///
/// Beyond the range the outermost atom takes it. Probabilities keep their sum. A row whose reward or
/// bootstrap is not finite becomes NaN, so that no loss hides it.
///
/// - Parameters:
///   - probabilities: of the atoms at the next observation, `[B, K]`, K ≥ 2.
///   - rewards: r, `[B]`.
///   - bootstrap: g, γᵐ, and 0 where the task terminated, `[B]`.
///   - range: the values of the first and the last atom; the others lie evenly between.
/// - Returns: `[B, K]`.
/// - Source: Bellemare, Dabney & Munos 2017, https://arxiv.org/abs/1707.06887, algorithm 1.
/// - Complexity: O(B K), one pass.
public func categoricalProjection(
  probabilities: Tensor, rewards: Tensor, bootstrap: Tensor, range: ClosedRange<Float>
) -> Tensor {
  let shape = probabilities.shape
  precondition(
    shape.rank == 2 && shape[1] >= 2 && rewards.shape == [shape[0]]
      && bootstrap.shape == [shape[0]],
    "expected [B, K], [B] and [B], got \(shape), \(rewards.shape) and \(bootstrap.shape)")
  precondition(range.lowerBound < range.upperBound, "expected a range, got \(range)")
  let (rows, atoms) = (shape[0], shape[1])
  let (low, high) = (range.lowerBound, range.upperBound)
  let spacing = (high - low) / Float(atoms - 1)
  return Tensor(shape: shape) { projected in
    probabilities.withUnsafeScalars { probabilities in
      rewards.withUnsafeScalars { rewards in
        bootstrap.withUnsafeScalars { bootstrap in
          projected.update(repeating: 0)
          for row in 0..<rows {
            let (reward, factor, start) = (rewards[row], bootstrap[row], row * atoms)
            guard reward.isFinite, factor.isFinite else {
              for index in start..<(start + atoms) { projected[index] = .nan }
              continue
            }
            for atom in 0..<atoms {
              let moved = min(max(reward + factor * (low + Float(atom) * spacing), low), high)
              let place = min((moved - low) / spacing, Float(atoms - 1))
              let below = min(Int(place), atoms - 2)
              let upperShare = place - Float(below)
              let probability = probabilities[start + atom]
              projected[start + below] += probability * (1 - upperShare)
              projected[start + below + 1] += probability * upperShare
            }
          }
        }
      }
    }
  }
}

/// How far predicted distributions are from what they should have been: `Σ m (log m − log p)`.
///
/// The Kullback–Leibler divergence: the cross entropy less what no prediction can help, so that 0 is
/// perfect; the gradient is the cross entropy's.
///
/// - Parameters:
///   - logits: of the atoms, `[B, K]`; p is their softmax.
///   - target: m, `[B, K]`, constants.
/// - Returns: `[B]`, ≥ 0 but for rounding.
/// - Source: Bellemare et al. 2017, section 4; as a priority: Hessel et al. 2018.
public func categoricalLosses(logits: Tensor, target: Tensor) -> Tensor {
  logits.logSoftmax().divergences(target).sum(axis: 1)
}
