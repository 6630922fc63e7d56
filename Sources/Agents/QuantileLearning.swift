import TensorCore

/// The middles of N equal parts of 0...1, `[N]`: the fractions that N quantiles of equal weight
/// stand for.
///
/// - Source: Dabney et al. 2018, https://arxiv.org/abs/1710.10044, lemma 2.
public func quantileMidpoints(_ count: Int) -> Tensor {
  Tensor((0..<count).map { (Float($0) + 0.5) / Float(count) }, shape: [count])
}

/// How far predicted quantiles are from samples of what they should have been.
///
/// With u = t − θ for each pair of a target sample t and a predicted quantile θ of fraction τ:
/// `Σ_θ mean_t |τ − [u < 0]| · h(u) / κ`, h being the Huber loss with its bend at κ. Too low
/// predictions cost τ, too high ones 1 − τ, so that the least loss is at the quantile.
///
/// - Parameters:
///   - predictions: θ, `[B, N]`.
///   - fractions: τ, `[N]` for all rows or `[B, N]`, in 0...1; constants.
///   - targets: t, `[B, M]`; constants.
///   - delta: κ > 0.
/// - Returns: `[B]`, ≥ 0.
/// - Source: Dabney et al. 2018, equation 10; implicit quantiles: Dabney et al. 2018b,
///   https://arxiv.org/abs/1806.06923, equation 3.
/// - Complexity: O(B N M), one pass for the losses and their gradient together.
public func quantileHuberLosses(
  predictions: Tensor, fractions: Tensor, targets: Tensor, delta: Float = 1
) -> Tensor {
  let (shape, other) = (predictions.shape, targets.shape)
  precondition(
    shape.rank == 2 && other.rank == 2 && shape[0] == other[0],
    "expected [B, N] and [B, M], got \(shape) and \(other)")
  precondition(
    fractions.shape == shape || fractions.shape == [shape[1]],
    "expected fractions [\(shape[1])] or \(shape), got \(fractions.shape)")
  precondition(delta > 0, "expected delta > 0, got \(delta)")
  let problem = QuantilePairs(
    rows: shape[0], quantiles: shape[1], samples: other[1],
    fractionStride: fractions.shape.rank == 1 ? 0 : shape[1], delta: delta)
  var losses = Tensor.zeros([shape[0]])
  let slopes = Tensor(shape: shape) { slopes in
    losses.withUnsafeMutableScalars { losses in
      predictions.withUnsafeScalars { predictions in
        fractions.withUnsafeScalars { fractions in
          targets.withUnsafeScalars {
            problem.solve(predictions, fractions, $0, losses: losses, slopes: slopes)
          }
        }
      }
    }
  }
  // The value of the losses, and by the difference that is 0 their gradient.
  return losses + (slopes * (predictions - predictions.detached)).sum(axis: 1)
}

/// All pairs of a quantile and a sample.
private struct QuantilePairs {
  let rows, quantiles, samples, fractionStride: Int
  let delta: Float

  /// Writes each row's loss, and its slope along each prediction.
  func solve(
    _ predictions: UnsafeBufferPointer<Float>, _ fractions: UnsafeBufferPointer<Float>,
    _ targets: UnsafeBufferPointer<Float>, losses: UnsafeMutableBufferPointer<Float>,
    slopes: UnsafeMutableBufferPointer<Float>
  ) {
    guard let predictions = predictions.baseAddress, let fractions = fractions.baseAddress,
      let targets = targets.baseAddress, let slopes = slopes.baseAddress
    else { return }
    let scale = 1 / (Float(samples) * delta)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: quantiles) { costs in
      guard let costs = costs.baseAddress else { return }
      for row in 0..<rows {
        let prediction = predictions + row * quantiles
        let fraction = fractions + row * fractionStride
        let slope = slopes + row * quantiles
        costs.update(repeating: 0, count: quantiles)
        slope.update(repeating: 0, count: quantiles)
        for sample in (row * samples)..<((row + 1) * samples) {
          let target = targets[sample]
          for index in 0..<quantiles {
            let error = target - prediction[index]
            let weight = error < 0 ? 1 - fraction[index] : fraction[index]
            let bounded = min(max(error, -delta), delta)
            // The Huber loss in one expression: b (u − b/2) with u brought into ±κ as b.
            costs[index] += weight * (bounded * (error - 0.5 * bounded))
            slope[index] -= weight * bounded
          }
        }
        var sum: Float = 0
        for index in 0..<quantiles {
          sum += costs[index]
          slope[index] *= scale
        }
        losses[row] = sum * scale
      }
    }
  }
}
